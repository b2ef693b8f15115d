import { onTestFinished } from 'vitest';
import { parseOutboundAllow } from '../../../src/infra/outbound/outbound-allow.ts';
import { createOutbound, type Outbound } from '../../../src/infra/outbound/send-request.ts';
import { createScimClient, type ScimClient, type ScimClientOptions } from '../../../src/tasks/scim/scim-client.ts';
import { ScimError } from '../../../src/tasks/scim/scim-error.ts';

/** The service's own sender, with this machine allowed. */
export function outbound(): Outbound {
  const sender = createOutbound({ allow: parseOutboundAllow(['127.0.0.0/8']).allow, version: 'test' });
  onTestFinished(() => sender.close());
  return sender;
}

export function client(baseUrl: string, options: Partial<ScimClientOptions> = {}): ScimClient {
  return createScimClient({
    baseUrl,
    auth: { type: 'bearer', token: 'good-token' },
    outbound: outbound(),
    timeoutMs: 10_000,
    ...options,
  });
}

/** The ScimError that it rejects with. */
export async function scimError(promise: Promise<unknown>): Promise<ScimError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof ScimError)) throw new Error(`no ScimError but ${String(outcome)}`);
  return outcome;
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
