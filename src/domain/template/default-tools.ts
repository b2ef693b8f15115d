/** The clock and the dice that templates use where a caller gives none: the one impure corner of the engine. */
import { randomUUID } from 'node:crypto';

export function defaultNow(): Date {
  return new Date();
}

export function defaultUuid(): string {
  return randomUUID();
}
