// The service's own log, kept in memory line by line as it would be written.
import { pino } from 'pino';
import { createLog, type Log } from '../../src/infra/log.ts';

export interface CapturedLog {
  readonly log: Log;
  /** What was written so far. */
  text(): string;
  lines(): Record<string, any>[];
}

export function captureLog(level = 'trace'): CapturedLog {
  const log = createLog(level);
  const written: string[] = [];
  // The same settings, another place to write to.
  Object.assign(log, { [pino.symbols.streamSym]: { write: (line: string) => written.push(line) } });
  return {
    log,
    text: () => written.join(''),
    lines: () => written.map((line) => JSON.parse(line)),
  };
}
