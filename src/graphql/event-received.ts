// The live stream of events.
import { eventTypes, isEventTypeName, unmappedType } from '../domain/event-types.ts';
import { triggerMatches } from '../domain/matching.ts';
import { refuseIfAny } from '../domain/refusal.ts';
import { builder } from './builder.ts';
import { Event } from './event.ts';
import { isUuid } from './keyset-page.ts';

const isType = (type: string) =>
  isEventTypeName(type) || type === unmappedType || eventTypes.some(({ name }) => triggerMatches(type, name));

builder.subscriptionField('eventReceived', (t) =>
  t.field({
    type: Event,
    description:
      'Each event once it is stored, from whichever node received it, also where nothing matches. Those that are stored at almost the same time come in any order.',
    args: {
      type: t.arg.stringList({ description: 'Only these event types, or groups such as user.*; `unmapped` too.' }),
      after: t.arg.id({
        description: 'The uid of the last event seen: what was missed since comes first, at most 10,000.',
      }),
    },
    subscribe: (_root, { type, after }, { services }) => {
      const wrong = (type ?? []).findIndex((one) => !isType(one));
      refuseIfAny(
        wrong < 0 ? [] : [{ path: `type[${wrong}]`, message: 'is not an event type, or a group such as user.*' }],
      );
      if (after != null && !isUuid(after)) refuseIfAny([{ path: 'after', message: 'is not the uid of an event' }]);
      return services.eventUpdates.subscribe(type ?? undefined, after?.toLowerCase());
    },
    resolve: (event) => event,
  }),
);
