// An identity event, and the view of it that conditions and templates see. All name aliases live here; nothing here
// knows where an event came from or what becomes of it.
import { createHash } from 'node:crypto';
import type { Problem } from './refusal.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export interface IdentityEvent {
  /** Ours: a UUIDv7, ordered by the time of receipt. */
  readonly uid: string;
  /** The sender's id, or the uid when the sender gave none. */
  readonly id: string;
  readonly type: string;
  readonly actorId: string | null;
  readonly actorEmail: string | null;
  readonly ipAddress: string | null;
  readonly firedAt: Date;
  readonly data: JsonObject;
  /** How many events of this service's own making lead to this one: 0 for an event from outside. */
  readonly depth: number;
  /** The event and the delivery that this one tells of; null for an event from outside. */
  readonly causedBy: { readonly eventUid: string; readonly deliveryId: string } | null;
  /** The name of the event source that received it; absent for an event that a client published. */
  readonly source?: string | null;
  /** The provider's own name for it, when it came through a source and had one. */
  readonly originalType?: string | null;
  /** The trace that it is part of: see trace-context.ts. */
  readonly trace?: string | null | undefined;
}

/** An event as a client sends it; all but the type may be left out. */
export interface EventInput {
  readonly id?: string | null | undefined;
  /** A URI reference, as in CloudEvents: the id is then one of this source. Default: ids are of one sender. */
  readonly source?: string | null | undefined;
  readonly type: string;
  readonly actorId?: string | null | undefined;
  readonly actorEmail?: string | null | undefined;
  readonly ipAddress?: string | null | undefined;
  readonly firedAt?: Date | null | undefined;
  readonly data?: unknown;
}

/** UTF-8 bytes of one event's `data` as JSON, at most. */
export const maxDataBytes = 256 * 1024;
const maxDepth = 100;
const maxTextLength = 1_024;
const maxIdLength = 256;

export interface EventRules {
  readonly isKnownType: (type: string) => boolean;
  readonly newUid: () => string;
  readonly now: () => Date;
  /** What the sender says led here, when the sender is this service itself. Usually 0. */
  readonly depth: number;
  /** What this service calls itself as a source: its own event that comes back is the same event. Default: nothing. */
  readonly ownSource?: string | undefined;
  /** The trace that its request is part of. Default: none. */
  readonly trace?: string | undefined;
}

/**
 * Makes an event of what a client sent, or says what is wrong with it. Characters that PostgreSQL cannot store (NUL,
 * lone surrogates) become U+FFFD: refusing them would let a crafted user name hide a failed login.
 * @returns tooLarge when the data exceeds 256 KiB.
 */
export function readEvent(
  input: EventInput,
  rules: EventRules,
): { event: IdentityEvent } | { problems: readonly Problem[]; tooLarge: boolean } {
  const problems: Problem[] = [];
  const complain = (path: string, message: string) => problems.push({ path, message });
  if (!rules.isKnownType(input.type)) complain('type', `unknown event type ${quote(input.type)}`);
  const texts = { actorId: input.actorId, actorEmail: input.actorEmail, ipAddress: input.ipAddress };
  for (const [name, text] of Object.entries(texts))
    if ((text ?? '').length > maxTextLength) complain(name, `longer than ${maxTextLength} characters`);
  const id = input.id ?? undefined;
  if (id !== undefined && (id === '' || id.length > maxIdLength))
    complain('id', `must have 1 to ${maxIdLength} characters`);
  const source = input.source ?? undefined;
  if (source !== undefined && (source.length > maxTextLength || !/^[^\s\p{Cc}]+$/u.test(source)))
    complain('source', 'must be a URI reference, such as https://idp.example.com');

  const data = input.data ?? {};
  let stored: JsonObject = {};
  if (typeof data !== 'object' || Array.isArray(data)) complain('data', 'must be an object');
  else {
    try {
      stored = storable(data, 0) as JsonObject;
    } catch (error) {
      complain('data', (error as RangeError).message);
    }
  }
  const tooLarge = problems.length === 0 && Buffer.byteLength(JSON.stringify(stored)) > maxDataBytes;
  if (tooLarge) complain('data', `larger than ${maxDataBytes / 1024} KiB`);
  if (problems.length > 0) return { problems, tooLarge };

  const uid = rules.newUid();
  return {
    event: {
      uid,
      id:
        id === undefined ? uid : cleanText(source === undefined || source === rules.ownSource ? id : idOf(source, id)),
      type: input.type,
      actorId: cleanText(input.actorId ?? null),
      actorEmail: cleanText(input.actorEmail ?? null),
      ipAddress: cleanText(input.ipAddress ?? null),
      firedAt: input.firedAt ?? rules.now(),
      data: stored,
      depth: rules.depth,
      causedBy: null,
      ...(rules.trace !== undefined && { trace: rules.trace }),
    },
  };
}

