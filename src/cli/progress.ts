// Progress of long work, on standard error, and only where that is a terminal.
import { type Options, SingleBar } from 'cli-progress';

export interface Progress {
  /** @param words what stands behind the numbers. */
  update(done: number, words?: string): void;
  stop(): void;
}

/** @param total undefined: only the count is shown. */
export function startProgress(what: string, total: number | undefined): Progress {
  if (!process.stderr.isTTY) return { update: () => {}, stop: () => {} };
  const format =
    total === undefined ? `${what}  {value}  {words}` : `${what}  {bar}  {value}/{total}  {eta_formatted}  {words}`;
  const options: Options = {
    format,
    hideCursor: true,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    stream: process.stderr,
  };
  const bar = new SingleBar({ ...options, clearOnComplete: true, etaBuffer: 100 });
  bar.start(total ?? 0, 0, { words: '' });
  return {
    update: (done, words = '') => bar.update(done, { words }),
    stop: () => bar.stop(),
  };
}
