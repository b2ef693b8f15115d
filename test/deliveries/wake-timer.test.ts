// The dispatcher's timer by itself, with a clock that runs on between any two looks at it.
import { expect, onTestFinished, test, vi } from 'vitest';
import { createWakeTimer } from '../../src/deliveries/wake-timer.ts';
import type { Database } from '../../src/infra/database.ts';
import { until } from '../support/until.ts';

test('a time that has come already wakes at once, and nobody is warned of a wait below nothing', async () => {
  const warnings: string[] = [];
  const note = (warning: Error) => void warnings.push(warning.name);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  let now = Date.now();
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => {
    now += 5;
    return now;
  });
  onTestFinished(() => clock.mockRestore());
  let woken = 0;
  const timer = createWakeTimer({
    database: {} as Database,
    wake: () => {
      woken += 1;
    },
  });
  for (const set of [() => timer.setIn(0), () => timer.setIn(-20), () => timer.setAt(new Date(now - 60_000))]) {
    const before = woken;
    set();
    await until('the timer', () => woken > before);
  }
  timer.clear();
  // Warnings are told of in a later turn.
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings).toEqual([]);
});
