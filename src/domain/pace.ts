// A rate that is kept to without counting: the one number that is remembered is when the next one is due. Pure.

/** What came late may go together, up to so much time's worth. */
const toleranceMs = 200;

/** The pace of an action: when its next attempt is due, in milliseconds since 1970. Null: nothing was sent yet. */
export type Pace = number | null;

/** How many may go now, at most `wanted`, and the pace after them. */
export function allowed(
  pace: Pace,
  ratePerSec: number,
  wanted: number,
  nowMs: number,
): { readonly count: number; readonly pace: Pace; readonly nextAtMs: number } {
  const intervalMs = 1_000 / ratePerSec;
  // What was not used is lost, apart from what came a little late.
  const dueMs = Math.max(pace ?? nowMs, nowMs - toleranceMs);
  const count = dueMs > nowMs ? 0 : Math.min(wanted, 1 + Math.floor((nowMs - dueMs) / intervalMs));
  const after = dueMs + count * intervalMs;
  return { count, pace: count === 0 ? pace : after, nextAtMs: Math.max(after, nowMs) };
}
