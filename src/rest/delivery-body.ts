// Deliveries and attempts as the REST bodies show them.
import type { AttemptBodyFragment, DeliveryBodyFragment } from './gql/operations.ts';
import { snakeKeys } from './spelling.ts';

export const deliveryBody = (delivery: DeliveryBodyFragment) => ({
  ...snakeKeys(delivery),
  status: delivery.status.toLowerCase(),
});

export const attemptBody = ({ request, response, taskRuns, ...attempt }: AttemptBodyFragment) => ({
  ...snakeKeys(attempt),
  request: request && { ...request, headers: headerObject(request.headers) },
  response: response && { ...response, headers: headerObject(response.headers) },
  // After a crash there may be several; the last one is the attempt's.
  ...(taskRuns.length > 0 && { run_id: taskRuns.at(-1)?.id }),
});

const headerObject = (headers: readonly { name: string; value: string }[]) =>
  Object.fromEntries(headers.map(({ name, value }) => [name, value]));
