// Trying an integration out: what it would send, one real delivery marked as a test, or, for a draft, one real attempt
// that is kept nowhere.
import { v7 as uuid } from 'uuid';
import type { ActionTools, Outcome } from '../actions/action-kind.ts';
import { maskOutcome } from '../actions/mask-outcome.ts';
import type { IdentityEvent } from '../domain/event.ts';
import { recordChange } from '../infra/audit.ts';
import type { Database, Tx } from '../infra/database.ts';
import { type AddDeliveries, type ExplainedIntegration, viewFor } from './explained-integration.ts';
import { type RenderTools, renderActions } from './render-actions.ts';

/** How one action went. */
export interface TriedAction extends Pick<Outcome, 'request' | 'response'> {
  readonly id: string;
  readonly type: string;
  readonly durationMs: number;
  /** Why it failed; undefined for a success. */
  readonly error?: string | undefined;
}

/** The whole of a draft's test, in milliseconds. */
const draftLimitMs = 60_000;

export interface SendTools {
  readonly database: Database;
  readonly storeTestEvent: (tx: Tx, event: IdentityEvent) => Promise<void>;
  readonly addDeliveries: AddDeliveries;
}

/**
 * One delivery of each action, in one transaction.
 * @param isStored the event is one that was received; else it is kept as an event made for a test.
 * @returns the deliveries' ids.
 */
export const sendTest = (
  tools: SendTools,
  integration: ExplainedIntegration,
  event: IdentityEvent,
  isStored: boolean,
): Promise<readonly string[]> =>
  tools.database.transaction(async (tx) => {
    // A sample has one id for all: under one of its own, each test is told from the others.
    const uid = uuid();
    const tried = isStored ? event : { ...event, uid, id: uid };
    if (!isStored) await tools.storeTestEvent(tx, tried);
    await recordTest(tx, integration);
    return tools.addDeliveries(tx, [{ event: tried, integration }], { test: true });
  });

/** A test sends something: who asked for it is kept also where nothing else is. */
export const recordTest = (tx: Tx, { id, name, actions }: ExplainedIntegration): Promise<void> =>
  recordChange(tx, {
    action: 'testIntegration',
    object: { type: 'Integration', id, name },
    differences: [{ path: 'tested', before: null, after: actions.map(({ type }) => type) }],
  });

export type TryTools = Pick<ActionTools, 'outbound' | 'log' | 'issuer'> & RenderTools;

/** Does each action of a draft once. A task is not run for what is not saved. */
export const tryDraft = (
  tools: TryTools,
  integration: ExplainedIntegration,
  event: IdentityEvent,
): Promise<TriedAction[]> => {
  const signal = AbortSignal.timeout(draftLimitMs);
  const sending = { outbound: tools.outbound, log: tools.log, issuer: tools.issuer };
  return Promise.all(
    integration.actions.map(async (action): Promise<TriedAction> => {
      const { id, type } = action;
      const begun = performance.now();
      const done = (outcome: Omit<TriedAction, 'id' | 'type' | 'durationMs'>) => {
        const isLate = signal.aborted && outcome.error === undefined && !outcome.response;
        const error = isLate ? `it took longer than ${draftLimitMs / 1_000} s` : outcome.error;
        return { id, type, durationMs: Math.round(performance.now() - begun), ...outcome, error };
      };
      // What would fail before anything is sent is told as in a dry run.
      const [dry] = await renderActions(tools, { ...integration, actions: [action] }, event);
      if (dry?.taskId !== undefined) return done({ error: 'a task is not run for a draft: save it first' });
      if (dry?.error !== undefined) return done({ error: dry.error });
      const { kind, render, mask } = tools.prepare(action);
      const config = render(viewFor(integration, event));
      const delivery = { id: uuid(), attempt: 1, integrationId: integration.id, integrationName: integration.name };
      const outcome = await kind.run(config, { ...sending, event, delivery }, signal);
      const { request, response, failure } = maskOutcome(outcome, mask(config));
      return done({ request, response, error: failure?.message });
    }),
  );
};
