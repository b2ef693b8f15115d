// W3: each event is delivered to fifty integrations.
import { besideBare } from './beside-bare.ts';
import type { BenchOptions, Line } from './measure.ts';

export const benchFanOut = ({ quick }: BenchOptions): Promise<Line[]> =>
  besideBare({ events: quick ? 40 : 100, senders: 32, fanOut: 50, rounds: quick ? 1 : 3 });
