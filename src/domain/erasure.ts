// Takes a person out of stored values and leaves a marker. The person is known by an id, an email address, or both.
// An address is found in any case and any spelling (JSON, addresses, HTML), as a whole: ann@x.org is not in joann@x.org
// nor in ann@x.org.uk. An id is exact; in texts it is looked for as a whole word, and only when it is long.
import type { IdentityEvent, Json, JsonObject } from './event.ts';
import { createFinder, encodings, type Place } from './secret-spellings.ts';

export interface Subject {
  readonly userId?: string;
  readonly userEmail?: string;
}

export const erased = '[erased]';
/** A shorter id is no word to look for in texts: `5` is in many. */
export const minIdInText = 8;
/** What was found beside the person, such as a name, is looked for in the same event from this length on. */
const minBeside = 3;

export interface Eraser {
  /** The text without the person. */
  text(text: string): string;
  /** The value without the person: whole values, parts of texts, keys, and what stands beside the person's id or email. */
  json<Value extends Json>(value: Value): Value;
  /** A text that may be JSON: then as `json`. */
  body(text: string): string;
  /** The event without the person, or undefined when it has nothing of the person. */
  event(event: ErasableEvent): ErasedEvent | undefined;
  /** Texts in which every stored text that may mention the person is found: `%` stands for anything. */
  readonly patterns: readonly string[];
}

export type ErasableEvent = Pick<IdentityEvent, 'id' | 'actorId' | 'actorEmail' | 'ipAddress' | 'data'>;

export interface ErasedEvent extends ErasableEvent {
  /** Texts that were taken out beside the person's id and email: names, other addresses. */
  readonly beside: readonly string[];
}

