import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';
import { createTask } from './make.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

test('a run is cancelled under its task only, once, and ends as error', async () => {
  const task = await createTask(service, { script: 'await sleep(60_000)' });
  const other = await createTask(service, { script: 'log.info(1)' });
  const run = (await service.rest('POST', `/tasks/${task.id}/run`)).body;
  const at = (taskId: string) => `/tasks/${taskId}/runs/${run.id}`;
  expect((await service.rest('POST', `${at(other.id)}/cancel`)).status).toBe(404);
  expect((await service.rest('POST', `${at(task.id)}/cancel`)).status).toBe(202);
  const ended = await until('the run has ended', async () => {
    const { body } = await service.rest('GET', at(task.id));
    return body.status === 'error' && body;
  });
  expect(ended.error).toMatch(/cancel/);
  expect((await service.rest('POST', `${at(task.id)}/cancel`)).status).toBe(409);
});
