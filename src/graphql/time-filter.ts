// `createdAfter` and its like: bounds of a time, as Prisma takes them.
import { firstIdAt } from '../domain/time-ids.ts';

type Given = Date | null | undefined;

/** At or after one time, before another; nothing where neither is given. */
export const between = (after: Given, before: Given): { gte?: Date; lt?: Date } | undefined =>
  after || before ? { ...(after && { gte: after }), ...(before && { lt: before }) } : undefined;

/** A row's id may be made so much earlier or later than its time says: in milliseconds. */
const apart = 10 * 60_000;

/** Where the index of ids has rows of that time: to be used beside the time itself. */
export const idsAround = (after: Given, before: Given): { gte?: string; lt?: string } => ({
  ...(after && { gte: firstIdAt(new Date(Math.max(after.getTime() - apart, 0))) }),
  ...(before && { lt: firstIdAt(new Date(before.getTime() + apart)) }),
});
