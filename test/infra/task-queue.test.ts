// The queue of task runs, with two nodes at it.
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/infra/database.ts';
import { createLog } from '../../src/infra/log.ts';
import { type HeldRun, startTaskQueue } from '../../src/infra/task-queue.ts';
import { createTestDatabase } from '../support/database.ts';

test('nodes that take at the same moment never hold two runs of one task', async () => {
  const { url, drop } = await createTestDatabase();
  const log = createLog('silent');
  const database = openDatabase({ url, log, applicationName: 'test' });
  const one = await startTaskQueue({ url, road: database.road, log, ticks: false });
  const other = await startTaskQueue({ url, road: database.road, log, ticks: false });
  onTestFinished(async () => {
    for (const node of [one, other]) await node.stop();
    await database.close();
    await drop();
  });
  const settle = (jobs: readonly HeldRun[]) =>
    database.transaction(async (tx) => {
      for (const job of jobs) await one.settle(tx, job);
    });
  for (let round = 0; round < 20; round += 1) {
    const taskId = randomUUID();
    await database.transaction(async (tx) => {
      for (let count = 0; count < 4; count += 1) await one.add(tx, { runId: randomUUID(), taskId });
    });
    const groups = await Promise.all([one, other, one, other].map((node) => node.take(4)));
    expect(groups.flat()).toHaveLength(1);
    await settle(groups.flat());
    for (let left = 3; left > 0; left -= 1) await settle(await other.take(4));
  }
});
