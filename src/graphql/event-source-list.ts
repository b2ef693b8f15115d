// Event sources in pages.
import type { Prisma } from '../infra/generated/prisma/client.ts';
import { builder } from './builder.ts';
import { EventSourceObject } from './event-source.ts';
import { includedInNodes, searchText, storedText } from './keyset-page.ts';
import { SortEnum, sortedPage } from './sorted-page.ts';

const EventSourceFilter = builder.inputType('EventSourceFilter', {
  description: 'Which event sources; everything given must hold.',
  fields: (t) => ({
    name: t.string({ description: 'Part of the name, in any case.' }),
    kind: t.stringList({ description: 'One of these, such as okta.' }),
    enabled: t.boolean({ description: 'True: only enabled ones. False: only disabled ones.' }),
  }),
});

const EventSourceConnection = builder.connectionObject({
  type: EventSourceObject,
  name: 'EventSourceConnection',
  fields: (t) => ({
    totalCount: t.int({
      description: 'All event sources that the filter lets through. Counted only when asked for.',
      resolve: (connection, _args, { services }) =>
        services.database.prisma.eventSource.count({
          where: (connection as unknown as { where: Prisma.EventSourceWhereInput }).where,
        }),
    }),
  }),
});

builder.queryField('eventSources', (t) =>
  t.connection(
    {
      type: EventSourceObject,
      description: 'Event sources in pages, newest first unless `sort` says otherwise.',
      args: { filter: t.arg({ type: EventSourceFilter }), sort: t.arg({ type: SortEnum }) },
      resolve: async (_root, args, context, info) => {
        const { name, kind, enabled } = args.filter ?? {};
        const where: Prisma.EventSourceWhereInput = {
          ...(name != null && { name: { contains: searchText(name), mode: 'insensitive' } }),
          ...(kind && { kind: { in: kind.map(storedText) } }),
          ...(enabled != null && { enabled }),
        };
        const page = await sortedPage('eventSources', args, ({ where: stretch, orderBy, take }) =>
          context.services.database.prisma.eventSource.findMany({
            ...includedInNodes(context, info),
            where: { AND: [where, stretch] },
            orderBy,
            take,
          }),
        );
        return { ...page, where };
      },
    },
    EventSourceConnection,
  ),
);
