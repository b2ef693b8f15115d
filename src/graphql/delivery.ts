// Deliveries and their attempts: history, retry, and the live stream.
import type { ReceivedResponse, SentRequest } from '../actions/action-kind.ts';
import { heldReasons } from '../deliveries/admit-deliveries.ts';
import { retryDelivery } from '../deliveries/retry-delivery.ts';
import { refuseIfAny } from '../domain/refusal.ts';
import type { Prisma } from '../infra/generated/prisma/client.ts';
import type { DeliveryUpdate } from '../infra/live-updates.ts';
import { builder, DeliveryStatusEnum, Header, upperCase } from './builder.ts';
import { DeliveryFilter, deliveriesWhere } from './delivery-filter.ts';
import { includedInNodes, keysetPage, uuidOrNotFound } from './keyset-page.ts';
import { Node } from './node.ts';
import { TimeSortEnum } from './sorted-page.ts';

const headerList = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers).map(([name, value]) => ({ name, value }));

const waitReasons = [...heldReasons, 'line'] as const;

const WaitReason = builder.enumType('WaitReason', {
  description:
    'PAUSED: its integration is. BREAKER: the target fails. RATE, CONCURRENCY: more than its action sends. ' +
    'DRAIN: it is sent at the rate of a resume. LINE: for those of the same subject before it.',
  values: upperCase(waitReasons),
});

export const AttemptRequest = builder.objectRef<SentRequest>('AttemptRequest').implement({
  description: 'The request of an attempt, secrets masked.',
  fields: (t) => ({
    method: t.exposeString('method'),
    url: t.exposeString('url'),
    headers: t.field({ type: [Header], resolve: ({ headers }) => headerList(headers) }),
    body: t.exposeString('body'),
  }),
});

export const AttemptResponse = builder.objectRef<ReceivedResponse>('AttemptResponse').implement({
  description: 'The response to an attempt, secrets masked.',
  fields: (t) => ({
    status: t.exposeInt('status'),
    headers: t.field({ type: [Header], resolve: ({ headers }) => headerList(headers) }),
    body: t.exposeString('body', { description: 'The first 16 KiB.' }),
    truncated: t.exposeBoolean('truncated', { description: 'There was more than is kept.' }),
  }),
});

builder.prismaObject('Attempt', {
  description: 'One try of a delivery.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'From 1; manual ones count on.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime' }),
    durationMs: t.exposeInt('durationMs'),
    manual: t.exposeBoolean('manual', { description: 'A person asked for it.' }),
    request: t.field({
      type: AttemptRequest,
      nullable: true,
      select: { request: true },
      resolve: ({ request }) => request as SentRequest | null,
    }),
    response: t.field({
      type: AttemptResponse,
      nullable: true,
      select: { response: true },
      resolve: ({ response }) => response as ReceivedResponse | null,
    }),
    responseStatus: t.int({
      nullable: true,
      select: { response: true },
      resolve: ({ response }) => (response as ReceivedResponse | null)?.status ?? null,
    }),
    taskRuns: t.relation('taskRuns', {
      query: { orderBy: { id: 'asc' } },
      description: 'Of a trigger_task action: the run that it was; several after a crash.',
    }),
    cause: t.exposeString('cause', { nullable: true, description: 'Why it failed, as a code; null for a success.' }),
    error: t.exposeString('error', { nullable: true, description: 'Why it failed, in words; null for a success.' }),
  }),
});

export const Delivery = builder.prismaObject('Delivery', {
  interfaces: [Node],
  description: 'A record of one action being executed for one event.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Also the `webhook-id` header of every attempt.' }),
    status: t.expose('status', { type: DeliveryStatusEnum }),
    integration: t.relation('integration', { description: 'A deleted one has kept its name only.' }),
    integrationId: t.exposeID('integrationId'),
    integrationName: t.exposeString('integrationName', { description: 'Its name when the event came in.' }),
    actionId: t.exposeID('actionId'),
    actionType: t.exposeString('actionType', { description: 'http, slack, log or trigger_task.' }),
    event: t.relation('event', { description: 'Of a digest the first one.' }),
    digest: t.relation('digest', {
      nullable: true,
      description: 'The events that it tells of together, for an integration with a digest rule; else null.',
    }),
    eventId: t.exposeID('eventId'),
    eventType: t.exposeString('eventType'),
    test: t.exposeBoolean('test', { description: 'Made by testIntegration: one attempt, and its failure is no news.' }),
    attemptCount: t.exposeInt('attemptCount', { description: 'Attempts made, manual ones too.' }),
    maxAttempts: t.exposeInt('maxAttempts'),
    waitsFor: t.field({
      type: WaitReason,
      nullable: true,
      description: 'What keeps a pending delivery from being attempted; null: nothing but its time.',
      select: { status: true, heldBy: true, waitsInLine: true, nextAttemptAt: true },
      resolve: ({ status, heldBy, waitsInLine, nextAttemptAt }) => {
        if (status !== 'pending' || nextAttemptAt !== null) return null;
        return waitsInLine ? 'line' : ((heldBy as (typeof waitReasons)[number] | null) ?? 'paused');
      },
    }),
    nextAttemptAt: t.expose('nextAttemptAt', { type: 'DateTime', nullable: true }),
    responseStatus: t.exposeInt('responseStatus', { nullable: true, description: "The last attempt's HTTP status." }),
    cause: t.exposeString('cause', { nullable: true, description: 'Why the last attempt failed, as a code.' }),
    error: t.exposeString('error', { nullable: true, description: 'Why the last attempt failed, in words.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
    attempts: t.relation('attempts', { query: { orderBy: { number: 'asc' } } }),
    taskRuns: t.relation('taskRuns', {
      query: { orderBy: { id: 'asc' } },
      description: 'Of a trigger_task action: the runs that its attempts were.',
    }),
    cursor: t.string({
      nullable: true,
      description: 'In deliveryUpdated: where the stream stands after this update, for `after`. Elsewhere null.',
      resolve: (delivery) => (delivery as Partial<DeliveryUpdate>).cursor ?? null,
    }),
  }),
});

