// Which event something is tried with: one that is written down, a stored one, or the sample of a type.
import { type EventInput, type IdentityEvent, readEvent } from '../domain/event.ts';
import { eventTypes, findEventType, isEventTypeName } from '../domain/event-types.ts';
import { type Problem, Refusal, refuseIfAny } from '../domain/refusal.ts';
import type { StoredEvent } from '../explain/explain-event.ts';
import type { Services } from './context.ts';
import { eventNamed } from './event-search.ts';

export interface EventChoice {
  readonly event?: EventInput | null | undefined;
  readonly eventId?: string | null | undefined;
  readonly eventType?: string | null | undefined;
}

/** The event that is given, or the newest stored one with the id, or the sample of the type; else the first type's. */
export async function chosenEvent(input: EventChoice, services: Services): Promise<IdentityEvent> {
  const given = input.event ?? (input.eventId == null ? sampleInput(input.eventType) : undefined);
  if (given) return eventFrom(given, input.event ? 'event' : '');
  return storedEvent(input.eventId as string, services);
}

function sampleInput(type: string | null | undefined): EventInput {
  const found = findEventType(type ?? eventTypes[0]?.name ?? '');
  if (!found) {
    refuseIfAny([{ path: 'eventType', message: 'unknown event type' }]);
    throw new Error('refused');
  }
  const { sample } = found;
  return {
    type: sample.type,
    actorId: sample.actor_id,
    actorEmail: sample.actor_email,
    ipAddress: sample.ip_address,
    firedAt: new Date(sample.fired_at),
    data: sample.data,
  };
}

function eventFrom(input: EventInput, path: string): IdentityEvent {
  const uid = '00000000-0000-7000-8000-000000000000';
  const rules = { isKnownType: isEventTypeName, newUid: () => uid, now: () => new Date(), depth: 0 };
  const read = readEvent(input, rules);
  if ('event' in read) return read.event;
  refuseIfAny(read.problems.map((problem): Problem => ({ ...problem, path: `${path}.${problem.path}` })));
  throw new Error('refused');
}

/** @throws Refusal NOT_FOUND. */
export async function storedEvent(id: string, { database }: Pick<Services, 'database'>): Promise<StoredEvent> {
  const row = await database.prisma.event.findFirst({ where: eventNamed(id), orderBy: { uid: 'desc' } });
  if (!row) throw new Refusal('NOT_FOUND', 'no such event');
  return { ...row, data: row.data as IdentityEvent['data'], causedBy: null };
}
