// The service's log: one JSON line per happening, secrets never among its fields. What is logged while a request is
// answered carries its id.
import { type Logger, type LoggerOptions, pino } from 'pino';
import { currentRequest } from './request-scope.ts';

export type Log = Logger;

/**
 * @param level pino's levels; `silent` writes nothing.
 * @param write takes each line. Default: standard output.
 */
export function createLog(level: string, write?: (line: string) => void): Log {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => {
      const request = currentRequest();
      return request ? { requestId: request.requestId } : {};
    },
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError, error: describeError },
  };
  return write ? pino(options, { write }) : pino(options);
}

/** An error without the things that errors carry along (connection strings, request objects). */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack } = error;
  const code = (error as { code?: unknown }).code;
  return { name, message, ...(code !== undefined && { code }), stack };
}
