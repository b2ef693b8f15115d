// Parameters of a query that are not text. A wrong one is refused by its name.
import { refuseIfAny } from '../domain/refusal.ts';
import { readTime } from '../domain/time.ts';

export function flag(path: string, value: string | undefined): boolean | null {
  if (value !== undefined && value !== 'true' && value !== 'false')
    refuseIfAny([{ path, message: 'must be true or false' }]);
  return value === undefined ? null : value === 'true';
}

export function time(path: string, value: string | undefined): string | null {
  if (value !== undefined && !readTime(value)) refuseIfAny([{ path, message: 'must be a time as in RFC 3339' }]);
  return value ?? null;
}
