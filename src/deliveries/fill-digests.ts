// Puts events into the open digests of the integrations that they fire, and opens one where there is none. The row of
// an open digest is locked by who adds to it: who sends it waits for them, and whoever comes later opens the next.

import { maxDigestEvents } from '../domain/quiet-rules.ts';
import type { Tx } from '../infra/database.ts';
import { newId } from '../infra/new-id.ts';
import type { Match } from './quiet-rules.ts';

/** A digest that begins with this event, and has no deliveries yet. */
export interface OpenedDigest {
  readonly id: string;
  readonly dueAt: Date;
  readonly match: Match;
}

interface Row {
  readonly id: string;
  readonly integration_id: string;
  readonly due_at: Date;
  readonly count: number;
}

// The clock is read behind the lock: an event that waited for it until after the end belongs to the next window.
const addStatement = `
INSERT INTO digests AS d (id, integration_id, open_for, opened_at, due_at, count, delivery_ids)
SELECT id, integration_id, integration_id, clock_timestamp(), clock_timestamp() + make_interval(secs => secs), added, '{}'
FROM json_to_recordset($1::json) AS g(id uuid, integration_id uuid, secs int, added int) ORDER BY integration_id
ON CONFLICT (open_for) DO UPDATE SET count = d.count + EXCLUDED.count WHERE d.due_at > clock_timestamp()
RETURNING id, integration_id, due_at, count`;

const closeStatement = `
WITH over AS (
  SELECT id FROM digests WHERE open_for = ANY($1::uuid[]) AND due_at <= clock_timestamp() ORDER BY open_for FOR UPDATE
)
UPDATE digests SET open_for = NULL WHERE id IN (SELECT id FROM over)`;

const keepEventsStatement = `
INSERT INTO digest_events (digest_id, event_uid)
SELECT digest_id, event_uid FROM json_to_recordset($1::json) AS g(digest_id uuid, event_uid uuid)`;

/** Now and then, so that a digest keeps at most twice the events that it will hold. */
const trimStatement = `
DELETE FROM digest_events WHERE digest_id = $1 AND event_uid <
  (SELECT event_uid FROM digest_events WHERE digest_id = $1 ORDER BY event_uid DESC OFFSET ${maxDigestEvents - 1} LIMIT 1)`;

export async function fillDigests(tx: Tx, matches: readonly Match[]): Promise<readonly OpenedDigest[]> {
  if (matches.length === 0) return [];
  const byIntegration = Map.groupBy(matches, ({ integration }) => integration.id);
  const opened: OpenedDigest[] = [];
  const kept: { digest_id: string; event_uid: string }[] = [];
  const full: string[] = [];
  for (let left = [...byIntegration.keys()]; left.length > 0; ) {
    const wanted = left.map((id) => wantedDigest(id, byIntegration.get(id) ?? []));
    const rows = await tx.query<Row>(addStatement, [JSON.stringify(wanted)]);
    const proposed = new Set(wanted.map(({ id }) => id));
    for (const { id, integration_id, due_at, count } of rows) {
      const added = byIntegration.get(integration_id) ?? [];
      kept.push(...added.map(({ event }) => ({ digest_id: id, event_uid: event.uid })));
      if (crosses(count - added.length, count)) full.push(id);
      const [match] = added;
      if (match && proposed.has(id)) opened.push({ id, dueAt: due_at, match });
    }
    const done = new Set(rows.map(({ integration_id }) => integration_id));
    left = left.filter((id) => !done.has(id));
    if (left.length > 0) await tx.query(closeStatement, [left]);
  }
  await tx.query(keepEventsStatement, [JSON.stringify(kept)]);
  for (const id of full) await tx.query(trimStatement, [id]);
  return opened;
}

function wantedDigest(integrationId: string, matches: readonly Match[]) {
  const windowSecs = matches[0]?.integration.digest?.windowSecs ?? 0;
  return { id: newId(), integration_id: integrationId, secs: windowSecs, added: matches.length };
}

const crosses = (before: number, after: number) =>
  Math.floor(before / maxDigestEvents) < Math.floor(after / maxDigestEvents) && after > maxDigestEvents;
