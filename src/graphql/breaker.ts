// Breakers: when they open, and how those of an integration's actions are.
import { type BreakerRule as BreakerRuleShape, breakerStates, defaultBreaker } from '../domain/breaker.ts';
import type { ActionGate } from '../infra/generated/prisma/client.ts';
import { builder, upperCase } from './builder.ts';

const texts = {
  failures: 'Failed attempts in a row that open it; 0: it never opens.',
  waitSecs: 'Seconds from its opening to the first probe.',
  maxWaitSecs: 'Each failed probe doubles the wait, up to this many seconds.',
};

export const BreakerRule = builder.objectRef<BreakerRuleShape>('BreakerRule').implement({
  description: 'When the breaker of an action opens, and how long it stays open.',
  fields: (t) => ({
    failures: t.exposeInt('failures', { description: texts.failures }),
    waitSecs: t.exposeFloat('waitSecs', { description: texts.waitSecs }),
    maxWaitSecs: t.exposeFloat('maxWaitSecs', { description: texts.maxWaitSecs }),
  }),
});

export const BreakerRuleInput = builder.inputType('BreakerRuleInput', {
  fields: (t) => ({
    failures: t.int({ description: `${texts.failures} At most 10,000. Default: 10.` }),
    waitSecs: t.float({ description: `${texts.waitSecs} 0.1 to 86,400. Default: 30.` }),
    maxWaitSecs: t.float({ description: `${texts.maxWaitSecs} 0.1 to 86,400. Default: 1,800.` }),
  }),
});

/** Undefined where it is left out; null brings the defaults back. */
export const breakerFields = (input: typeof BreakerRuleInput.$inferInput | null | undefined) =>
  input && {
    failures: input.failures ?? defaultBreaker.failures,
    waitSecs: input.waitSecs ?? defaultBreaker.waitSecs,
    maxWaitSecs: input.maxWaitSecs ?? defaultBreaker.maxWaitSecs,
  };

const BreakerState = builder.enumType('BreakerState', {
  description:
    'CLOSED: deliveries are attempted. OPEN: they wait until the next probe is due. HALF_OPEN: a probe is under way.',
  values: upperCase(breakerStates),
});

type Shown = Pick<ActionGate, 'actionId'> & Partial<ActionGate>;

export const Breaker = builder.objectRef<Shown>('Breaker').implement({
  description: 'After failures in a row the deliveries of an action wait, and one at a time is let through as a probe.',
  fields: (t) => ({
    actionId: t.exposeID('actionId'),
    state: t.field({ type: BreakerState, resolve: ({ breaker }) => breaker ?? 'closed' }),
    consecutiveFailures: t.int({
      description: 'Failed attempts since the last success that say something of the target.',
      resolve: ({ consecutiveFailures }) => consecutiveFailures ?? 0,
    }),
    failingSince: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the first of them ended.',
      resolve: ({ failingSince }) => failingSince ?? null,
    }),
    openedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when it has not been closed.',
      resolve: ({ openedAt }) => openedAt ?? null,
    }),
    nextProbeAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'From when on the next delivery goes as a probe.',
      resolve: ({ nextProbeAt }) => nextProbeAt ?? null,
    }),
    lastCause: t.string({
      nullable: true,
      description: 'Why the last of them failed, as a code.',
      resolve: ({ lastCause }) => lastCause ?? null,
    }),
    lastError: t.string({
      nullable: true,
      description: 'Why the last of them failed, in words.',
      resolve: ({ lastError }) => lastError ?? null,
    }),
  }),
});

/** One for each action, in order; those without a row are closed. */
export const breakersOf = (actionIds: readonly string[], gates: readonly ActionGate[]): Shown[] =>
  actionIds.map((actionId) => gates.find((gate) => gate.actionId === actionId) ?? { actionId });
