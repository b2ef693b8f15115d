import { Screen } from '../parts/screen.tsx';
import { shell } from '../words/shell.ts';

export function DeliveryList() {
  return <Screen title={shell.deliveries}>{null}</Screen>;
}
