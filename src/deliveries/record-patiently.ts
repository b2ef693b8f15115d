// Records an attempt however long the database is away, so that what was sent is never sent again for want of a record.
import { randomUUID } from 'node:crypto';
import { failure } from '../domain/failure-causes.ts';
import { isDatabaseUnavailable } from '../infra/database.ts';
import type { GroupCommit } from '../infra/group-commit.ts';
import type { Log } from '../infra/log.ts';
import type { AttemptResult } from './attempt-delivery.ts';
import type { RecordedAttempt } from './record-attempt.ts';

export interface PatientTools {
  readonly records: GroupCommit<AttemptResult, RecordedAttempt>;
  readonly log: Log;
  /** The attempt was cut short: it is given back, and nothing is recorded of it. */
  readonly isCut: () => boolean;
}

/** Tries of a record, half a second apart. */
const mostTries = 120;

/** @returns what was recorded, of the result or of what stands for it; undefined when it was given up. */
export async function recordPatiently(
  tools: PatientTools,
  result: AttemptResult,
): Promise<{ readonly result: AttemptResult; readonly recorded: RecordedAttempt } | undefined> {
  const { records, log, isCut } = tools;
  const { deliveryId } = result.claim.job;
  for (let tries = 0; !isCut(); tries += 1) {
    try {
      return { result, recorded: await records.submit(result) };
    } catch (error) {
      if (!isDatabaseUnavailable(error) && !result.isStandIn) {
        // Never sent again and again for what the database does not take of it: recorded without its details.
        const reference = randomUUID();
        log.error({ error, reference, deliveryId }, 'attempt could not be recorded as it was');
        const outcome = { failure: failure('internal', { reference }) };
        return recordPatiently(tools, { ...result, isStandIn: true, outcome });
      }
      if (!isDatabaseUnavailable(error) || tries >= mostTries) {
        // The job's heartbeat ends with this process's interest in it: it is taken again, by any node.
        log.error({ error, deliveryId }, 'attempt could not be recorded');
        return undefined;
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  return undefined;
}
