// Durations in slots of a logarithmic scale, so that many of them are a few numbers that can be added up, and a percentile
// of them is known to within 10 %.

/** The upper end of a slot is this times its lower end. */
const step = 1.2;
const logOfStep = Math.log(step);

/** The slot of a duration in milliseconds: 0 up to 1 ms, slot n up to 1.2^n ms. */
export const slotOf = (ms: number): number => (ms <= 1 ? 0 : Math.ceil(Math.log(ms) / logOfStep - 1e-9));

/** The middle of a slot in milliseconds: at most 10 % from each duration in it. */
export const durationOf = (slot: number): number => (slot === 0 ? 1 : Math.round(step ** (slot - 0.5)));

/** How many durations are in a slot. */
export interface SlotCount {
  readonly slot: number;
  readonly count: number;
}

/** The duration in milliseconds, to within 10 %, that `share` of all do not exceed; undefined of none. */
export function percentileMs(counts: readonly SlotCount[], share: number): number | undefined {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return undefined;
  let left = Math.ceil(total * share);
  for (const { slot, count } of counts.toSorted((a, b) => a.slot - b.slot)) {
    left -= count;
    if (left <= 0) return durationOf(slot);
  }
  return undefined;
}
