// Stored events: listed, searched, and one of them.
import { type EventSearch, findEvents } from '../explain/find-events.ts';
import type { Prisma } from '../infra/generated/prisma/client.ts';
import { builder } from './builder.ts';
import type { Services } from './context.ts';
import { Event } from './event.ts';
import { includedInNodes, isUuid, keysetPageBy, storedText } from './keyset-page.ts';
import { TimeSortEnum } from './sorted-page.ts';

export const EventFilter = builder.inputType('EventFilter', {
  description: 'Which events; everything given must hold.',
  fields: (t) => ({
    type: t.stringList({
      description: 'One of these event types; `unmapped` for what sources received without a counterpart.',
    }),
    actor: t.string({ description: 'Who did it: actorId, or actorEmail in any case.' }),
    subject: t.string({ description: "Whom it is about: the payload's user_id, or its user_email in any case." }),
    receivedAfter: t.field({ type: 'DateTime', description: 'At or after this time.' }),
    receivedBefore: t.field({ type: 'DateTime', description: 'Before this time.' }),
    matched: t.boolean({ description: 'True: it made a delivery. False: it made none.' }),
    stoppedBy: t.string({ description: 'Such as `depth`.' }),
    source: t.string({ description: 'The name of the event source that received it.' }),
    originalType: t.string({ description: "The provider's own name for it, exactly, such as access.LOGOUT." }),
    text: t.string({
      description:
        'Words that are all in the event (actor, address, payload), in any case; each may be the beginning of a word. Looks at the first 8,192 characters of a payload.',
    }),
  }),
});

/** A filter as the search takes it. */
export function eventSearch(filter: typeof EventFilter.$inferInput | null | undefined): EventSearch {
  const { type, actor, subject, receivedAfter, receivedBefore, matched, stoppedBy, source, originalType, text } =
    filter ?? {};
  const stored = (value: string | null | undefined) => (value == null ? undefined : storedText(value));
  return {
    types: type?.map(storedText),
    actor: stored(actor),
    subject: stored(subject),
    receivedAfter: receivedAfter ?? undefined,
    receivedBefore: receivedBefore ?? undefined,
    matched: matched ?? undefined,
    stoppedBy: stored(stoppedBy),
    source: stored(source),
    originalType: stored(originalType),
    text: stored(text),
  };
}

builder.queryFields((t) => ({
  events: t.connection({
    type: Event,
    description: 'What was received, newest first.',
    args: { filter: t.arg({ type: EventFilter }), sort: t.arg({ type: TimeSortEnum }) },
    resolve: (_root, args, context, info) => {
      const { database } = context.services;
      const search = eventSearch(args.filter);
      return keysetPageBy(
        'events',
        args,
        async ({ id, orderBy, take }) => {
          const page = { before: id.lt, after: id.gt, order: orderBy.id, take };
          const uids = [...(await findEvents(database, search, page))];
          const rows = await database.prisma.event.findMany({
            ...includedInNodes(context, info),
            where: { uid: { in: uids } },
          });
          const byUid = new Map(rows.map((row) => [row.uid, row]));
          return uids.flatMap((uid) => byUid.get(uid) ?? []);
        },
        ({ uid }) => uid,
      );
    },
  }),
  event: t.prismaField({
    type: Event,
    nullable: true,
    description: 'One event by its id, the newest where a sender used the id again, or by its uid.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { services }) =>
      services.database.prisma.event.findFirst({ ...query, where: eventNamed(id), orderBy: { uid: 'desc' } }),
  }),
}));

/** An event by the sender's id or by ours. */
export const eventNamed = (id: string): Prisma.EventWhereInput =>
  isUuid(id) ? { OR: [{ id }, { uid: id }] } : { id: storedText(id) };

/** Events by uid, in the order of the uids. */
export async function eventsInOrder(uids: readonly string[], { database }: Pick<Services, 'database'>) {
  const rows = await database.prisma.event.findMany({ where: { uid: { in: [...uids] } } });
  const byUid = new Map(rows.map((row) => [row.uid, row]));
  return uids.flatMap((uid) => byUid.get(uid) ?? []);
}
