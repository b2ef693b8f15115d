// Whether the clocks of a zone change among given times.

export interface ClockChange {
  /** The first of the times after the change. */
  readonly before: Date;
  /** What the clocks gain; less than 0 when they are put back. */
  readonly minutes: number;
}

export function clockChange(times: readonly Date[], timeZone: string): ClockChange | undefined {
  let last: number | undefined;
  for (const before of times) {
    const now = offsetMinutes(before, timeZone);
    if (last !== undefined && now !== last) return { before, minutes: now - last };
    last = now;
  }
  return undefined;
}

/** How far the clocks of a zone are ahead of UTC. */
function offsetMinutes(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  const there = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  return Math.round((there - Math.floor(at.getTime() / 60_000) * 60_000) / 60_000);
}

/** Such as `Thu, 26 Nov 2026, 09:00`, on the clocks of the zone. */
export const timeInZone = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat(undefined, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
