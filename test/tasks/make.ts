// What tests of tasks share: a task through the REST door, and waiting for its runs.
import type { TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

export type RunItem = Record<string, any>;

/** Creates a task and gives its body. */
export async function createTask(service: TestService, body: Record<string, unknown>): Promise<Record<string, any>> {
  const answer = await service.rest('POST', '/tasks', { name: 'test', ...body });
  if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Resolves with the runs of a task, newest first, once the condition holds for them. */
export const runsOf = (
  service: TestService,
  taskId: string,
  condition: (runs: RunItem[]) => boolean,
  limitMs?: number,
) =>
  until(
    `runs of ${taskId}`,
    async () => {
      const { body } = await service.rest('GET', `/tasks/${taskId}/runs?limit=250`);
      return condition(body.items) && (body.items as RunItem[]);
    },
    limitMs,
  );

export const hasEnded = ({ status }: RunItem) => status === 'success' || status === 'error';
export const allEnded = (runs: RunItem[]) => runs.length > 0 && runs.every(hasEnded);
