// The road of a provider's request: found, believed, read, stored, answered. Nothing of it is stored before it has
// proved where it comes from, and the answer never waits for a target.
import type { IdentityEvent } from '../domain/event.ts';
import { unmappedType } from '../domain/event-types.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Log } from '../infra/log.ts';
import type { SourceCounts } from './counts.ts';
import type { KeySets } from './credentials/key-sets.ts';
import { eventsOf } from './make-events.ts';
import {
  type Control,
  type Message,
  Rejection,
  type RejectionReason,
  type SourceAnswer,
  type SourceRequest,
} from './source-kind.ts';
import type { SourceSet } from './source-set.ts';
import type { EventSource } from './stored-source.ts';

export interface ReceiveTools {
  readonly sources: SourceSet;
  readonly counts: SourceCounts;
  readonly keySets: KeySets;
  readonly log: Log;
  readonly now: () => Date;
  /** Commits events, and says of each whether its id was known. */
  readonly store: (events: readonly IdentityEvent[]) => Promise<readonly { readonly duplicate: boolean }[]>;
}

/** Events of one transaction, at most. */
const batch = 500;

const statuses: Partial<Record<RejectionReason, readonly [status: number, title: string]>> = {
  unreadable: [400, 'Bad request'],
  too_large: [413, 'Payload too large'],
  method: [405, 'Method not allowed'],
  disabled: [404, 'Not found'],
  keys_unavailable: [503, 'Service unavailable'],
};

export async function receiveRequest(tools: ReceiveTools, name: string, request: SourceRequest): Promise<SourceAnswer> {
  let source: EventSource | undefined;
  try {
    source = (await tools.sources.current()).get(name);
    if (!source) return problem(404, 'Not found', 'there is no such event source');
    if (!source.enabled) throw new Rejection('disabled', 'there is no such event source');
    return await receive(tools, source, request);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'UNAVAILABLE') return unavailable(error.message);
    if (!(error instanceof Rejection) || !source) throw error;
    return refuse(tools, source, error);
  }
}

/** What is refused before it is read, such as a body that is too large. */
export async function refuseRequest(tools: ReceiveTools, name: string, rejection: Rejection): Promise<SourceAnswer> {
  const source = (await tools.sources.current()).get(name);
  return source?.enabled
    ? refuse(tools, source, rejection)
    : problem(404, 'Not found', 'there is no such event source');
}

async function receive(tools: ReceiveTools, source: EventSource, request: SourceRequest): Promise<SourceAnswer> {
  const { kind, settings, rules } = source;
  const { counts, keySets } = tools;
  const now = tools.now();
  if (request.method === 'GET' && !kind.answersGet) throw new Rejection('method', 'this address knows POST');
  const opened = await kind.open(request, settings, { now, keySets });
  const told = opened.items.map((item) => kind.map(item));
  const messages = told.filter((one): one is Message => !('control' in one));
  const events = messages.flatMap((message) => eventsOf({ source: source.name, rules, now }, message));
  const duplicates = new Set<IdentityEvent>();
  for (let at = 0; at < events.length; at += batch) {
    const part = events.slice(at, at + batch);
    const receipts = await tools.store(part);
    for (const [index, event] of part.entries()) if (receipts[index]?.duplicate) duplicates.add(event);
  }
  for (const event of events) {
    const what = duplicates.has(event) ? 'duplicate' : event.type === unmappedType ? 'unmapped' : 'accepted';
    counts.add(source, what);
  }
  for (const { reason, message } of opened.rejected ?? []) counts.add(source, 'rejected', reason, { message });
  for (const one of told) if ('control' in one) noteControl(tools, source, one);
  if (opened.control !== undefined) noteControl(tools, source, { control: opened.control });
  return opened.answer ?? { status: kind.success };
}

function noteControl({ counts, log }: ReceiveTools, source: EventSource, { control, warning }: Control): void {
  counts.add(source, 'control', control);
  if (warning === undefined) log.info({ source: source.name, control }, 'event source asked for an answer');
  else log.warn({ source: source.name, control }, `event source: ${warning}`);
}

function refuse({ counts }: ReceiveTools, source: EventSource, rejection: Rejection): SourceAnswer {
  const { reason, message } = rejection;
  counts.add(source, 'rejected', reason, { message });
  if (reason === 'keys_unavailable') return unavailable('the keys of the provider cannot be had now');
  const own = source.kind.refuse?.(rejection);
  if (own) return own;
  const [status, title] = statuses[reason] ?? [401, 'Unauthorized'];
  const scheme = source.kind.settings.some(({ name }) => name === 'password') ? 'Basic' : 'Bearer';
  return problem(status, title, message, {
    ...(status === 401 && { 'www-authenticate': `${scheme} realm="iam-integrations"` }),
    ...(status === 405 && { allow: 'POST' }),
  });
}

/** The provider comes back: nothing is lost. */
const unavailable = (detail: string) => problem(503, 'Service unavailable', detail, { 'retry-after': '2' });

function problem(status: number, title: string, detail: string, headers: Record<string, string> = {}): SourceAnswer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8', ...headers },
    body: JSON.stringify({ type: 'about:blank', title, status, detail }),
  };
}
