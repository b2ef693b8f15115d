// Which integrations run each of many tasks.
import type { Database } from '../infra/database.ts';
import type { Integration } from '../infra/generated/prisma/client.ts';

/** In two statements, however many tasks there are. @returns in their order; those of a task by name. */
export async function integrationsOfTasks(
  { prisma, query }: Database,
  taskIds: readonly string[],
): Promise<(readonly Integration[])[]> {
  const pairs = await query<{ id: string; task_id: string }>(
    `SELECT DISTINCT integrations.id, action -> 'config' ->> 'taskId' AS task_id
     FROM integrations CROSS JOIN LATERAL jsonb_array_elements(actions) AS action
     WHERE deleted_at IS NULL AND action ->> 'type' = 'trigger_task' AND action -> 'config' ->> 'taskId' = ANY($1)`,
    [taskIds],
  );
  const rows = await prisma.integration.findMany({
    where: { id: { in: [...new Set(pairs.map(({ id }) => id))] } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return taskIds.map((taskId) => {
    const ids = new Set(pairs.filter(({ task_id }) => task_id === taskId).map(({ id }) => id));
    return rows.filter(({ id }) => ids.has(id));
  });
}
