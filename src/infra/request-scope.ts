// What the code that answers a request may know of it without being handed it: for the log, and for what is made of it.
// Work that outlives its request, or is done for several, steps outside: its log lines belong to none of them.
import { AsyncLocalStorage } from 'node:async_hooks';

export interface RequestScope {
  /** In the answer's header `x-request-id`, and in each line that the log has of the request. */
  readonly requestId: string;
  /** Where it comes from: the peer's address. */
  readonly address?: string | undefined;
  /** `rest`, `graphql` or `websocket`. */
  readonly door?: string | undefined;
  /** The trace that the sender is in, if it said so: see domain/trace-context.ts. */
  readonly trace?: string | undefined;
}

const storage = new AsyncLocalStorage<RequestScope | undefined>();

/** The request that is being answered here, if any. */
export const currentRequest = (): RequestScope | undefined => storage.getStore();

export const withinRequest = <T>(scope: RequestScope, work: () => T): T => storage.run(scope, work);

export const outsideRequests = <T>(work: () => T): T => storage.run(undefined, work);
