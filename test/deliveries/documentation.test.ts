// docs/deliveries.md says what the service does.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { slackAction } from '../../src/actions/slack.ts';
import { defaultWaitsSecs, maxRetryAfterMs, minThrottledMs, retryClasses } from '../../src/domain/delivery-rules.ts';
import { causeCodes } from '../../src/domain/failure-causes.ts';
import { maxDepth } from '../../src/domain/loop-protection.ts';
import { causeRow, documentation, withTable } from './causes-table.ts';

const text = await readFile(documentation, 'utf8');

test('every cause is in the documentation, with its meaning and what to do', () => {
  for (const code of causeCodes) expect(text).toContain(causeRow(code));
  // `node test/deliveries/causes-table.ts` writes the table anew.
  expect(withTable(text)).toBe(text);
});

test('the documented waits, limits and classes are those in force', () => {
  const waits = ['5 s', '30 s', '5 min', '30 min', '2 h', '5 h', '10 h'];
  const seconds = waits.map((wait) => {
    const [number = '', unit = ''] = wait.split(' ');
    return Number(number) * ({ s: 1, min: 60, h: 3_600 }[unit] ?? 0);
  });
  expect(seconds).toEqual([...defaultWaitsSecs]);
  expect(text).toContain(waits.join(', '));
  for (const name of retryClasses) expect(text).toContain(`| \`${name}\` |`);
  expect([maxRetryAfterMs, minThrottledMs]).toEqual([24 * 3_600_000, 60_000]);
  expect(text).toContain('at most 24 hours');
  expect(text).toContain('at least 60 seconds');
  expect(text).toContain(`deeper than ${maxDepth}`);
  const { maxAttempts, maxThrottled } = slackAction.retries({});
  expect(text).toContain(`${maxAttempts} attempts`);
  expect(text).toContain(`${maxThrottled} attempts`);
});
