// Events that came again: they are answered as the first time, and counted on the event that was stored then.
import type { IdentityEvent } from '../domain/event.ts';
import type { Tx } from '../infra/database.ts';
import type { Receipt } from './enqueue-deliveries.ts';

/** The first receipts of ids that were seen before. */
export async function receiptsOf(tx: Tx, eventIds: readonly string[]): Promise<ReadonlyMap<string, Receipt>> {
  if (eventIds.length === 0) return new Map();
  const rows = await tx.query<{ id: string; event_uid: string; deliveries: string[] }>(
    `SELECT r.id, r.event_uid, ARRAY(SELECT d.id FROM deliveries d WHERE d.event_uid = r.event_uid ORDER BY d.id) AS deliveries
     FROM received_event_ids r WHERE r.id = ANY($1)`,
    [eventIds],
  );
  return new Map(
    rows.map((row) => [
      row.id,
      { eventUid: row.event_uid, eventId: row.id, duplicate: true, deliveryIds: row.deliveries },
    ]),
  );
}

/** Notes on the stored events how often they came again. In order of uid, so that two transactions cannot lock each other out. */
export async function countDuplicates(
  tx: Tx,
  events: readonly IdentityEvent[],
  storedUid: (event: IdentityEvent) => string | undefined,
): Promise<void> {
  const counts = new Map<string, number>();
  for (const event of events) {
    const uid = storedUid(event);
    if (uid !== undefined && uid !== event.uid) counts.set(uid, (counts.get(uid) ?? 0) + 1);
  }
  if (counts.size === 0) return;
  const rows = [...counts].map(([uid, count]) => ({ uid, count }));
  await tx.query(
    `WITH again AS (SELECT * FROM json_to_recordset($1::json) AS g(uid uuid, count int)),
     locked AS (SELECT e.uid FROM events e JOIN again USING (uid) ORDER BY e.uid FOR UPDATE OF e)
     UPDATE events e SET duplicate_count = e.duplicate_count + again.count
     FROM again JOIN locked USING (uid) WHERE e.uid = again.uid`,
    [JSON.stringify(rows)],
  );
}
