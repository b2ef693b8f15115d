// The questions: why did this event fire, or not; what would a draft do for an event.
import { refuseIfAny } from '../domain/refusal.ts';
import { deliveryIdsOf, type EventExplanation, explainEvent, explainTrial } from '../explain/explain-event.ts';
import { builder } from './builder.ts';
import type { Services } from './context.ts';
import { draftArguments, draftFrom, sampleFor } from './draft.ts';
import { PublishEventInput } from './event.ts';
import { chosenEvent, storedEvent } from './event-choice.ts';
import { EventExplanationObject, IntegrationExplanation } from './explanation.ts';
import { UpdateIntegrationInput } from './integration-changes.ts';
import { uuidOrNotFound } from './keyset-page.ts';

const maxFirst = 100;
const maxDeliveries = 1_000;

builder.queryFields((t) => ({
  explainEvent: t.field({
    type: EventExplanationObject,
    description: 'Why an event fired what it fired, and why nothing else. NOT_FOUND when there is no such event.',
    args: {
      eventId: t.arg.id({
        required: true,
        description: 'Its id, the newest where a sender used it again, or its uid.',
      }),
      integrationId: t.arg.id({ description: 'Only this integration.' }),
      first: t.arg.int({ description: `So many integrations, 1 to ${maxFirst}. Default: 20.` }),
      offset: t.arg.int({ description: 'After so many. Default: 0.' }),
    },
    resolve: async (_root, args, { services }) => {
      const first = args.first ?? 20;
      const offset = args.offset ?? 0;
      if (first < 1 || first > maxFirst) refuseIfAny([{ path: 'first', message: `must be 1 to ${maxFirst}` }]);
      if (offset < 0) refuseIfAny([{ path: 'offset', message: 'must be at least 0' }]);
      const integrationId = args.integrationId == null ? undefined : uuidOrNotFound(args.integrationId, 'integration');
      const event = await storedEvent(args.eventId, services);
      const tools = {
        database: services.database,
        allIntegrations: async () => (await services.integrations.fresh()).all(),
      };
      return withDeliveries(await explainEvent(tools, event, { integrationId, first, offset }), services);
    },
  }),
  explainIntegration: t.field({
    type: IntegrationExplanation,
    description: 'Whether a draft would fire for an event, and what it would do. Nothing is saved or sent.',
    args: {
      id: t.arg.id({ description: draftArguments.id }),
      input: t.arg({ type: UpdateIntegrationInput, description: draftArguments.input }),
      event: t.arg({ type: PublishEventInput, description: 'The event to try it with.' }),
      eventId: t.arg.id({ description: 'Instead: a stored event.' }),
      eventType: t.arg.string({ description: "Instead: the sample of this type. Default: the first trigger's." }),
    },
    resolve: async (_root, args, { services }) => {
      const draft = await draftFrom(args, services);
      const event = await chosenEvent({ ...args, eventType: args.eventType ?? sampleFor(draft.triggers) }, services);
      return { ...(await explainTrial(services.database, draft, event)), made: [], draft };
    },
  }),
}));

/** The deliveries of all the integrations shown, read at once. */
async function withDeliveries(explained: EventExplanation, { database }: Services) {
  const ids = explained.integrations.filter(({ deliveries }) => deliveries > 0).map((one) => one.integrationId);
  const made = ids.length === 0 ? [] : await deliveryIdsOf(database, explained.event.uid);
  const rows =
    made.length === 0
      ? []
      : await database.prisma.delivery.findMany({
          where: { id: { in: [...made] }, integrationId: { in: ids } },
          orderBy: { id: 'asc' },
          take: maxDeliveries,
        });
  const byIntegration = Map.groupBy(rows, ({ integrationId }) => integrationId);
  const integrations = explained.integrations.map((one) => ({
    ...one,
    made: byIntegration.get(one.integrationId) ?? [],
  }));
  return { ...explained, integrations };
}
