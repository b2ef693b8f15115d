// The filter of deliveries, as lists and bulk jobs have it.
import type { DeliveryFilter as StoredFilter } from '../deliveries/delivery-filter.ts';
import { refuseIfAny } from '../domain/refusal.ts';
import { firstIdAt } from '../domain/time-ids.ts';
import type { Prisma } from '../infra/generated/prisma/client.ts';
import { builder, DeliveryStatusEnum } from './builder.ts';
import type { Context } from './context.ts';
import { isUuid, searchText, storedText, uuidOrNotFound } from './keyset-page.ts';

export const DeliveryFilter = builder.inputType('DeliveryFilter', {
  description: 'Which deliveries; everything given must hold.',
  fields: (t) => ({
    ids: t.idList({ description: 'One of these, at most 1,000.' }),
    integrationId: t.id(),
    actionId: t.id(),
    status: t.field({ type: [DeliveryStatusEnum] }),
    eventType: t.stringList(),
    eventId: t.id({ description: "The sender's id of the event." }),
    cause: t.stringList({ description: 'Why the last attempt failed, as codes such as `timeout`.' }),
    errorContains: t.string({ description: 'A part of the error text, in either case.' }),
    createdAfter: t.field({ type: 'DateTime', description: 'At or after this time.' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Before this time.' }),
    finishedAfter: t.field({ type: 'DateTime', description: 'Ended (failed or done) at or after this time.' }),
    finishedBefore: t.field({ type: 'DateTime', description: 'Ended before this time.' }),
  }),
});

export type DeliveryFilterInput = typeof DeliveryFilter.$inferInput;

/** What only a delivery with a failed attempt has: the index of statuses then leads past the successes. */
const mayHaveFailed = ['pending', 'running', 'failed'] as const;

export async function deliveriesWhere(
  filter: DeliveryFilterInput | null | undefined,
  { services }: Context,
): Promise<Prisma.DeliveryWhereInput> {
  const { integrationId, actionId, status, eventType, eventId, cause, errorContains } = filter ?? {};
  const { ids, createdAfter, createdBefore, finishedAfter, finishedBefore } = filter ?? {};
  const failed = cause || errorContains != null ? [...mayHaveFailed] : undefined;
  return {
    ...(integrationId != null && { integrationId: uuidOrNotFound(integrationId, 'integration') }),
    ...(actionId != null && { actionId: uuidOrNotFound(actionId, 'action') }),
    ...((status ?? failed) && { status: { in: status ?? failed ?? [] } }),
    ...(eventType && { eventType: { in: eventType.map(storedText) } }),
    ...(eventId != null && { eventUid: { in: await eventUids(services, storedText(eventId)) } }),
    ...(cause && { cause: { in: cause.map(storedText) } }),
    ...(errorContains != null && { error: { contains: searchText(errorContains), mode: 'insensitive' } }),
    ...((createdAfter || createdBefore) && {
      createdAt: { ...(createdAfter && { gte: createdAfter }), ...(createdBefore && { lt: createdBefore }) },
    }),
    ...((ids || createdAfter || createdBefore) && {
      id: {
        ...(ids && { in: givenIds(ids) }),
        // The bounds of createdAt where an index has them: an id begins with the millisecond of its delivery's creation.
        ...(createdAfter && { gte: firstIdAt(createdAfter) }),
        ...(createdBefore && { lt: firstIdAt(createdBefore) }),
      },
    }),
    ...((finishedAfter || finishedBefore) && {
      finishedAt: { ...(finishedAfter && { gte: finishedAfter }), ...(finishedBefore && { lt: finishedBefore }) },
    }),
  };
}

const maxIds = 1_000;

/** @throws Refusal BAD_USER_INPUT for too many, and for what is no id. */
function givenIds(ids: readonly string[]): string[] {
  refuseIfAny([
    ...(ids.length > maxIds ? [{ path: 'filter.ids', message: `must be at most ${maxIds.toLocaleString('en')}` }] : []),
    ...ids
      .slice(0, maxIds)
      .flatMap((id, index) => (isUuid(id) ? [] : [{ path: `filter.ids[${index}]`, message: 'must be a UUID' }])),
  ]);
  return ids.map((id) => id.toLowerCase());
}

/** Our ids of the events with a sender's id: more than one when it came again after a day. */
async function eventUids({ database }: Context['services'], id: string): Promise<string[]> {
  const events = await database.prisma.event.findMany({ where: { id }, select: { uid: true } });
  return events.map(({ uid }) => uid);
}

/** The filter as a bulk job keeps it. */
export function storedFilter(filter: DeliveryFilterInput): StoredFilter {
  const { integrationId, actionId, status, eventType, eventId, cause, errorContains } = filter;
  const times = ['createdAfter', 'createdBefore', 'finishedAfter', 'finishedBefore'] as const;
  return {
    ...(filter.ids && { ids: givenIds(filter.ids) }),
    ...(integrationId != null && { integrationId: uuidOrNotFound(integrationId, 'integration') }),
    ...(actionId != null && { actionId: uuidOrNotFound(actionId, 'action') }),
    ...(status && { status }),
    ...(eventType && { eventType: eventType.map(storedText) }),
    ...(eventId != null && { eventId: storedText(eventId) }),
    ...(cause && { cause: cause.map(storedText) }),
    ...(errorContains != null && { errorContains: storedText(errorContains) }),
    ...Object.fromEntries(times.flatMap((name) => (filter[name] ? [[name, filter[name].toISOString()]] : []))),
  };
}
