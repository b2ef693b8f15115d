// Quiet rules of integrations, and the digests that deliveries tell of.
import {
  type Digest as DigestRuleShape,
  maxDigestEvents,
  maxThresholdCount,
  maxWindowSecs,
  type Threshold as ThresholdShape,
} from '../domain/quiet-rules.ts';
import { builder } from './builder.ts';
import { Event } from './event.ts';

export const ThresholdRule = builder.objectRef<ThresholdShape>('ThresholdRule').implement({
  description: 'Fires when so many events came within so long, and then not again for as long.',
  fields: (t) => ({
    count: t.exposeInt('count'),
    windowSecs: t.exposeInt('windowSecs'),
    by: t.exposeString('by', { description: 'A field whose values are counted apart; empty: all events together.' }),
  }),
});

export const DigestRule = builder.objectRef<DigestRuleShape>('DigestRule').implement({
  description: 'One delivery for all the events of a window, which begins with the first of them.',
  fields: (t) => ({ windowSecs: t.exposeInt('windowSecs') }),
});

const windowLimits = `Seconds, 1 to ${maxWindowSecs.toLocaleString('en')}.`;

export const ThresholdRuleInput = builder.inputType('ThresholdRuleInput', {
  fields: (t) => ({
    count: t.int({ required: true, description: `2 to ${maxThresholdCount.toLocaleString('en')}.` }),
    windowSecs: t.int({ required: true, description: windowLimits }),
    by: t.string({ description: 'A field, such as ip_address. Default: empty, all events are counted together.' }),
  }),
});

export const DigestRuleInput = builder.inputType('DigestRuleInput', {
  fields: (t) => ({ windowSecs: t.int({ required: true, description: windowLimits }) }),
});

/** Undefined where it is left out; null takes the rule away. */
export const thresholdFields = (input: typeof ThresholdRuleInput.$inferInput | null | undefined) =>
  input && { count: input.count, windowSecs: input.windowSecs, by: input.by ?? '' };
export const digestFields = (input: typeof DigestRuleInput.$inferInput | null | undefined) =>
  input && { windowSecs: input.windowSecs };

export const Digest = builder.prismaObject('Digest', {
  description: 'The events of a window, which the deliveries of one integration tell of together.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'All events of the window.' }),
    openedAt: t.expose('openedAt', { type: 'DateTime', description: 'When its first event came.' }),
    dueAt: t.expose('dueAt', { type: 'DateTime', description: 'When it is sent for the first time.' }),
    events: t.field({
      type: [Event],
      description: `Its newest events, the newest first; ${maxDigestEvents.toLocaleString('en')} are kept.`,
      args: { first: t.arg.int({ defaultValue: 100, description: '1 to 1,000. Default: 100.' }) },
      select: ({ first }, _context, nested) => ({
        events: {
          select: { event: nested(true) },
          orderBy: { eventUid: 'desc' },
          take: Math.min(Math.max(first ?? 100, 1), maxDigestEvents),
        },
      }),
      resolve: ({ events }) => events.map(({ event }) => event),
    }),
  }),
});
