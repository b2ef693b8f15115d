// Reading what is new once for many, and leaving nothing unread.
import { expect, onTestFinished, test } from 'vitest';
import { createGathering } from '../../src/web/parts/gathering.ts';
import { until } from '../support/until.ts';

function gatheringOf(answers: readonly boolean[]) {
  const reads: (() => void)[] = [];
  const gathering = createGathering({
    read: () =>
      new Promise((resolve) => {
        const answer = answers[reads.length] ?? true;
        reads.push(() => resolve(answer));
      }),
    gatherMs: 1,
    againMs: 1,
  });
  onTestFinished(gathering.stop);
  return { gathering, reads };
}

test('many that come together are asked for once', async () => {
  const { gathering, reads } = gatheringOf([]);
  for (let number = 0; number < 10; number += 1) gathering.came();
  await until('a read', () => reads.length > 0);
  reads[0]?.();
  gathering.stop();
  expect(reads).toHaveLength(1);
});

test('what comes during a read is read after it, not beside it', async () => {
  const { gathering, reads } = gatheringOf([]);
  gathering.came();
  await until('a read', () => reads.length === 1);
  gathering.came();
  gathering.came();
  expect(reads).toHaveLength(1);
  reads[0]?.();
  await until('the next', () => reads.length === 2);
});

test('what could not be read is asked for again by itself', async () => {
  const { gathering, reads } = gatheringOf([false, false, true]);
  gathering.came();
  for (const turn of [1, 2, 3]) {
    await until(`read ${turn}`, () => reads.length === turn);
    reads[turn - 1]?.();
  }
});

test('once it is over nothing is read', async () => {
  const { gathering, reads } = gatheringOf([false]);
  gathering.came();
  await until('a read', () => reads.length === 1);
  gathering.came();
  gathering.stop();
  reads[0]?.();
  gathering.came();
  await new Promise((resolve) => setImmediate(resolve));
  expect(reads).toHaveLength(1);
});