export const DeliveryConnection = builder.connectionObject({
  type: Delivery,
  name: 'DeliveryConnection',
  fields: (t) => ({
    totalCount: t.int({
      description: 'All deliveries that the filter lets through. Counted only when asked for.',
      resolve: (connection, _args, { services }) =>
        services.database.prisma.delivery.count({
          where: (connection as unknown as { where: Prisma.DeliveryWhereInput }).where,
        }),
    }),
  }),
});

builder.queryFields((t) => ({
  deliveries: t.connection(
    {
      type: Delivery,
      description: 'What was delivered or failed, newest first.',
      args: { filter: t.arg({ type: DeliveryFilter }), sort: t.arg({ type: TimeSortEnum }) },
      resolve: async (_root, args, context, info) => {
        const where = await deliveriesWhere(args.filter, context);
        const page = await keysetPage('deliveries', args, ({ id, orderBy, take }) =>
          context.services.database.prisma.delivery.findMany({
            ...includedInNodes(context, info),
            where: { AND: [where, { id }] },
            orderBy,
            take,
          }),
        );
        return { ...page, where };
      },
    },
    DeliveryConnection,
  ),
  deliveryCursor: t.string({
    description:
      'Where deliveryUpdated stands now, for `after`. Read this, then the deliveries: those and the updates after it leave nothing out.',
    resolve: (_root, _args, { services }) => services.liveUpdates.cursor(),
  }),
  delivery: t.prismaField({
    type: 'Delivery',
    nullable: true,
    description: 'One delivery, or null when there is none with this id.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { services }) =>
      services.database.prisma.delivery.findUnique({ ...query, where: { id: uuidOrNotFound(id, 'delivery') } }),
  }),
}));

builder.mutationField('retryDelivery', (t) =>
  t.prismaField({
    type: 'Delivery',
    description:
      'Makes a failed delivery pending again: same id, one more attempt. CONFLICT unless it is failed, or when it is to be sent as before and what was sent cannot be.',
    args: {
      id: t.arg.id({ required: true }),
      integrationId: t.arg.id({ description: 'When given, the delivery must be one of this integration.' }),
      asBefore: t.arg.boolean({
        description:
          'Sends what the last attempt sent: method, address, headers and body as they were, with the secrets that the action has now. Default: false, what the settings as they are now make of the event.',
      }),
    },
    resolve: async (query, _root, args, { services }) => {
      const id = uuidOrNotFound(args.id, 'delivery');
      const integrationId = args.integrationId == null ? undefined : uuidOrNotFound(args.integrationId, 'integration');
      await retryDelivery(services, id, { integrationId, asBefore: args.asBefore ?? false });
      return services.database.prisma.delivery.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

builder.subscriptionField('deliveryUpdated', (t) =>
  t.field({
    type: Delivery,
    description: 'Each change of a delivery’s status, in order, from whichever node made it.',
    args: {
      integrationId: t.arg.id({ description: 'Only of this integration.' }),
      status: t.arg({ type: [DeliveryStatusEnum], description: 'Only changes to these.' }),
      after: t.arg.string({ description: 'The cursor of the last update seen: what was missed since comes first.' }),
    },
    subscribe: (_root, { integrationId, status, after }, { services }) => {
      const filter = {
        integrationId: integrationId == null ? undefined : uuidOrNotFound(integrationId, 'integration'),
        status: status ?? undefined,
      };
      try {
        return services.liveUpdates.subscribe(filter, after ?? undefined);
      } catch (error) {
        if (error instanceof RangeError) refuseIfAny([{ path: 'after', message: error.message }]);
        throw error;
      }
    },
    resolve: (update) => update,
  }),
);
