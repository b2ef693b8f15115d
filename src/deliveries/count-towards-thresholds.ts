// Counts events towards the thresholds of the integrations that they fire. The rows that count are locked until the
// transaction ends: whichever node stores the event that makes a count full, it is one event on one node.
import { countEvent, type Threshold, type ThresholdState, thresholdKey } from '../domain/quiet-rules.ts';
import type { Tx } from '../infra/database.ts';
import type { Match } from './quiet-rules.ts';

interface Counted {
  readonly integrationId: string;
  readonly key: string;
  readonly windowSecs: number;
  state: ThresholdState;
  now: Date;
}

// In one order for everybody, so that two transactions wait for each other instead of locking each other out.
const lockStatement = `
INSERT INTO threshold_counts AS c (integration_id, key, times, expires_at)
SELECT integration_id, key, '{}', now() + make_interval(secs => secs)
FROM json_to_recordset($1::json) AS g(integration_id uuid, key text, secs int) ORDER BY integration_id, key
ON CONFLICT (integration_id, key) DO UPDATE SET expires_at = EXCLUDED.expires_at
RETURNING integration_id, key, times, fired_at, clock_timestamp() AS now`;

const keepStatement = `
UPDATE threshold_counts c SET times = g.times, fired_at = g.fired_at
FROM json_to_recordset($1::json) AS g(integration_id uuid, key text, times timestamptz[], fired_at timestamptz)
WHERE c.integration_id = g.integration_id AND c.key = g.key`;

/** Gives the matches that a threshold lets through, and those without one, in their order. */
export async function countTowardsThresholds(tx: Tx, matches: readonly Match[]): Promise<readonly Match[]> {
  const counts = new Map<string, Counted>();
  for (const { event, integration } of matches) {
    if (!integration.threshold) continue;
    const key = thresholdKey(integration.threshold, event);
    counts.set(`${integration.id} ${key}`, {
      integrationId: integration.id,
      key,
      windowSecs: integration.threshold.windowSecs,
      state: { times: [], firedAt: null },
      now: new Date(0),
    });
  }
  if (counts.size === 0) return matches;
  await lock(tx, counts);
  const passing = matches.filter(({ event, integration: { id, threshold } }) => {
    const counted = threshold && counts.get(`${id} ${thresholdKey(threshold, event)}`);
    return !counted || passes(counted, threshold);
  });
  await keep(tx, [...counts.values()]);
  return passing;
}

function passes(counted: Counted, threshold: Threshold): boolean {
  const { state, fires } = countEvent(counted.state, threshold, counted.now);
  counted.state = state;
  return fires;
}

async function lock(tx: Tx, counts: ReadonlyMap<string, Counted>): Promise<void> {
  const wanted = [...counts.values()].map(({ integrationId, key, windowSecs }) => ({
    integration_id: integrationId,
    key,
    secs: windowSecs,
  }));
  const rows = await tx.query<{ integration_id: string; key: string; times: Date[]; fired_at: Date | null; now: Date }>(
    lockStatement,
    [JSON.stringify(wanted)],
  );
  for (const { integration_id, key, times, fired_at, now } of rows) {
    const counted = counts.get(`${integration_id} ${key}`);
    if (counted) Object.assign(counted, { state: { times, firedAt: fired_at }, now });
  }
}

async function keep(tx: Tx, counts: readonly Counted[]): Promise<void> {
  const rows = counts.map(({ integrationId, key, state: { times, firedAt } }) => ({
    integration_id: integrationId,
    key,
    times,
    fired_at: firedAt,
  }));
  await tx.query(keepStatement, [JSON.stringify(rows)]);
}
