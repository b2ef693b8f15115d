// One attempt: the integration's current action, rendered for the original event, done by its kind. Never throws:
// whatever happens is an outcome, recorded and shown.
import { randomUUID } from 'node:crypto';
import type {
  ActionConfig,
  ActionKind,
  ActionTools,
  Outcome,
  RetryPolicy,
  SentRequest,
} from '../actions/action-kind.ts';
import { maskOutcome } from '../actions/mask-outcome.ts';
import { eventView, type JsonObject } from '../domain/event.ts';
import { type Failure, failure } from '../domain/failure-causes.ts';
import type { TextMasker } from '../domain/mask-text.ts';
import { digestView } from '../domain/quiet-rules.ts';
import { TemplateError } from '../domain/template/template.ts';
import type { Span, Tracing } from '../infra/tracing.ts';
import type { Claim } from './claim-deliveries.ts';
import type { LoadedDigest } from './load-digest.ts';

export interface AttemptResult {
  readonly claim: Claim;
  /** Stands for a result that could not be recorded as it was. */
  readonly isStandIn?: true;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** Secrets are masked. */
  readonly outcome: Outcome;
  readonly retries: RetryPolicy;
  /** False when the integration is gone, or this is a test: then its failure is news to nobody. */
  readonly reportable: boolean;
  /** The trace that it is part of: its own span, or what the event came with. */
  readonly trace: string | undefined;
}

/** A ready-made action of the integration's current version. */
export interface RunnableAction {
  readonly kind: ActionKind;
  readonly config: ActionConfig;
  /** Hides the action's secrets in any text, those of a rendered configuration when it is given. */
  mask(rendered?: ActionConfig): TextMasker;
  /** @throws TemplateError, with the `field` that it is in. */
  render(view: JsonObject): ActionConfig;
}

export interface AttemptTools extends Pick<ActionTools, 'outbound' | 'log' | 'issuer' | 'runTask'> {
  /** The action as it is now; undefined when the integration or the action is gone. */
  readonly findAction: (integrationId: string, actionId: string) => RunnableAction | undefined;
  readonly loadDigest: (id: string, signal: AbortSignal) => Promise<LoadedDigest>;
  /** What an earlier attempt sent; undefined when it is not kept any more. */
  readonly loadRequest: (deliveryId: string, number: number, signal: AbortSignal) => Promise<SentRequest | undefined>;
  readonly tracing: Tracing;
}

const once: RetryPolicy = { maxAttempts: 1 };

export async function attemptDelivery(tools: AttemptTools, claim: Claim, signal: AbortSignal): Promise<AttemptResult> {
  const startedAt = new Date();
  const begun = performance.now();
  const span = startSpan(tools.tracing, claim);
  const { trace } = span;
  const { retries = once, reportable = true, ...outcome } = await findAndPerform({ ...tools, trace }, claim, signal);
  const { response, failure: why } = outcome;
  span.end(why?.cause, response && { 'http.response.status_code': response.status });
  if (outcome.note !== undefined)
    tools.log.warn({ deliveryId: claim.job.deliveryId, integrationId: claim.integrationId }, outcome.note);
  const durationMs = Math.round(performance.now() - begun);
  return { claim, startedAt, durationMs, outcome, retries, reportable: reportable && !claim.test, trace };
}

type TracedTools = AttemptTools & Pick<ActionTools, 'trace'>;

function startSpan(tracing: Tracing, { job, event, actionType, integrationId }: Claim): Span {
  return tracing.start(`attempt ${actionType}`, {
    kind: 'client',
    parent: event.trace ?? undefined,
    link: job.trace,
    ...(tracing.isOn && {
      attributes: {
        'iam.delivery_id': job.deliveryId,
        'iam.integration_id': integrationId,
        'iam.event_id': event.id,
        'iam.event_type': event.type,
        'iam.attempt': job.number,
      },
    }),
  });
}

type Performed = Outcome & Partial<Pick<AttemptResult, 'retries' | 'reportable'>>;

async function findAndPerform(tools: TracedTools, claim: Claim, signal: AbortSignal): Promise<Performed> {
  try {
    // Fails where the stored secrets cannot be opened, as after a change of ENCRYPTION_KEY.
    const action = tools.findAction(claim.integrationId, claim.actionId);
    if (!action) return { failure: failure('integration_deleted', { part: 'this action' }), reportable: false };
    return { ...(await perform(tools, action, claim, signal)), retries: action.kind.retries(action.config) };
  } catch (error) {
    return { failure: surprise(tools, claim, error) };
  }
}

async function perform(
  tools: TracedTools,
  action: RunnableAction,
  claim: Claim,
  signal: AbortSignal,
): Promise<Outcome> {
  const { job, event, integrationId, integrationName } = claim;
  let config: ActionConfig | undefined;
  try {
    const digest = claim.digestId === undefined ? undefined : await tools.loadDigest(claim.digestId, signal);
    const render = () => {
      config = action.render(digest ? digestView(event, digest) : eventView(event));
      return config;
    };
    const delivery = { id: job.deliveryId, attempt: job.number, integrationId, integrationName };
    const { outbound, log, issuer, runTask, trace } = tools;
    const lent = { outbound, log, issuer, runTask, trace };
    const inHand = { ...lent, event, digest, delivery };
    const outcome =
      claim.repeats === undefined
        ? await action.kind.run(render(), inHand, signal)
        : await repeat(tools, claim, { action, render }, inHand, signal);
    return maskOutcome(outcome, action.mask(config));
  } catch (error) {
    const why = error instanceof TemplateError ? templateFailure(error) : surprise(tools, claim, error);
    return maskOutcome({ failure: why }, action.mask(config));
  }
}

/** Sends what an earlier attempt sent. */
async function repeat(
  tools: TracedTools,
  { job, repeats = 0 }: Claim,
  { action, render }: { readonly action: RunnableAction; readonly render: () => ActionConfig },
  inHand: ActionTools,
  signal: AbortSignal,
): Promise<Outcome> {
  const sent = await tools.loadRequest(job.deliveryId, repeats, signal);
  const { kind, config } = action;
  if (!kind.repeat || !sent)
    return { failure: failure('invalid_request', { reason: `attempt ${repeats} has left no request to send again` }) };
  return kind.repeat.run(sent, { config, render }, inHand, signal);
}

function templateFailure(error: TemplateError & { readonly field?: string }): Failure {
  const { line, column, message: reason, field } = error;
  return failure('template', { line, column, reason, ...(field !== undefined && { field }) });
}

/** A fault of ours: the details are for the log, and people are told how to find them there. */
function surprise(tools: AttemptTools, claim: Claim, error: unknown): Failure {
  const reference = randomUUID();
  tools.log.error({ error, reference, deliveryId: claim.job.deliveryId }, 'attempt ended by surprise');
  return failure('internal', { reference });
}
