import { expect, test } from 'vitest';
import { startTestService } from '../support/service.ts';
import { until } from '../support/until.ts';
import { createTask } from './make.ts';

test('failures that lead to each other in a circle, tasks and deliveries in turn, come to an end', async () => {
  const service = await startTestService();
  const task = await createTask(service, { name: 'Breaks', script: 'throw new Error("broken")' });
  await service.integration({
    name: 'Handles failed deliveries',
    triggers: ['event_action.delivery_failed'],
    conditions: [{ field: 'integration_name', operator: 'eq', value: 'Tells of failed runs' }],
    actions: [{ type: 'trigger_task', task_id: task.id }],
  });
  await service.integration({
    name: 'Tells of failed runs',
    triggers: ['task.run_failed'],
    actions: [{ type: 'http', url: 'http://127.0.0.1:9/nobody-listens' }],
  });
  await service.rest('POST', `/tasks/${task.id}/run`);
  const depths = () =>
    service.database.query<{ type: string; depth: number; stopped_by: string | null }>(
      'SELECT type, depth, stopped_by FROM events ORDER BY depth',
    );
  const events = await until('the end of the circle', async () => {
    const all = await depths();
    return all.some(({ stopped_by }) => stopped_by === 'depth') && all;
  });
  expect(events.map(({ depth }) => depth)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  await until('quiet', async () => {
    const open = await service.database.query(
      `SELECT 1 FROM deliveries WHERE status IN ('pending', 'running')
       UNION ALL SELECT 1 FROM task_runs WHERE status IN ('pending', 'running')`,
    );
    return open.length === 0;
  });
  expect(await depths()).toHaveLength(10);
  await service.stop();
});