/** One text for source and id together; a source has no spaces, so that no two pairs give the same. */
function idOf(source: string, id: string): string {
  const both = `${source} ${id}`;
  return both.length <= maxIdLength ? both : `sha256-${createHash('sha256').update(both).digest('base64url')}`;
}

/** A copy with own keys only, every text storable; throws a RangeError where it cannot be. */
function storable(value: unknown, depth: number): Json {
  if (depth > maxDepth) throw new RangeError(`nested deeper than ${maxDepth} levels`);
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError('has a number that is too large');
    return value;
  }
  if (Array.isArray(value)) return value.map((item) => storable(item, depth + 1));
  if (typeof value === 'object' && value !== null) {
    const copy: Record<string, Json> = Object.create(null);
    for (const [key, item] of Object.entries(value)) copy[cleanText(key)] = storable(item, depth + 1);
    return copy;
  }
  return typeof value === 'boolean' ? value : null;
}

function cleanText<T extends string | null>(text: T): T {
  if (text === null) return text;
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return (wellFormed.includes('\0') ? wellFormed.replaceAll('\0', '\ufffd') : wellFormed) as T;
}

const quote = (text: string) => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);

/**
 * What a template sees as its root: the envelope under Go's names, `Data`, and every payload field at the root too, as
 * the specification's failure examples use it. Envelope names win over payload fields of the same name; an absent
 * envelope value is empty.
 */
export function eventView(event: IdentityEvent): JsonObject {
  const view: Record<string, Json> = Object.create(null);
  for (const key of Object.keys(event.data)) view[key] = event.data[key] ?? null;
  view.EventType = event.type;
  view.EventID = event.id;
  view.ActorID = event.actorId ?? '';
  view.ActorEmail = event.actorEmail ?? '';
  view.IPAddress = event.ipAddress ?? '';
  view.FiredAt = event.firedAt.toISOString();
  view.Source = event.source ?? '';
  view.Data = event.data;
  return view;
}

/** The names of the envelope at a template's root. */
export const envelopeNames: ReadonlySet<string> = new Set([
  'EventType',
  'EventID',
  'ActorID',
  'ActorEmail',
  'IPAddress',
  'FiredAt',
  'Source',
  'Data',
]);

/** What a condition's field may name beside the payload. */
export const envelope: Record<string, (event: IdentityEvent) => Json> = {
  EventType: (event) => event.type,
  event_type: (event) => event.type,
  EventID: (event) => event.id,
  event_id: (event) => event.id,
  ActorID: (event) => event.actorId,
  actor_id: (event) => event.actorId,
  ActorEmail: (event) => event.actorEmail,
  actor_email: (event) => event.actorEmail,
  IPAddress: (event) => event.ipAddress,
  ip_address: (event) => event.ipAddress,
  FiredAt: (event) => event.firedAt.toISOString(),
  fired_at: (event) => event.firedAt.toISOString(),
  Source: (event) => event.source ?? null,
  source: (event) => event.source ?? null,
};

/**
 * The value that a condition's field names, or undefined when the event has none. Tried in this order: the exact key
 * in the payload, the dotted path, the same below `Data.`, the envelope in either spelling, and the other spelling of
 * `user.email` / `user_email`.
 */
export function lookUpField(event: IdentityEvent, field: string): Json | undefined {
  const { data } = event;
  const direct = ownOrDotted(data, field);
  if (direct !== undefined) return direct;
  if (field.startsWith('Data.')) return lookUpPayload(data, field.slice('Data.'.length));
  const read = Object.hasOwn(envelope, field) ? envelope[field] : undefined;
  return read ? read(event) : lookUpPayload(data, field);
}

function lookUpPayload(data: JsonObject, field: string): Json | undefined {
  const direct = ownOrDotted(data, field);
  if (direct !== undefined) return direct;
  if (field.includes('.')) return own(data, field.replaceAll('.', '_'));
  return field.includes('_') ? dotted(data, field.replace('_', '.')) : undefined;
}

/** A key that is there with null ends the search: null is what the payload says. */
function ownOrDotted(data: JsonObject, field: string): Json | undefined {
  const direct = own(data, field);
  return direct === undefined ? dotted(data, field) : direct;
}

export function dotted(data: JsonObject, field: string): Json | undefined {
  if (!field.includes('.')) return undefined;
  let at: Json | undefined = data;
  for (const part of field.split('.')) at = own(at, part);
  return at;
}

export function own(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  // Enumerable: a list has its items, not its length.
  return Object.prototype.propertyIsEnumerable.call(value, key) ? (value as Record<string, Json>)[key] : undefined;
}
