// Notices: what a person should know of an integration without looking for it.

import { type NoticeKind as NoticeKindName, noticeKinds } from '../infra/notices.ts';
import { acknowledgeNotice } from '../integrations/acknowledge-notice.ts';
import { builder } from './builder.ts';
import { includedInNodes, keysetPage, uuidOrNotFound } from './keyset-page.ts';
import { Node } from './node.ts';
import { TimeSortEnum } from './sorted-page.ts';

const texts: Record<NoticeKindName, string> = {
  paused_gone: 'The target answered 410: its integration is paused.',
  paused_failing: 'No attempt has succeeded for 5 days: the integration is paused.',
  breaker_opened: 'Failures in a row: the deliveries of an action wait, but for probes.',
  breaker_closed: 'An attempt succeeded again: what waited is sent.',
};

const NoticeKind = builder.enumType('NoticeKind', {
  values: Object.fromEntries(
    noticeKinds.map((value) => [value.toUpperCase(), { value, description: texts[value] }]),
  ) as Record<string, { value: NoticeKindName; description: string }>,
});

export const Notice = builder.prismaObject('Notice', {
  interfaces: [Node],
  description: 'Something about an integration that a person should know. Kept as long as history is.',
  fields: (t) => ({
    id: t.exposeID('id'),
    kind: t.field({ type: NoticeKind, select: { kind: true }, resolve: ({ kind }) => kind as NoticeKindName }),
    integration: t.relation('integration', { description: 'A deleted one has kept its name only.' }),
    integrationId: t.exposeID('integrationId'),
    integrationName: t.exposeString('integrationName', { description: 'Its name at that time.' }),
    actionId: t.exposeID('actionId', { nullable: true, description: 'Null: the integration as a whole.' }),
    message: t.exposeString('message'),
    raisedAt: t.expose('raisedAt', { type: 'DateTime' }),
    acknowledgedAt: t.expose('acknowledgedAt', { type: 'DateTime', nullable: true }),
    acknowledgedBy: t.exposeString('acknowledgedBy', { nullable: true }),
  }),
});

const NoticeFilter = builder.inputType('NoticeFilter', {
  description: 'Which notices; everything given must hold.',
  fields: (t) => ({
    integrationId: t.id(),
    kind: t.field({ type: [NoticeKind] }),
    acknowledged: t.boolean({ description: 'Default: both.' }),
  }),
});

builder.queryFields((t) => ({
  notices: t.connection({
    type: Notice,
    description: 'Notices, newest first.',
    args: { filter: t.arg({ type: NoticeFilter }), sort: t.arg({ type: TimeSortEnum }) },
    resolve: async (_root, args, context, info) => {
      const { integrationId, kind, acknowledged } = args.filter ?? {};
      const where = {
        ...(integrationId != null && { integrationId: uuidOrNotFound(integrationId, 'integration') }),
        ...(kind && { kind: { in: kind } }),
        ...(acknowledged != null && { acknowledgedAt: acknowledged ? { not: null } : null }),
      };
      return keysetPage('notices', args, ({ id, orderBy, take }) =>
        context.services.database.prisma.notice.findMany({
          ...includedInNodes(context, info),
          where: { AND: [where, { id }] },
          orderBy,
          take,
        }),
      );
    },
  }),
  notice: t.prismaField({
    type: Notice,
    nullable: true,
    description: 'One notice, or null when there is none with this id.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { services }) =>
      services.database.prisma.notice.findUnique({ ...query, where: { id: uuidOrNotFound(id, 'notice') } }),
  }),
}));

builder.mutationField('acknowledgeNotice', (t) =>
  t.prismaField({
    type: Notice,
    description: 'Notes that somebody has seen it. Again: the first time stays.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (query, _root, args, { services, principal }) => {
      const id = uuidOrNotFound(args.id, 'notice');
      await acknowledgeNotice(services.database, id, principal.name);
      return services.database.prisma.notice.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

builder.subscriptionField('noticeRaised', (t) =>
  t.field({
    type: Notice,
    description: 'Each notice that is raised from now on, on whichever node.',
    args: {
      integrationId: t.arg.id({ description: 'Only of this integration.' }),
      kind: t.arg({ type: [NoticeKind], description: 'Only of these kinds.' }),
    },
    subscribe: (_root, { integrationId, kind }, { services }) =>
      services.notices.subscribe({
        integrationId: integrationId == null ? undefined : uuidOrNotFound(integrationId, 'integration'),
        kind: kind ?? undefined,
      }),
    resolve: (notice) => notice,
  }),
);
