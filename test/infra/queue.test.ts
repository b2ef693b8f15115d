// The queue under this service: who gets a job, who gets it after them, and what commits together.
import { randomUUID } from 'node:crypto';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type Database, openDatabase } from '../../src/infra/database.ts';
import { createLog } from '../../src/infra/log.ts';
import { type AttemptJob, type HeldJob, type Queue, startQueue } from '../../src/infra/queue.ts';
import { createTestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

let database: Database;
let queue: Queue;
let other: Queue;

beforeEach(async () => {
  const own = await createTestDatabase();
  const log = createLog('silent');
  database = openDatabase({ url: own.url, log, applicationName: 'test' });
  [queue, other] = await Promise.all(
    [true, false].map((supervise) => startQueue({ url: own.url, road: database.road, log, supervise })) as [
      Promise<Queue>,
      Promise<Queue>,
    ],
  );
  onTestFinished(async () => {
    await queue.stop();
    await other.stop();
    await database.close();
    await own.drop();
  });
});

const job = (integrationId: string, more: Partial<AttemptJob> = {}): AttemptJob => ({
  deliveryId: randomUUID(),
  number: 1,
  manual: false,
  integrationId,
  ...more,
});
const add = (jobs: readonly AttemptJob[]) => database.transaction((tx) => queue.add(tx, jobs));
const settle = (jobs: readonly HeldJob[]) => database.transaction((tx) => queue.settle(tx, jobs));

test('a job goes to one node only', async () => {
  const integrations = Array.from({ length: 10 }, () => randomUUID());
  await add(integrations.flatMap((id) => Array.from({ length: 20 }, () => job(id))));
  const taken: HeldJob[] = [];
  while (taken.length < 200) {
    const groups = await Promise.all([queue.take(25, 50), other.take(25, 50)]);
    taken.push(...groups.flat());
  }
  expect(new Set(taken.map(({ id }) => id)).size).toBe(200);
  expect(await queue.take(10, 50)).toEqual([]);
});

test('one integration holds no more than its share, over all nodes, and leaves the rest to others', async () => {
  const [busy, quiet] = [randomUUID(), randomUUID()];
  await add(Array.from({ length: 100 }, () => job(busy)));
  await add([job(quiet)]);
  const taken = [...(await queue.take(60, 10)), ...(await other.take(60, 10)), ...(await queue.take(60, 10))];
  expect(taken.filter(({ integrationId }) => integrationId === busy)).toHaveLength(10);
  expect(taken.filter(({ integrationId }) => integrationId === quiet)).toHaveLength(1);
  await settle(taken);
  expect(await other.take(60, 10)).toHaveLength(10);
});

test('nodes that take at the same moment keep to the share of an integration together', async () => {
  for (let round = 0; round < 20; round += 1) {
    const busy = randomUUID();
    await add(Array.from({ length: 40 }, () => job(busy)));
    const groups = await Promise.all([queue, other, queue, other].map((node) => node.take(40, 10)));
    expect(groups.flat()).toHaveLength(10);
    await settle(groups.flat());
    for (let rest = 30; rest > 0; rest -= 10) await settle(await queue.take(40, 10));
  }
});

test('a job that is given back can be taken at once; a job that is settled cannot', async () => {
  await add([job(randomUUID()), job(randomUUID())]);
  const [first, second] = await queue.take(2, 10);
  if (!first || !second) throw new Error('two jobs');
  await queue.giveBack([first]);
  await settle([second]);
  const again = await other.take(2, 10);
  expect(again.map(({ id }) => id)).toEqual([first.id]);
});

test('who lost a job to another cannot settle it', async () => {
  await add([job(randomUUID())]);
  const [lost] = await queue.take(1, 10);
  if (!lost) throw new Error('a job');
  await queue.giveBack([lost]);
  const [held] = await other.take(1, 10);
  await settle([lost]);
  await other.giveBack([held as HeldJob]);
  expect(await queue.take(1, 10)).toHaveLength(1);
});

test('a job is not taken before its time', async () => {
  const notBefore = new Date(Date.now() + 700);
  await add([job(randomUUID(), { notBefore })]);
  expect(await queue.take(1, 10)).toEqual([]);
  await until('the job to be due', async () => (await queue.take(1, 10)).length === 1);
  expect(Date.now()).toBeGreaterThanOrEqual(notBefore.getTime());
});

test('jobs of a transaction that fails do not exist', async () => {
  await expect(
    database.transaction(async (tx) => {
      await queue.add(tx, [job(randomUUID())]);
      throw new Error('on purpose');
    }),
  ).rejects.toThrow('on purpose');
  expect(await queue.take(1, 10)).toEqual([]);
});

test('jobs of a silent worker go to others, those of one that tells it lives do not', { timeout: 60_000 }, async () => {
  const [silent, alive] = [randomUUID(), randomUUID()];
  await add([job(silent), job(alive)]);
  const held = await queue.take(2, 10);
  const kept = held.filter(({ integrationId }) => integrationId === alive);
  const beat = setInterval(() => void queue.heartbeat(kept), 1_000);
  onTestFinished(() => clearInterval(beat));
  const [again] = await until(
    'the job of the silent one',
    async () => {
      const taken = await other.take(5, 10);
      return taken.length > 0 && taken;
    },
    30_000,
  );
  expect(again?.integrationId).toBe(silent);
  expect(await other.take(5, 10)).toEqual([]);
});
