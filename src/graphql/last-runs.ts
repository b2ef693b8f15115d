// The newest run of each of many tasks.
import type { Database } from '../infra/database.ts';
import type { TaskRun } from '../infra/generated/prisma/client.ts';

/** In two statements, however many tasks there are. @returns in their order; null where there is none. */
export async function lastRuns({ prisma, query }: Database, taskIds: readonly string[]): Promise<(TaskRun | null)[]> {
  const newest = await query<{ task_id: string; id: string }>(
    `SELECT wanted.id AS task_id, newest.id FROM unnest($1::uuid[]) AS wanted (id)
     CROSS JOIN LATERAL (SELECT id FROM task_runs WHERE task_id = wanted.id ORDER BY id DESC LIMIT 1) AS newest`,
    [taskIds],
  );
  const rows = await prisma.taskRun.findMany({ where: { id: { in: newest.map(({ id }) => id) } } });
  const byTask = new Map(rows.map((row) => [row.taskId, row]));
  return taskIds.map((id) => byTask.get(id) ?? null);
}
