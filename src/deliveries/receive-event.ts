// Intake: is what a client sent an event? Then it is stored with its deliveries and acknowledged after the commit,
// whatever the targets do later. Requests that arrive together share a transaction.

import { type EventInput, type IdentityEvent, readEvent } from '../domain/event.ts';
import { isEventTypeName } from '../domain/event-types.ts';
import { type Problem, Refusal, refuseIfAny } from '../domain/refusal.ts';
import { type Database, isDatabaseUnavailable } from '../infra/database.ts';
import { createGroupCommit } from '../infra/group-commit.ts';
import { newId } from '../infra/new-id.ts';
import { type EnqueueTools, enqueueTogether, type Receipt } from './enqueue-deliveries.ts';
import { type ObserveTools, observeIntake, traceStoring } from './observe-intake.ts';

/** Events of one request, at most. */
export const maxBatch = 1_000;

export interface Intake {
  /**
   * Stores all the events or none, and answers in their order.
   * @throws Refusal BAD_USER_INPUT with paths such as `events[3].type`; PAYLOAD_TOO_LARGE when one event's data
   * exceeds 256 KiB; UNAVAILABLE when the database is down or too much is waiting.
   * @param depth what a request of this service to itself carries in its depth header. Default 0.
   */
  receive(
    inputs: readonly EventInput[],
    pathOf: (index: number) => string,
    depth?: number,
  ): Promise<readonly Receipt[]>;
  /**
   * Stores events that were made here, of what an event source received.
   * @throws Refusal UNAVAILABLE when the database is down or too much is waiting.
   */
  store(events: readonly IdentityEvent[]): Promise<readonly Receipt[]>;
  idle(): Promise<void>;
}

export interface IntakeTools extends EnqueueTools, ObserveTools {
  readonly database: Database;
  /** Called after a commit: whether deliveries were queued, and whether live subscribers have something to read. */
  readonly onStored: (news: { readonly queued: boolean; readonly logged: boolean }) => void;
  /** What this service calls itself as the source of events. Default: nothing. */
  readonly ownSource?: () => string | undefined;
}

export function createIntake(tools: IntakeTools): Intake {
  const commits = createGroupCommit<readonly IdentityEvent[], readonly Receipt[]>({
    commit: async (requests) => {
      const { receipts, logged } = await traceStoring(tools.tracing, requests, (traced) =>
        enqueueTogether(tools, tools.database.road, traced.flat()),
      );
      tools.onStored({ queued: receipts.some(({ deliveryIds }) => deliveryIds.length > 0), logged });
      let at = 0;
      return requests.map((events) => {
        at += events.length;
        return receipts.slice(at - events.length, at);
      });
    },
    weight: (events) => events.length,
    maxGroup: 500,
    maxWaiting: 20_000,
    overloaded: () => new Refusal('UNAVAILABLE', 'too many events are waiting to be stored: send it again later'),
    concurrency: 2,
    patienceMs: 40,
    spacingMs: 5,
    isHopeless: isDatabaseUnavailable,
  });
  return {
    receive: (inputs, pathOf, depth = 0) =>
      observeIntake(tools, 'client', inputs.length, async (trace) => {
        if (inputs.length > maxBatch) refuseIfAny([{ path: 'events', message: `more than ${maxBatch} events` }]);
        if (inputs.length === 0) return [];
        return commits.submit(readEvents(inputs, pathOf, { depth, trace, ownSource: tools.ownSource?.() }));
      }),
    store: (events) =>
      observeIntake(tools, 'source', events.length, async (trace) => {
        if (events.length === 0) return [];
        return commits.submit(trace === undefined ? events : events.map((event) => ({ ...event, trace })));
      }),
    idle: () => commits.idle(),
  };
}

function readEvents(
  inputs: readonly EventInput[],
  pathOf: (index: number) => string,
  origin: { readonly depth: number; readonly trace: string | undefined; readonly ownSource: string | undefined },
): readonly IdentityEvent[] {
  const rules = { isKnownType: isEventTypeName, newUid: newId, now: () => new Date(), ...origin };
  const problems: Problem[] = [];
  let onlyTooLarge = true;
  const events = inputs.flatMap((input, index) => {
    const read = readEvent(input, rules);
    if ('event' in read) return [read.event];
    if (!read.tooLarge) onlyTooLarge = false;
    problems.push(...read.problems.map(({ path, message }) => ({ path: joined(pathOf(index), path), message })));
    return [];
  });
  if (problems.length > 0 && onlyTooLarge)
    throw new Refusal('PAYLOAD_TOO_LARGE', `${problems[0]?.path}: ${problems[0]?.message}`, problems);
  refuseIfAny(problems);
  return events;
}

const joined = (before: string, path: string) => (before === '' ? path : `${before}.${path}`);
