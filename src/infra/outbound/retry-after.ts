const longest = 24 * 60 * 60 * 1000;

/** Reads a Retry-After header (seconds, also with a fraction, or an HTTP date) as ms from `now`, at most 24 h. */
export function readRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(longest, Math.ceil(Number(text) * 1000));
  if (!/^[A-Za-z]{3,9},? .*\d{2}:\d{2}:\d{2}/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : Math.min(longest, Math.max(0, time - now));
}
