// The event sources of one process: what the doors use of this folder.
import type { IdentityEvent } from '../domain/event.ts';
import type { Database } from '../infra/database.ts';
import type { Log } from '../infra/log.ts';
import type { Metrics } from '../infra/metrics.ts';
import type { Outbound } from '../infra/outbound/send-request.ts';
import { createSourceCounts } from './counts.ts';
import { createKeySets } from './credentials/key-sets.ts';
import type { CheckConditions } from './own-rules.ts';
import { receiveRequest, refuseRequest } from './receive-request.ts';
import { Rejection, type SourceAnswer, type SourceRequest } from './source-kind.ts';
import { createSourceSet } from './source-set.ts';
import type { SourceVault } from './stored-source.ts';

export interface Sources {
  readonly database: Database;
  readonly vault: SourceVault;
  readonly checkConditions: CheckConditions;
  /** Answers a request at `/events/{name}`. */
  receive(name: string, request: SourceRequest): Promise<SourceAnswer>;
  /** Answers a request whose body is larger than is read. */
  refuseTooLarge(name: string): Promise<SourceAnswer>;
  /** Writes the counters that are only in memory. */
  flushCounts(): Promise<void>;
  close(): Promise<void>;
}

export interface SourcesOptions {
  readonly database: Database;
  readonly vault: SourceVault;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'sourceRequest'>;
  /** The guarded client, for the keys of providers. */
  readonly outbound: Outbound;
  /** The intake of events. */
  readonly store: (events: readonly IdentityEvent[]) => Promise<readonly { readonly duplicate: boolean }[]>;
  /** What valid conditions are. */
  readonly checkConditions: CheckConditions;
  /** The clock of signatures. */
  readonly now: () => Date;
}

export function openSources(options: SourcesOptions): Sources {
  const { database, vault, checkConditions, log, outbound, store, now } = options;
  const counts = createSourceCounts(options);
  const sources = createSourceSet({ database, vault });
  const tools = { sources, counts, keySets: createKeySets(outbound), log, now, store };
  return {
    database,
    vault,
    checkConditions,
    receive: (name, request) => receiveRequest(tools, name, request),
    refuseTooLarge: (name) => refuseRequest(tools, name, new Rejection('too_large', 'the body is too large')),
    flushCounts: counts.flush,
    close: counts.close,
  };
}