/** @param beside further texts of the person, looked for as whole words. */
export function createEraser(subject: Subject, beside: readonly string[] = []): Eraser {
  const { userId } = subject;
  const email = subject.userEmail?.trim().toLowerCase();
  const isLong = userId !== undefined && userId.length >= minIdInText;
  const needles = [
    ...(email === undefined ? [] : [needle(subject.userEmail?.trim() ?? '', emailGlue)]),
    ...(isLong ? [needle(userId, isUuid(userId) ? '' : '_-')] : []),
    ...beside.filter((text) => text.length >= minBeside && text !== erased).map((text) => needle(text, '')),
  ];
  const text: Eraser['text'] = (given) => needles.reduce((rest, take) => take(rest), given);

  const isPerson = (key: string, value: Json): boolean => {
    if (typeof value === 'number') return userId !== undefined && String(value) === userId && isIdKey(key);
    if (typeof value !== 'string') return false;
    if (email !== undefined && value.trim().toLowerCase() === email) return true;
    return userId !== undefined && value === userId && (isLong || isIdKey(key));
  };

  /** @param key under which the value stands; list items have their list's. */
  const take = (value: Json, key: string, found: string[], isActor = false): Json => {
    if (isPerson(key, value)) return erased;
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map((item) => take(item, key, found));
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.entries(value as JsonObject);
    const prefixes = new Set(
      fields.flatMap(([name, item]) => {
        const parts = partsOf(name);
        return parts && identities.has(parts.suffix) && isPerson(name, item) ? [parts.prefix] : [];
      }),
    );
    if (isActor) prefixes.add('actor_');
    return Object.fromEntries(
      fields.map(([name, item]) => {
        const isTheirs =
          item !== null && typeof item !== 'boolean' && prefixes.size > 0 && standsBeside(name, prefixes);
        if (isTheirs) found.push(...textsOf(item));
        return [text(name), isTheirs ? erased : take(item, name, found)];
      }),
    );
  };

  const event: Eraser['event'] = (given) => {
    const found: string[] = [...beside];
    const isActor =
      (given.actorId !== null && isPerson('actor_id', given.actorId)) ||
      (given.actorEmail !== null && isPerson('actor_email', given.actorEmail));
    if (isActor) found.push(...textsOf(given.actorId), ...textsOf(given.actorEmail), ...textsOf(given.ipAddress));
    const own = (value: string | null) => (value === null ? null : isActor ? erased : text(value));
    const data = take(given.data, '', found, isActor) as JsonObject;
    const first = {
      id: text(given.id),
      actorId: own(given.actorId),
      actorEmail: own(given.actorEmail),
      ipAddress: own(given.ipAddress),
      data,
    };
    if (JSON.stringify(first) === JSON.stringify({ id: given.id, ...pick(given) })) return undefined;
    // What stood beside the person in one place may stand alone in another; and in an event of the person's, the email
    // is theirs also where more is joined to it, as in `login-ann@example.com-1`.
    const known = [email, userId].filter((one) => one !== undefined && !/^\d*$/.test(one)) as string[];
    const others = [...new Set([...found, ...known])].filter((one) => one !== erased);
    const isNew = others.some((one) => !beside.includes(one));
    const again = isNew ? createEraser(subject, others).event(first) : undefined;
    return again ?? { ...first, beside: others };
  };

  const json = <Value extends Json>(value: Value) => take(value, '', []) as Value;

  const body: Eraser['body'] = (given) => {
    const value = /^\s*[[{]/.test(given) ? parsed(given) : undefined;
    if (value === undefined) return text(given);
    const rest = JSON.stringify(json(value));
    return rest === JSON.stringify(value) ? text(given) : rest;
  };

  return {
    text,
    json,
    body,
    event,
    patterns: [
      ...(subject.userEmail === undefined ? [] : [subject.userEmail.trim(), email ?? '']),
      ...(isLong ? [userId] : []),
      ...beside,
    ].flatMap(patternsOf),
  };
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

const pick = ({ actorId, actorEmail, ipAddress, data }: ErasableEvent) => ({ actorId, actorEmail, ipAddress, data });

const textsOf = (value: Json): string[] =>
  typeof value === 'string' && value.length >= minBeside
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsOf)
      : [];

/** Which a person is known by, behind a prefix such as `user_` or none. */
const identities = new Set(
  'id uid uuid sub subject email mail email_address username login upn user_principal_name preferred_username'.split(
    ' ',
  ),
);
/** What is personal beside those, behind the same prefix. */
const personal = new Set(
  'name display_name first_name last_name given_name family_name middle_name full_name nickname phone phone_number mobile picture avatar photo address birthdate date_of_birth profile attributes'.split(
    ' ',
  ),
);
/** Where somebody was, in an object that names the person under any prefix. */
const whereabouts = new Set(
  'ip ip_address client_ip remote_ip source_ip user_agent location geo geolocation device device_id session_id'.split(
    ' ',
  ),
);

const snake = (name: string) =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/[-.\s]/g, '_')
    .toLowerCase();

/** `user_email` is `user_` and `email`; `email` is no prefix and `email`. */
function partsOf(name: string): { prefix: string; suffix: string } | undefined {
  const words = snake(name).split('_');
  for (let at = 0; at < words.length; at += 1) {
    const suffix = words.slice(at).join('_');
    if (identities.has(suffix) || personal.has(suffix))
      return { prefix: at === 0 ? '' : `${words.slice(0, at).join('_')}_`, suffix };
  }
  return undefined;
}

function standsBeside(name: string, prefixes: ReadonlySet<string>): boolean {
  if (whereabouts.has(snake(name))) return true;
  const parts = partsOf(name);
  return parts !== undefined && prefixes.has(parts.prefix);
}

/** A field that holds ids: a short id counts only there. */
const isIdKey = (key: string) =>
  /(^|_)(id|ids|uid|uuid|sub|subject|user|users|username|login|actor|member|members|owner)$/.test(snake(key));

/** What an address may have before it and still be another one. */
const emailGlue = '._+-';

/**
 * Takes a value out of texts in its spellings, unless a letter or digit, or a character of `glue`, is joined to it. Base64
 * is found where it stands by itself.
 */
function needle(value: string, glue: string): (text: string) => string {
  const plain = createFinder(value.toLowerCase());
  const codes = [value, value.toLowerCase()]
    .flatMap((one) => encodings(one).slice(1))
    .filter((one) => one.length >= minIdInText)
    .map((one) => new RegExp(`${RegExp.escape(one)}={0,2}`, 'g'));
  const joined = `[\\p{L}\\p{N}${glue.replace('-', '\\-')}]`;
  const before = new RegExp(`${joined}$`, 'u');
  const after = glue === emailGlue ? /^(?:[\p{L}\p{N}_-]|\.[\p{L}\p{N}])/u : new RegExp(`^${joined}`, 'u');
  const isWhole = (text: string, [from, to]: Place) => {
    const head = text.slice(Math.max(0, from - 8), from);
    // What looks like a letter may be the end of an escape: %3D, \n, \u003d.
    const isApart = /(?:%[\da-f]{2}|\\[nrtbf]|\\u[\da-f]{4})$/i.test(head) || !before.test(head);
    return isApart && !after.test(text.slice(to, to + 4));
  };
  return (text) => {
    const folded = text.toLowerCase();
    // A few letters change their length with their case: there the text is searched as it is.
    const places = plain(folded.length === text.length ? folded : text, false).filter((place) => isWhole(text, place));
    let rest = '';
    let at = 0;
    for (const [from, to] of places.toSorted((a, b) => a[0] - b[0])) {
      if (from < at) continue;
      rest += text.slice(at, from) + erased;
      at = to;
    }
    rest += text.slice(at);
    return codes.reduce((one, code) => one.replace(code, erased), rest);
  };
}

const isUuid = (text: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);

/** For ILIKE: whatever can be spelled in several ways is left open. */
const patternsOf = (value: string): string[] => [
  `%${value.replaceAll(/[^A-Za-z0-9.-]+/g, '%')}%`,
  ...encodings(value)
    .slice(1)
    .filter((one) => one.length >= minIdInText)
    .map((code) => `%${code.replaceAll(/[^A-Za-z0-9]+/g, '%')}%`),
];
