// Deliveries and attempts as the REST bodies show them.
import type { AttemptBodyFragment, DeliveryBodyFragment } from './gql/operations.ts';
import { snakeKeys } from './spelling.ts';

export const deliveryBody = (delivery: DeliveryBodyFragment) => ({
  ...snakeKeys(delivery),
  status: delivery.status.toLowerCase(),
});

export const attemptBody = ({ request, response, ...attempt }: AttemptBodyFragment) => ({
  ...snakeKeys(attempt),
  request: request && { ...request, headers: headerObject(request.headers) },
  response: response && { ...response, headers: headerObject(response.headers) },
});

const headerObject = (headers: readonly { name: string; value: string }[]) =>
  Object.fromEntries(headers.map(({ name, value }) => [name, value]));
