// Erasing a person: a kind of bulk job. First their events with all that was made of these, then whatever mentions them.
// What happened stays (types, times, status, the ids of rows); the job itself forgets the person at its end.
import { createEraser, erased, type Subject } from '../domain/erasure.ts';
import { refuseIfAny } from '../domain/refusal.ts';
import type { BulkKind } from '../infra/bulk-kind.ts';
import { eraseAuditEntries } from './erase-audit-entries.ts';
import { type EraseCounts, type EraseWork, type EventRow, eraseEvents, eventColumns, sum } from './erase-events.ts';
import { type EraseStep, endOfWalk, mentionSteps } from './erase-mentions.ts';

export interface EraseFilter extends Subject {
  readonly dryRun: boolean;
}

/** @throws Refusal BAD_USER_INPUT unless somebody is named. */
export function checkSubject({ userId, userEmail }: Subject): void {
  const problems = [];
  if (userId === undefined && userEmail === undefined)
    problems.push({ path: 'userId', message: 'give an id, an email address, or both' });
  if (userId !== undefined && (userId.trim() === '' || userId.length > 1_024))
    problems.push({ path: 'userId', message: 'must have 1 to 1,024 characters' });
  if (userEmail !== undefined && (!/^[^\s@]+@[^\s@]+$/.test(userEmail) || userEmail.length > 320))
    problems.push({ path: 'userEmail', message: 'must be an email address' });
  refuseIfAny(problems);
}

const window = 500;
const lowest = '00000000-0000-0000-0000-000000000000';

// The next events by uid, and of these the ones that may mention the person. A short id is sought as a whole value only.
const events: EraseStep = async (work, after) => {
  const { tx, subject, eraser, createdAt } = work;
  const { userId } = subject;
  const number = userId !== undefined && /^\d{1,15}$/.test(userId) ? Number(userId) : (userId ?? null);
  const next = `SELECT uid FROM events WHERE uid > $1 AND uid < $2 ORDER BY uid LIMIT ${window}`;
  const bounds = [after ?? lowest, endOfWalk(createdAt)];
  const rows = await tx.query<EventRow>(
    `SELECT ${eventColumns} FROM events WHERE uid = ANY(ARRAY(${next})) AND (
       concat_ws(' ', id, actor_id, actor_email, data::text) ILIKE ANY($3) OR actor_id = $4
       OR $4::text IS NOT NULL AND jsonb_path_exists(data, '$.** ? (@ == $text || @ == $number)', $5::jsonb))
     ORDER BY uid FOR UPDATE`,
    [...bounds, eraser.patterns, userId ?? null, JSON.stringify({ text: userId ?? null, number })],
  );
  const [end] = await tx.query<{ last: string | null }>(
    `SELECT uid AS last FROM (${next}) keys ORDER BY uid DESC LIMIT 1`,
    bounds,
  );
  return { counts: await eraseEvents(work, rows), last: end?.last ?? null };
};

const steps: readonly EraseStep[] = [events, ...mentionSteps, eraseAuditEntries];

export const eraseKind = (endDeliveries: EraseWork['endDeliveries']): BulkKind => ({
  kind: 'erase',
  keptFilter: (filter) => withoutSubject(filter),
  step: async (tx, job) => {
    const { dryRun, ...subject } = job.filter as EraseFilter;
    const { step, after } = (job.cursor ?? { step: 0, after: null }) as { step: number; after: string | null };
    const work = { tx, subject, dryRun, endDeliveries, eraser: createEraser(subject) };
    const begun = await steps[step]?.({ ...work, createdAt: job.created_at, jobId: job.id }, after);
    const { counts = {}, last = null } = begun ?? {};
    const total = sum((job.result ?? {}) as EraseCounts, counts);
    const place = last === null ? { step: step + 1, after: null } : { step, after: last };
    const { cancelled: _, ...rows } = counts;
    return {
      cursor: place,
      done: Object.values(rows).reduce((all, count) => all + count, 0),
      result: total,
      ended: place.step >= steps.length,
    };
  },
});

/** The job's filter without the person. */
export const withoutSubject = (filter: unknown) =>
  Object.fromEntries(
    Object.entries(filter as EraseFilter).map(([name, value]) => [name, name === 'dryRun' ? value : erased]),
  );
