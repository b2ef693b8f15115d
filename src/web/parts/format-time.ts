// Times in words and figures, in the reader's language and the zone that is chosen. Intl only.
import type { Zone } from '../app/time-zone.ts';
import { shell } from '../words/shell.ts';

const format = (options: Intl.DateTimeFormatOptions) => ({
  local: new Intl.DateTimeFormat(undefined, options),
  utc: new Intl.DateTimeFormat(undefined, { ...options, timeZone: 'UTC' }),
});

const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
const day = { day: 'numeric', month: 'short' } as const;

const times = format(clock);
const preciseTimes = format({ ...clock, fractionalSecondDigits: 3 });
const dayTimes = format({ ...day, ...clock });
const preciseDayTimes = format({ ...day, year: 'numeric', ...clock, fractionalSecondDigits: 3 });
const yearTimes = format({ ...day, year: 'numeric', ...clock });
const days = format({ ...day, year: 'numeric' });

/** The time of today, else with its day, and with its year when it is another one. */
export function timeText(at: Date, zone: Zone, now = new Date()): string {
  if (days[zone].format(at) === days[zone].format(now)) return times[zone].format(at);
  return (at.getUTCFullYear() === now.getUTCFullYear() ? dayTimes : yearTimes)[zone].format(at);
}

/** To the millisecond, with the day; with `sameDay` without it. */
export const preciseTimeText = (at: Date, zone: Zone, sameDay = false): string =>
  (sameDay ? preciseTimes : preciseDayTimes)[zone].format(at);

const shortTimes = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const shortDays = format(day);

/** From one minute to another: `14:00–15:00`, with the day when it is not today. */
export function spanText(from: Date, until: Date, zone: Zone, now = new Date()): string {
  const times = `${shortTimes[zone].format(from)}–${shortTimes[zone].format(until)}`;
  return days[zone].format(from) === days[zone].format(now) ? times : `${shortDays[zone].format(from)}, ${times}`;
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' });
const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number, number])[] = [
  ['second', 1, 60],
  ['minute', 60, 3_600],
  ['hour', 3_600, 86_400],
  ['day', 86_400, Number.POSITIVE_INFINITY],
];

/** Such as `2 min. ago` or `in 30 sec.`; within five seconds `just now`. */
export function agoText(at: Date, now = new Date()): string {
  const secs = (at.getTime() - now.getTime()) / 1_000;
  if (Math.abs(secs) < 5) return shell.ago.now;
  const [unit, size] = steps.find(([, , below]) => Math.abs(secs) < below) ?? ['day', 86_400];
  return relative.format(Math.trunc(secs / size), unit);
}

/** Milliseconds as `212 ms`, `3.4 s` or `4 min 10 s`. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  const secs = Math.round(ms / 1_000);
  if (secs < 3_600) return secs % 60 === 0 ? `${secs / 60} min` : `${Math.floor(secs / 60)} min ${secs % 60} s`;
  return `${Math.floor(secs / 3_600)} h ${Math.floor((secs % 3_600) / 60)} min`;
}
