// The state of a delivery, as every list and page shows it.
import { delivery as words } from '../words/delivery.ts';
import { Badge, type Tone } from './badge.tsx';
import type { IconName } from './icon.tsx';

export interface DeliveryState {
  readonly status: 'PENDING' | 'RUNNING' | 'SUCCESS' | 'FAILED';
  readonly attemptCount: number;
}

const looks: Record<DeliveryState['status'] | 'retrying', readonly [Tone, IconName]> = {
  PENDING: ['quiet', 'clock'],
  RUNNING: ['busy', 'send'],
  SUCCESS: ['good', 'check'],
  FAILED: ['bad', 'cross'],
  retrying: ['wait', 'refresh'],
};

export function DeliveryStatus({ status, attemptCount }: DeliveryState) {
  const shown = status === 'PENDING' && attemptCount > 0 ? 'retrying' : status;
  const [tone, icon] = looks[shown];
  return (
    <Badge tone={tone} icon={icon}>
      {words.status[shown]}
    </Badge>
  );
}
