// Numbers: quantiles, medians, the machine's load, and what every scenario is given.
import { loadavg } from 'node:os';

/** What a scenario is run with. */
export interface BenchOptions {
  /** Scaled down, for a look in a few minutes. */
  readonly quick: boolean;
}

/** One line of a scenario's table. */
export type Line = Record<string, string | number>;

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]) => quantile(values, 0.5);

/** So many digits that mean something. */
export const round = (value: number, digits = 3) =>
  value >= 100 ? Math.round(value) : Number(value.toPrecision(digits));

export const percent = (share: number) => `${(share * 100).toFixed(0)} %`;

/** Average number of processes that wanted a core in the last minute, ours among them. */
export const load = () => round(loadavg()[0] ?? 0, 2);

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Asks until it is so. @throws when it is not within the limit. */
export async function waitFor(what: string, isSo: () => Promise<boolean> | boolean, limitMs: number): Promise<number> {
  const begun = performance.now();
  while (!(await isSo())) {
    if (performance.now() - begun > limitMs) throw new Error(`not within ${limitMs} ms: ${what}`);
    await sleep(25);
  }
  return performance.now() - begun;
}
