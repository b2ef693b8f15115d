// How it stands with the thresholds and digests that an event would meet at this moment: what is counted, what is
// missing, what a window holds. Read for all integrations of an answer at once; nothing is counted.
import type { IdentityEvent } from '../domain/event.ts';
import { countEvent, type Threshold, type ThresholdState, thresholdKey } from '../domain/quiet-rules.ts';
import type { Tx } from '../infra/database.ts';
import type { ExplainedIntegration } from './explained-integration.ts';

export interface QuietStanding {
  /** Undefined: with this event it would fire by itself. */
  readonly verdict: 'would_count' | 'would_gather' | undefined;
  /** How it would go with this event, as if it came now. */
  readonly would: string;
  /** How it stands without it. */
  readonly stands: string;
}

interface CountRow {
  readonly integration_id: string;
  readonly key: string;
  readonly times: readonly Date[];
  readonly fired_at: Date | null;
  readonly now: Date;
}

interface WindowRow {
  readonly integration_id: string;
  readonly count: number;
  readonly due_at: Date;
}

/** Of those of the integrations that have a quiet rule, by id. */
export async function quietStandings(
  database: Tx,
  integrations: readonly ExplainedIntegration[],
  event: IdentityEvent,
): Promise<ReadonlyMap<string, QuietStanding>> {
  const counting = integrations.filter(({ threshold }) => threshold !== null);
  const gathering = integrations.filter(({ digest }) => digest !== null);
  const keys = counting.map(({ threshold }) => (threshold ? thresholdKey(threshold, event) : ''));
  const [counts, windows] = await Promise.all([
    counting.length === 0
      ? []
      : database.query<CountRow>(
          `SELECT c.integration_id, c.key, c.times, c.fired_at, now() AS now
           FROM unnest($1::uuid[], $2::text[]) AS g(id, key)
           JOIN threshold_counts c ON c.integration_id = g.id AND c.key = g.key`,
          [counting.map(({ id }) => id), keys],
        ),
    gathering.length === 0
      ? []
      : database.query<WindowRow>(
          'SELECT integration_id, count, due_at FROM digests WHERE open_for = ANY($1::uuid[]) AND due_at > now()',
          [gathering.map(({ id }) => id)],
        ),
  ]);
  return new Map(
    [...new Set([...counting, ...gathering])].map((integration) => {
      const { id, threshold, digest } = integration;
      const counted = counts.find((row) => row.integration_id === id);
      const counting = threshold && thresholdStanding(threshold, counted);
      const gathering =
        digest &&
        digestStanding(
          digest.windowSecs,
          windows.find((row) => row.integration_id === id),
        );
      if (!counting) return [id, gathering ?? nothing] as const;
      if (!gathering || counting.verdict) return [id, counting] as const;
      const stands = `${counting.stands} ${gathering.stands}`;
      return [id, { verdict: gathering.verdict, would: `${counting.would} ${gathering.would}`, stands }] as const;
    }),
  );
}

const nothing: QuietStanding = { verdict: undefined, would: '', stands: '' };

function thresholdStanding(threshold: Threshold, row: CountRow | undefined): QuietStanding {
  const { count, windowSecs, by } = threshold;
  const now = row?.now ?? new Date();
  const state: ThresholdState = { times: row?.times ?? [], firedAt: row?.fired_at ?? null };
  const begin = now.getTime() - windowSecs * 1_000;
  const counted = state.times.filter((time) => time.getTime() > begin).length;
  const rule = `It fires for ${count} events within ${windowSecs} s${by === '' ? '' : ` with the same ${by}`}:`;
  const isQuiet = state.firedAt !== null && state.firedAt.getTime() > begin;
  if (isQuiet) {
    const until = new Date((state.firedAt as Date).getTime() + windowSecs * 1_000).toISOString();
    const stands = `${rule} it fired at ${(state.firedAt as Date).toISOString()}, and does not again before ${until}.`;
    return { verdict: 'would_count', would: stands, stands };
  }
  const stands = `${rule} ${Math.min(counted, count)} counted now, ${Math.max(count - counted, 0)} missing.`;
  const { state: after, fires } = countEvent(state, threshold, now);
  if (fires) return { verdict: undefined, would: `${rule} with this one the count is full.`, stands };
  const missing = count - after.times.length;
  return { verdict: 'would_count', would: `${rule} ${after.times.length} with this one, ${missing} missing.`, stands };
}

function digestStanding(windowSecs: number, open: WindowRow | undefined): QuietStanding {
  const rule = `It sends one delivery for all events of ${windowSecs} s:`;
  if (!open) {
    const would = `${rule} no window is open, and this one would begin one.`;
    return { verdict: 'would_gather', would, stands: `${rule} no window is open.` };
  }
  const held = `${rule} the open window holds ${open.count}, and is sent at ${open.due_at.toISOString()}.`;
  return { verdict: 'would_gather', would: held, stands: held };
}
