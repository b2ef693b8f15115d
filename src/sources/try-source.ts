// What would become of a provider's document: signed with the source's own key material, checked and mapped as a real
// request is, and nothing stored. Where only the provider can sign, a key made for the trial stands in for its own.
import { randomUUID } from 'node:crypto';
import type { IdentityEvent, JsonObject } from '../domain/event.ts';
import { Refusal, refuseIfAny } from '../domain/refusal.ts';
import type { Database } from '../infra/database.ts';
import { createKeySets } from './credentials/key-sets.ts';
import { eventsOf } from './make-events.ts';
import { isObject } from './read-values.ts';
import { Rejection, type RejectionReason, type SignedRequest } from './source-kind.ts';
import { type EventSource, openSource, type SourceRow, type SourceVault } from './stored-source.ts';
import { makeTrialKeys, needsKeys } from './trial-keys.ts';

export interface Trial {
  readonly document: JsonObject;
  /** Undefined when it was accepted. */
  readonly rejection: { readonly reason: RejectionReason; readonly message: string } | undefined;
  /** What it would have been answered. */
  readonly status: number;
  readonly events: readonly IdentityEvent[];
  /** The message of a handshake and the like. */
  readonly control: readonly string[];
}

/**
 * @param document as the provider sends it; undefined: the kind's own samples.
 * @throws Refusal NOT_FOUND; BAD_USER_INPUT when the document is no object.
 */
export async function trySource(
  { database, vault }: { database: Database; vault: SourceVault },
  id: string,
  document: unknown,
  now: Date,
): Promise<readonly Trial[]> {
  const [row] = await database.query<SourceRow>('SELECT * FROM event_sources WHERE id = $1', [id]);
  const source = row && openSource(vault, row);
  if (!source) throw new Refusal('NOT_FOUND', 'no such source');
  if (document !== undefined && document !== null && !isObject(document))
    refuseIfAny([{ path: 'document', message: 'must be an object' }]);
  const run = randomUUID();
  const documents = isObject(document) ? [document] : source.kind.samples(now, run);
  const keys = needsKeys(source.kind, source.settings) ? await makeTrialKeys(run) : undefined;
  const settings = keys ? { ...source.settings, jwks: keys.jwks } : source.settings;
  const trials: Trial[] = [];
  for (const one of documents) {
    const signer = { settings, at: now, id: randomUUID(), privateKey: keys?.privateKey };
    const request = await source.kind.sign(one, signer);
    trials.push({ document: one, ...(await judge({ ...source, settings }, request, now)) });
  }
  return trials;
}

async function judge({ kind, settings, name, rules }: EventSource, request: SignedRequest, now: Date) {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key.toLowerCase(), value]));
  const { method, query = '', body } = request;
  const received = { method, headers, query: new URLSearchParams(query), body: Buffer.from(body) };
  try {
    const { items } = await kind.open(received, settings, { now, keySets: createKeySets(noOutbound) });
    const told = items.map((item) => kind.map(item));
    const events = told.flatMap((one) => ('control' in one ? [] : eventsOf({ source: name, rules, now }, one)));
    const control = told.flatMap((one) => ('control' in one ? [one.control] : []));
    return { rejection: undefined, status: kind.success, events, control };
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    const { reason, message } = error;
    const status = kind.refuse?.(error)?.status ?? (reason === 'unreadable' ? 400 : 401);
    return { rejection: { reason, message }, status, events: [], control: [] };
  }
}

/** A trial has its keys with it. */
const noOutbound = {
  send: async () => {
    throw new Error('a trial fetches nothing');
  },
};
