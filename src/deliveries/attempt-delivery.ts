// One attempt: the integration's current action, rendered for the original event, done by its kind. Never throws:
// whatever happens is an outcome, recorded and shown.
import { randomUUID } from 'node:crypto';
import type { ActionConfig, ActionKind, ActionTools, Outcome, RetryPolicy } from '../actions/action-kind.ts';
import { eventView, type JsonObject } from '../domain/event.ts';
import { failure } from '../domain/failure-causes.ts';
import type { TextMasker } from '../domain/mask-text.ts';
import { looksLikeCredential } from '../domain/secret-names.ts';
import { TemplateError } from '../domain/template/template.ts';
import type { Claim } from './claim-deliveries.ts';

export interface AttemptResult {
  readonly claim: Claim;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** Secrets are masked. */
  readonly outcome: Outcome;
  readonly retries: RetryPolicy;
  /** False when the integration is gone: then its failure is news to nobody. */
  readonly reportable: boolean;
}

/** A ready-made action of the integration's current version. */
export interface RunnableAction {
  readonly kind: ActionKind;
  readonly config: ActionConfig;
  /** Hides the action's secrets in any text. */
  readonly mask: TextMasker;
  render(view: JsonObject): ActionConfig;
}

export interface AttemptTools extends Pick<ActionTools, 'outbound' | 'log'> {
  /** The action as it is now; undefined when the integration or the action is gone. */
  readonly findAction: (integrationId: string, actionId: string) => RunnableAction | undefined;
}

const once: RetryPolicy = { maxAttempts: 1 };

export async function attemptDelivery(tools: AttemptTools, claim: Claim, signal: AbortSignal): Promise<AttemptResult> {
  const startedAt = new Date();
  const begun = performance.now();
  const action = tools.findAction(claim.integrationId, claim.actionId);
  const outcome = action ? await perform(tools, action, claim, signal) : { failure: failure('integration_deleted') };
  return {
    claim,
    startedAt,
    durationMs: Math.round(performance.now() - begun),
    outcome: action ? masked(outcome, action.mask) : outcome,
    retries: action ? action.kind.retries(action.config) : once,
    reportable: action !== undefined,
  };
}

async function perform(
  tools: AttemptTools,
  action: RunnableAction,
  claim: Claim,
  signal: AbortSignal,
): Promise<Outcome> {
  const { job, event, integrationId, integrationName } = claim;
  try {
    const config = action.render(eventView(event));
    const delivery = { id: job.deliveryId, attempt: job.number, integrationId, integrationName };
    return await action.kind.run(config, { outbound: tools.outbound, log: tools.log, event, delivery }, signal);
  } catch (error) {
    if (error instanceof TemplateError)
      return { failure: failure('template', { line: error.line, column: error.column, reason: error.message }) };
    const reference = randomUUID();
    tools.log.error({ error, reference, deliveryId: job.deliveryId }, 'attempt ended by surprise');
    return { failure: failure('internal', { reference }) };
  }
}

function masked(outcome: Outcome, mask: TextMasker): Outcome {
  const { request, response, failure: why } = outcome;
  return {
    ...outcome,
    failure: why && { ...why, message: mask(why.message) },
    request: request && {
      method: request.method,
      url: mask(request.url),
      headers: maskHeaders(request.headers, mask),
      body: mask(request.body),
    },
    response: response && {
      ...response,
      headers: maskHeaders(response.headers, mask),
      body: mask(response.body),
    },
  };
}

const maskHeaders = (headers: Readonly<Record<string, string>>, mask: TextMasker) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, looksLikeCredential(name) ? '********' : mask(value)]),
  );
