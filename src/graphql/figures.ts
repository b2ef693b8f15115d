// Health in figures: how deliveries ended and how long they took, of one integration and of all, without reading history.
import { type FigureWindow, figureWindows } from '../figures/figure-window.ts';
import {
  bucketsOf,
  type FigureBucket,
  type Figures,
  failingIntegrations,
  figuresOfAll,
  type IntegrationFigures,
  type LastFailure,
  successRate,
} from '../figures/read-figures.ts';
import type { QueueState } from '../infra/queue-state.ts';
import { builder, upperCase } from './builder.ts';
import { IntegrationObject } from './integration.ts';
import { uuidOrNotFound } from './keyset-page.ts';

const Window = builder.enumType('FigureWindow', {
  description:
    'HOUR: by the minute. DAY and WEEK: by the hour. It begins with the whole minute or hour that lies so long ago.',
  values: upperCase(figureWindows),
});

const windowWords = 'How far back. Default: DAY.';

const FiguresInterface = builder.interfaceRef<Figures & { readonly from: Date }>('Figures').implement({
  description: 'Sums over the attempts that ended in a span of time, at most some seconds old. Tests are left out.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', description: 'When the span begins.' }),
    successes: t.exposeInt('successes', { description: 'Deliveries that succeeded.' }),
    failures: t.exposeInt('failures', { description: 'Deliveries that failed for good.' }),
    retries: t.exposeInt('retries', { description: 'Failed attempts that were to be followed by another.' }),
    successRate: t.float({
      nullable: true,
      description: 'The share of ended deliveries that succeeded, from 0 to 1; null while none has ended.',
      resolve: (figures) => successRate(figures) ?? null,
    }),
    p95Ms: t.int({
      nullable: true,
      description: 'Milliseconds that 95 % of the attempts did not exceed, to within 10 %; null without any.',
      resolve: ({ p95Ms }) => p95Ms ?? null,
    }),
  }),
});

const LastFailureObject = builder.objectRef<LastFailure>('LastFailure').implement({
  description: 'The newest failed attempt of an integration.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime' }),
    cause: t.exposeString('cause', { nullable: true, description: 'Its code; docs/deliveries.md explains each.' }),
    message: t.exposeString('message', {
      nullable: true,
      description: 'What was wrong; null when the delivery has succeeded since, or is gone.',
    }),
    deliveryId: t.exposeID('deliveryId'),
  }),
});

const Bucket = builder.objectRef<FigureBucket>('FigureBucket').implement({
  description: 'One minute or hour of a window.',
  interfaces: [FiguresInterface],
});

const IntegrationHealth = builder.objectRef<IntegrationFigures>('IntegrationHealth').implement({
  description: 'How the deliveries of one integration went.',
  interfaces: [FiguresInterface],
  fields: (t) => ({
    lastFailure: t.field({
      type: LastFailureObject,
      nullable: true,
      description: 'Null when no attempt failed in the window.',
      resolve: ({ lastFailure }) => lastFailure ?? null,
    }),
    buckets: t.field({
      type: [Bucket],
      description: 'The window minute by minute or hour by hour, oldest first, empty ones too.',
      resolve: async ({ id, window }, _args, { bucketsOf: wanted }) => [...(await wanted({ id, window }))],
    }),
  }),
});

const QueueFigures = builder.objectRef<QueueState>('QueueFigures').implement({
  description: 'What waits to be attempted at this moment, over all nodes.',
  fields: (t) => ({
    due: t.exposeInt('due', { description: 'Attempts that could begin now.' }),
    later: t.exposeInt('later', { description: 'Attempts whose time has not come.' }),
    running: t.exposeInt('running', { description: 'Attempts under way.' }),
    oldestDueSecs: t.exposeFloat('oldestDueSecs', { description: 'Seconds that the oldest due attempt has waited.' }),
  }),
});

interface OverviewShape extends Figures {
  readonly from: Date;
  readonly window: FigureWindow;
}

const mostFailing = 100;

const Overview = builder.objectRef<OverviewShape>('Overview').implement({
  description: 'How the deliveries of all integrations went.',
  interfaces: [FiguresInterface],
  fields: (t) => ({
    buckets: t.field({
      type: [Bucket],
      description: 'The window minute by minute or hour by hour, oldest first, empty ones too.',
      resolve: async ({ window }, _args, { services }) => [
        ...(await bucketsOf(services.database, undefined, window, new Date())),
      ],
    }),
    queue: t.field({
      type: QueueFigures,
      resolve: async (_overview, _args, { services }) => {
        const none = { queue: 'attempts', due: 0, later: 0, running: 0, oldestDueSecs: 0 } as const;
        return (await services.queueState()).find(({ queue }) => queue === 'attempts') ?? none;
      },
    }),
    failing: t.prismaField({
      type: ['Integration'],
      description: 'Integrations with failed deliveries in the window, those with the most first.',
      args: { first: t.arg.int({ defaultValue: 10, description: `At most ${mostFailing}.` }) },
      resolve: async (query, { window }, { first }, { services: { database } }) => {
        const most = Math.max(0, Math.min(first ?? 10, mostFailing));
        const ids = await failingIntegrations(database, window, most, new Date());
        const found = await database.prisma.integration.findMany({
          ...query,
          where: { id: { in: [...ids] }, deletedAt: null },
        });
        const byId = new Map(found.map((integration) => [integration.id, integration]));
        return ids.flatMap((id) => byId.get(id) ?? []);
      },
    }),
  }),
});

builder.objectField(IntegrationObject, 'health', (t) =>
  t.field({
    type: IntegrationHealth,
    description: 'How its deliveries went: success rate, duration, last failure.',
    args: { window: t.arg({ type: Window, defaultValue: 'day', description: windowWords }) },
    resolve: ({ id }, { window }, { healthOf }) => healthOf({ id, window: window ?? 'day' }),
  }),
);

builder.queryFields((t) => ({
  overview: t.field({
    type: Overview,
    description: 'How the deliveries of all integrations went, what waits, and which integrations fail.',
    args: { window: t.arg({ type: Window, defaultValue: 'day', description: windowWords }) },
    resolve: async (_root, args, { services }) => {
      const window = args.window ?? 'day';
      return { ...(await figuresOfAll(services.database, window, new Date())), window };
    },
  }),
  deliveryFigures: t.field({
    type: [Bucket],
    description:
      'A window minute by minute or hour by hour, oldest first, empty ones too: of one integration, or of all together.',
    args: {
      integrationId: t.arg.id({ description: 'Default: all.' }),
      window: t.arg({ type: Window, defaultValue: 'day', description: windowWords }),
    },
    resolve: async (_root, { integrationId, window }, { services }) => {
      const id = integrationId == null ? undefined : uuidOrNotFound(integrationId, 'integration');
      return [...(await bucketsOf(services.database, id, window ?? 'day', new Date()))];
    },
  }),
}));
