import { expect, test } from 'vitest';
import type { PurgeWanted } from '../../../src/tasks/built-ins/built-in-kind.ts';
import { historyRetention } from '../../../src/tasks/built-ins/history-retention.ts';
import { run } from './make.ts';

const none = { events: 0, deliveries: 0, attempts: 0, runs: 0 };

/** A history of so many events, with as many deliveries and two attempts each. */
function history(count: number) {
  let left = count;
  const asked: PurgeWanted[] = [];
  const purgeHistory = async (wanted: PurgeWanted) => {
    asked.push(wanted);
    const events = Math.min(left, wanted.batchSize);
    left -= events;
    return { ...none, events, deliveries: events, attempts: events * 2 };
  };
  return { asked, purgeHistory, left: () => left };
}

test('the history is removed batch by batch until nothing old is left', async () => {
  const { asked, purgeHistory, left } = history(25);
  const { lines } = await run(historyRetention, { older_than_days: '90', batch_size: '10' }, { purgeHistory });
  expect(left()).toBe(0);
  expect(asked).toEqual(Array(4).fill({ olderThanDays: 90, batchSize: 10 }));
  expect(lines).toEqual(['info: older than 90 days, removed: 25 events, 25 deliveries, 50 attempts, 0 runs']);
});

test('a batch is 1,000 rows if nothing else is set', async () => {
  const { asked, purgeHistory } = history(0);
  await run(historyRetention, { older_than_days: 30 }, { purgeHistory });
  expect(asked).toEqual([{ olderThanDays: 30, batchSize: 1000 }]);
});

test('a run that is cancelled stops after its batch and says what it removed', async () => {
  const { purgeHistory, left } = history(100);
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  const purgeOnce = async (wanted: PurgeWanted) => {
    cancel.abort(reason);
    return purgeHistory(wanted);
  };
  const config = { older_than_days: '1', batch_size: '10' };
  const running = run(historyRetention, config, { purgeHistory: purgeOnce, signal: cancel.signal });
  await expect(running).rejects.toBe(reason);
  expect(left()).toBe(90);
});

test('without a number of days nothing is removed', async () => {
  const { asked, purgeHistory } = history(10);
  expect((await run(historyRetention, {}, { purgeHistory })).error).toBe('older_than_days: is required');
  expect(asked).toEqual([]);
});
