import { expect, test } from 'vitest';
import { createTextMasker } from '../../src/domain/mask-text.ts';
import { outputLimit, outputMasker } from '../../src/tasks/run-output.ts';

const secret = 'tok-0123456789abcdef';
const masked = outputMasker(createTextMasker([secret]), [secret]);

test('secrets are masked in what a run writes, also where earlier output was left out in the middle of one', () => {
  expect(masked(`[info] ${secret} ok`)).toBe('[info] ******** ok');
  const notice = '[… 12 KiB of earlier output left out …]\n';
  for (let cut = 1; cut < secret.length; cut += 1)
    expect(masked(`${notice}${secret.slice(cut)} and more`)).toBe(`${notice} and more`);
  expect(masked(`${notice}nothing secret`)).toBe(`${notice}nothing secret`);
});

test('what cannot be stored is replaced, and masks do not make the output longer than it may be', () => {
  expect(masked('a\0b\ud800c')).toBe('a\ufffdb\ufffdc');
  const short = outputMasker(createTextMasker(['abcd']), ['abcd']);
  expect(Buffer.byteLength(short('abcd '.repeat(13_000)))).toBeLessThanOrEqual(outputLimit + 200);
});
