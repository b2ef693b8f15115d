// Keeps the history from growing without end: from time to time one node walks through what is too old, or too many,
// and removes it in small batches, with a rest after each, so that nobody waits for it.
import { setTimeout } from 'node:timers/promises';
import { firstIdAt } from '../domain/time-ids.ts';
import type { Database, Tx } from '../infra/database.ts';
import type { Log } from '../infra/log.ts';
import { createPurgeWalk, createSurplusWalk, nothingPurged, type PurgedRows } from '../infra/purge-history.ts';

export interface RetentionSettings {
  /** Days that events, deliveries, attempts and runs are kept after their end; 0: for ever. */
  readonly days: number;
  /** Deliveries that each integration keeps, at most; 0: as many as there are. */
  readonly perIntegration: number;
}

export interface AllRetention extends RetentionSettings {
  /** Days that entries of the audit log are kept; 0: for ever. */
  readonly auditDays: number;
}

interface RetentionTools {
  readonly database: Database;
  readonly log: Log;
}

const batchSize = 1_000;
const firstAfterMs = 30_000;
const everyMs = 600_000;
/** Held for each batch: the others leave the walk to the one that has it. */
const lockKey = 72_707_371;

/** Begins to walk every ten minutes. */
export function startRetention(tools: RetentionTools, settings: AllRetention): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let running: Promise<unknown> | undefined;
  const walk = () => {
    running ??= keepTo(tools, settings, stopping.signal)
      .then(() => keepAudit(tools, settings.auditDays, stopping.signal))
      .catch((error: unknown) => tools.log.warn({ error }, 'old history could not be removed'))
      .finally(() => {
        running = undefined;
      });
  };
  const first = globalThis.setTimeout(walk, firstAfterMs);
  const timer = setInterval(walk, everyMs);
  return {
    stop: async () => {
      stopping.abort();
      clearTimeout(first);
      clearInterval(timer);
      await running;
    },
  };
}

/** One walk, unless another node is at it. */
export async function keepTo(
  { database, log }: RetentionTools,
  { days, perIntegration }: RetentionSettings,
  signal: AbortSignal = new AbortController().signal,
): Promise<PurgedRows> {
  const walks: ((tx: Tx) => Promise<PurgedRows>)[] = [];
  if (perIntegration > 0) {
    const purge = createSurplusWalk(perIntegration);
    walks.push((tx) => purge(tx, batchSize));
  }
  if (days > 0) {
    const purge = createPurgeWalk();
    walks.push((tx) => purge(tx, { olderThanDays: days, batchSize }));
  }
  let total = nothingPurged;
  for (const walk of walks) {
    while (!signal.aborted) {
      const begun = performance.now();
      const batch = await database.transaction(async (tx) => ((await takeTurn(tx)) ? walk(tx) : nothingPurged));
      if (isNothing(batch)) break;
      total = sum(total, batch);
      // At most half of one connection's time goes into it.
      await setTimeout(performance.now() - begun, undefined, { signal }).catch(() => {});
    }
  }
  // There are few of them.
  if (days > 0) {
    await database.query('DELETE FROM bulk_jobs WHERE finished_at < now() - make_interval(days => $1)', [days]);
    await database.query('DELETE FROM notices WHERE raised_at < now() - make_interval(days => $1)', [days]);
  }
  if (!isNothing(total)) log.info({ ...total, days, perIntegration }, 'old history removed');
  return total;
}

/** Removes the entries of the audit log that are older, in batches. @returns their number. */
export async function keepAudit(
  { database, log }: RetentionTools,
  days: number,
  signal: AbortSignal = new AbortController().signal,
): Promise<number> {
  let removed = 0;
  while (days > 0 && !signal.aborted) {
    const gone = await database.query(
      `DELETE FROM audit_entries WHERE id IN (SELECT id FROM audit_entries WHERE id < $1 ORDER BY id LIMIT $2) RETURNING 1`,
      [firstIdAt(new Date(Date.now() - days * 86_400_000)), batchSize],
    );
    removed += gone.length;
    if (gone.length < batchSize) break;
  }
  if (removed > 0) log.info({ entries: removed, days }, 'old entries of the audit log removed');
  return removed;
}

async function takeTurn(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS mine', [lockKey]);
  return row?.mine === true;
}

const kinds = ['events', 'deliveries', 'attempts', 'runs'] as const;
const isNothing = (rows: PurgedRows) => kinds.every((kind) => rows[kind] === 0);
const sum = (one: PurgedRows, other: PurgedRows): PurgedRows => ({
  events: one.events + other.events,
  deliveries: one.deliveries + other.deliveries,
  attempts: one.attempts + other.attempts,
  runs: one.runs + other.runs,
});
