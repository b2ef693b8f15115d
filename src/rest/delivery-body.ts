// Deliveries and attempts as the REST bodies show them.
import type { AttemptBodyFragment, DeliveryBodyFragment } from './gql/operations.ts';
import { snakeKeys } from './spelling.ts';

export const deliveryBody = ({ test, waitsFor, ...delivery }: DeliveryBodyFragment) => ({
  ...snakeKeys(delivery),
  status: delivery.status.toLowerCase(),
  ...(waitsFor && { waits_for: waitsFor.toLowerCase() }),
  ...(test && { test }),
});

export const attemptBody = ({ request, response, taskRuns, ...attempt }: AttemptBodyFragment) => ({
  ...snakeKeys(attempt),
  ...attemptParts({ request, response }),
  // After a crash there may be several; the last one is the attempt's.
  ...(taskRuns.length > 0 && { run_id: taskRuns.at(-1)?.id }),
});

/** A request and a response with their headers as objects. */
export const attemptParts = ({ request, response }: Pick<Partial<AttemptBodyFragment>, 'request' | 'response'>) => ({
  ...(request !== undefined && { request: request && { ...request, headers: headerObject(request.headers) } }),
  ...(response !== undefined && { response: response && { ...response, headers: headerObject(response.headers) } }),
});

const headerObject = (headers: readonly { name: string; value: string }[]) =>
  Object.fromEntries(headers.map(({ name, value }) => [name, value]));
