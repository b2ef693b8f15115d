// How the output of a run becomes lines, and what is written on is put behind what is known.
import { expect, test } from 'vitest';
import { emptyLog, findInLines, linesOfLevel, withOutput } from '../../src/web/tasks/log-lines.ts';

const left = '[… 1.5 KiB of earlier output left out …]\n';
const tick = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `[info] tick ${from + index}`).join('\n');
const texts = (log: typeof emptyLog) => log.lines.map(({ text }) => text);

test('lines have a number, a level and a text; what has no level goes on with the message before', () => {
  const { lines } = withOutput(emptyLog, '[info] a\n[error] b\nmore of b\n[warn] c [info] d');
  expect(lines.map(({ number, level, text }) => [number, level, text])).toEqual([
    [1, 'info', 'a'],
    [2, 'error', 'b'],
    [3, 'error', 'more of b'],
    [4, 'warn', 'c [info] d'],
  ]);
  expect(linesOfLevel(lines, 'error')).toHaveLength(2);
  expect(linesOfLevel(lines, 'warn')).toHaveLength(3);
  expect(findInLines(lines, 'B')).toEqual([1, 2]);
  expect(findInLines(lines, '')).toEqual([]);
});

test('lines that the service no longer keeps stay, each once, under the same numbers', () => {
  const first = withOutput(emptyLog, tick(1, 50));
  const second = withOutput(first, `${left}ck 30\n${tick(31, 80)}`);
  expect(texts(second)).toEqual(Array.from({ length: 80 }, (_, index) => `tick ${index + 1}`));
  expect(second.lines.map(({ number }) => number)).toEqual(Array.from({ length: 80 }, (_, index) => index + 1));
  expect(second).toMatchObject({ leftOut: '1.5 KiB', isWhole: true });
  expect(second.lines.some(({ afterGap }) => afterGap)).toBe(false);
  expect(withOutput(second, `${left}ck 30\n${tick(31, 80)}`).lines).toEqual(second.lines);
});

test('where lines between are not known, the line after them says so, and goes on saying so', () => {
  const gap = withOutput(withOutput(emptyLog, tick(1, 10)), `${left}ck 19\n${tick(20, 30)}`);
  expect(gap.lines.filter(({ afterGap }) => afterGap).map(({ text }) => text)).toEqual(['tick 20']);
  const later = withOutput(gap, `${left}ck 19\n${tick(20, 35)}`);
  expect(later.lines.filter(({ afterGap }) => afterGap).map(({ text }) => text)).toEqual(['tick 20']);
  expect(later.lines.at(-1)?.text).toBe('tick 35');
});

test('a log that is opened late begins with what is kept', () => {
  const log = withOutput(emptyLog, `${left}the end of a line\n${tick(31, 40)}`);
  expect(texts(log)).toHaveLength(11);
  expect(log).toMatchObject({ leftOut: '1.5 KiB', isWhole: false });
  expect(texts(withOutput(log, `${left}ck 35\n${tick(36, 45)}`)).at(-1)).toBe('tick 45');
});

test('lines that are all the same do not multiply', () => {
  const same = (number: number) => Array.from({ length: number }, () => '[info] again').join('\n');
  const log = withOutput(emptyLog, same(20));
  expect(withOutput(log, `${left}gain\n${same(10)}`).lines).toHaveLength(20);
});
