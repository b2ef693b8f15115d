import { expect, test } from 'vitest';
import { formatTime } from '../../../src/domain/template/go-time.ts';
import { parseTime } from '../../../src/domain/template/parse-time.ts';

const instant = Date.UTC(2026, 2, 5, 13, 4, 9, 120);

// written by Go's own time package
test.each([
  ['Monday, 02-Jan-06 15:04:05 MST', 'Thursday, 05-Mar-26 13:04:09 UTC'],
  ['Mon Jan _2 3:4:5 2006', 'Thu Mar  5 1:4:9 2026'],
  ['2006-01-02T15:04:05.999999999Z07:00', '2026-03-05T13:04:09.12Z'],
  ['2006-01-02T15:04:05.000-07:00', '2026-03-05T13:04:09.120+00:00'],
  ['January 1 2 06 03PM pm', 'March 3 5 26 01PM pm'],
  ['20060102150405', '20260305130409'],
  ['002 __2 _2006', '064  64 _2026'],
  ['Janet Month 7 8 9', 'Janet Month 7 8 9'],
  ['-0700 -07 Z0700', '+0000 +00 Z'],
])('the layout %s writes %s', (layout, text) => {
  expect(formatTime(instant, layout, 'UTC')).toBe(text);
});

test('a zone has its own clock, offset and name', () => {
  expect(formatTime(instant, '15:04 -0700', 'Europe/Berlin')).toBe('14:04 +0100');
  expect(formatTime(instant, '15:04 MST', 'America/New_York')).toBe('08:04 EST');
  expect(formatTime(Date.UTC(2026, 6, 1), '15:04 Z07:00', 'Asia/Kolkata')).toBe('05:30 +05:30');
});

test.each([
  ['2006-01-02', '2026-03-05', '2026-03-05T00:00:00.000Z'],
  ['2006-01-02T15:04:05.999Z07:00', '2026-03-05T14:04:09.12+01:00', '2026-03-05T13:04:09.120Z'],
  ['Jan 2, 2006 at 3:04pm (MST)', 'Feb 3, 2026 at 12:05am (UTC)', '2026-02-03T00:05:00.000Z'],
  ['02.01.06 15:04', '05.03.69 01:02', '1969-03-05T01:02:00.000Z'],
])('the layout %s reads %s', (layout, text, iso) => {
  expect(new Date(parseTime(layout, text)).toISOString()).toBe(iso);
});

test.each(['2026-13-01', '2026-02-30', '26-01-01', 'x'])('a text that does not fit is refused: %s', (text) => {
  expect(() => parseTime('2006-01-02', text)).toThrow('cannot read');
});
