// What an integration's actions would do for an event: they are run as for a delivery, but what leaves them is kept
// instead of sent. Secrets are masked as in the history.
import type { ActionTools, EventIssuer, Outcome, SentRequest } from '../actions/action-kind.ts';
import { maskOutcome } from '../actions/mask-outcome.ts';
import type { IdentityEvent } from '../domain/event.ts';
import { TemplateError } from '../domain/template/template.ts';
import { createLog } from '../infra/log.ts';
import type { Outbound } from '../infra/outbound/send-request.ts';
import {
  type ExplainedAction,
  type ExplainedIntegration,
  type PrepareAction,
  viewFor,
} from './explained-integration.ts';

export interface RenderedAction {
  readonly id: string;
  readonly type: string;
  /** The request that it would send. */
  readonly request?: SentRequest | undefined;
  /** The entry that it would write to the server log. */
  readonly logEntry?: { readonly level: string; readonly message: string } | undefined;
  /** The task that it would run. */
  readonly taskId?: string | undefined;
  /** Why it would fail before anything is sent. */
  readonly error?: string | undefined;
}

export interface RenderTools {
  readonly prepare: PrepareAction;
  readonly issuer: EventIssuer;
}

/** Stands where a request carries the id of its delivery, which there is none of. */
const noDelivery = '00000000-0000-0000-0000-000000000000';

export const renderActions = (
  tools: RenderTools,
  integration: Pick<ExplainedIntegration, 'id' | 'name' | 'actions' | 'digest'>,
  event: IdentityEvent,
): Promise<RenderedAction[]> =>
  Promise.all(integration.actions.map((action) => renderAction(tools, action, integration, event)));

async function renderAction(
  { prepare, issuer }: RenderTools,
  action: ExplainedAction,
  integration: Pick<ExplainedIntegration, 'id' | 'name' | 'digest'>,
  event: IdentityEvent,
): Promise<RenderedAction> {
  const { id, type } = action;
  const kept: { logLine?: string; taskId?: string } = {};
  const tools: ActionTools = {
    outbound: keepingOutbound,
    issuer: { url: issuer.url, sign: unsigned },
    log: createLog('trace', (line) => {
      kept.logLine = line;
    }),
    runTask: async ({ taskId }) => {
      kept.taskId = taskId;
      return {};
    },
    event,
    delivery: { id: noDelivery, attempt: 1, integrationId: integration.id, integrationName: integration.name },
  };
  try {
    const { kind, render, mask } = prepare(action);
    const config = render(viewFor(integration, event));
    const outcome: Outcome = await kind.run(config, tools, AbortSignal.timeout(10_000));
    const { request, failure } = maskOutcome(outcome, mask(config));
    return {
      id,
      type,
      request,
      logEntry: entryOf(kept.logLine, mask(config)),
      taskId: kept.taskId,
      error: failure?.message,
    };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { line, column, message, field } = error as TemplateError & { readonly field?: string };
    const where = `line ${line}, column ${column}`;
    return { id, type, error: `the template${field === undefined ? '' : ` of ${field}`} fails: ${where}: ${message}` };
  }
}

/** A token as it would be, but for its signature: nobody may take what is only shown for a token of ours. */
const unsigned: EventIssuer['sign'] = async (claims) => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ typ: 'secevent+jwt', alg: 'none' })}.${part(claims)}.`;
};

/** Takes every request for sent. */
const keepingOutbound: Outbound = {
  send: async () => ({ ok: true, durationMs: 0, response: { status: 200, headers: {}, body: 'ok', truncated: false } }),
  close: async () => {},
};

function entryOf(line: string | undefined, mask: (text: string) => string) {
  if (line === undefined) return undefined;
  const { level, msg } = JSON.parse(line) as { level: string; msg: string };
  return { level, message: mask(msg) };
}
