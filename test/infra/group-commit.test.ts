import { expect, test } from 'vitest';
import { createGroupCommit, type GroupCommitOptions } from '../../src/infra/group-commit.ts';
import { until } from '../support/until.ts';

/** Notes its groups; an item below zero fails its group. */
function recorder(more: Partial<GroupCommitOptions<number, string>> = {}) {
  const groups: number[][] = [];
  let running = 0;
  let most = 0;
  const commits = createGroupCommit<number, string>({
    commit: async (items) => {
      groups.push([...items]);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (items.some((item) => item < 0)) throw new Error('bad item');
      return items.map((item) => `done ${item}`);
    },
    maxGroup: 10,
    isHopeless: () => false,
    ...more,
  });
  return { commits, groups, most: () => most };
}

test('callers of one turn share a transaction, and each gets its own answer', async () => {
  const { commits, groups } = recorder();
  expect(await Promise.all([1, 2, 3].map(commits.submit))).toEqual(['done 1', 'done 2', 'done 3']);
  expect(groups).toEqual([[1, 2, 3]]);
});

test('a group is no larger and no more of them run than is allowed', async () => {
  const { commits, groups, most } = recorder({ concurrency: 2 });
  await Promise.all(Array.from({ length: 35 }, (_, item) => commits.submit(item)));
  expect(groups.map(({ length }) => length)).toEqual([10, 10, 10, 5]);
  expect(most()).toBe(2);
});

test('an item that weighs more than a group goes alone', async () => {
  const { commits, groups } = recorder({ weight: (item) => item, maxGroup: 5 });
  await Promise.all([2, 9, 1, 3].map(commits.submit));
  expect(groups).toEqual([[2], [9], [1, 3]]);
});

test('one bad item fails alone', async () => {
  const { commits } = recorder();
  const results = await Promise.allSettled([1, -2, 3].map(commits.submit));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('what cannot be helped by trying alone is not tried again', async () => {
  const { commits, groups } = recorder({ isHopeless: () => true });
  const results = await Promise.allSettled([1, -2, 3].map(commits.submit));
  expect(results.map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
  expect(groups).toHaveLength(1);
});

test('more than may wait is refused, and room comes back', async () => {
  const { commits } = recorder({ maxWaiting: 3, overloaded: () => new Error('too much') });
  const results = await Promise.allSettled([1, 2, 3, 4].map(commits.submit));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
  expect(await commits.submit(5)).toBe('done 5');
});

test('idle waits for what was submitted before it', async () => {
  const { commits } = recorder();
  let done = 0;
  for (let item = 0; item < 25; item += 1) void commits.submit(item).then(() => done++);
  await commits.idle();
  await Promise.resolve();
  expect(done).toBe(25);
  await commits.idle();
});

test('while one transaction runs, another begins when that takes long, or when a whole group is waiting', async () => {
  const starts: number[] = [];
  const stuck = Promise.withResolvers<void>();
  const commits = createGroupCommit<number, number>({
    commit: async (items) => {
      starts.push(performance.now());
      if (items.includes(1)) await stuck.promise;
      return items;
    },
    maxGroup: 10,
    concurrency: 2,
    patienceMs: 100,
    isHopeless: () => true,
  });
  const first = commits.submit(1);
  await until('the first to run', () => starts.length === 1);
  await commits.submit(2);
  expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBeGreaterThanOrEqual(99);
  await Promise.all(Array.from({ length: 10 }, (_, item) => commits.submit(item + 10)));
  expect(starts).toHaveLength(3);
  stuck.resolve();
  expect(await first).toBe(1);
});
