// An event stream with any token, and when it ends.
import { expect, onTestFinished } from 'vitest';
import type { TestService } from '../support/service.ts';

export const watching = 'subscription { deliveryUpdated { id } }';

/** An event stream that has begun; resolves `ended` when the other side ends it. */
export async function stream(node: TestService, secret: string) {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const response = await fetch(`${node.url}/graphql`, {
    method: 'POST',
    signal: controller.signal,
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: watching }),
  });
  expect(response.status).toBe(200);
  let ended = false;
  const read = async () => {
    for await (const _ of response.body ?? []) {
      // Only its end is of interest.
    }
  };
  void read()
    .catch(() => {})
    .finally(() => {
      ended = true;
    });
  return { ended: () => ended };
}
