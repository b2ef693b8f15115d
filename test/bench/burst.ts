// W1: a burst of events, one matching HTTP integration.
import { besideBare } from './beside-bare.ts';
import type { BenchOptions, Line } from './measure.ts';

export const benchBurst = ({ quick }: BenchOptions): Promise<Line[]> =>
  besideBare({ events: quick ? 1_500 : 5_000, senders: 32, fanOut: 1, rounds: quick ? 1 : 3 });
