// What becomes of jobs whose delivery could not be claimed: most have nothing left to do, those of a paused integration
// wait without a job until it is resumed, and where it is resumed at this very moment the job is tried again.
import type { Database } from '../infra/database.ts';
import type { HeldJob, Queue } from '../infra/queue.ts';

export async function settleUnclaimed(
  { database, queue }: { database: Database; queue: Queue },
  jobs: readonly HeldJob[],
): Promise<void> {
  if (jobs.length === 0) return;
  const again = await database.transaction(async (tx) => {
    const wanted = jobs.map(({ deliveryId, number }) => ({ id: deliveryId, number }));
    // The lock keeps a resume from looking for waiting deliveries before these are among them.
    const rows = await tx.query<{ id: string; paused: boolean }>(
      `SELECT d.id, i.paused_at IS NOT NULL AS paused
       FROM json_to_recordset($1::json) AS g(id uuid, number int)
       JOIN deliveries d ON d.id = g.id AND d.status IN ('pending', 'running') AND d.attempt_count = g.number - 1
       JOIN integrations i ON i.id = d.integration_id ORDER BY i.id FOR SHARE OF i`,
      [JSON.stringify(wanted)],
    );
    const paused = rows.filter((row) => row.paused).map(({ id }) => id);
    if (paused.length > 0)
      await tx.query(
        `UPDATE deliveries SET status = 'pending', updated_at = now(), next_attempt_at = NULL
         WHERE id = ANY($1) AND status IN ('pending', 'running')`,
        [paused],
      );
    const resumed = new Set(rows.filter((row) => !row.paused).map(({ id }) => id));
    await queue.settle(
      tx,
      jobs.filter(({ deliveryId }) => !resumed.has(deliveryId)),
    );
    return jobs.filter(({ deliveryId }) => resumed.has(deliveryId));
  });
  await queue.giveBack(again);
}
