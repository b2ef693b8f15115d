// Events of a provider's messages. A provider is never told that a value is too long or too deep: it is cut instead.

import { type IdentityEvent, type JsonObject, readEvent } from '../domain/event.ts';
import { unmappedType } from '../domain/event-types.ts';
import { newId } from '../infra/new-id.ts';
import { applyRules, type OwnRule } from './own-rules.ts';
import { hashOf } from './read-documents.ts';
import { given } from './read-values.ts';
import { redact } from './redact.ts';
import type { Fact, Message } from './source-kind.ts';

export interface EventMaker {
  /** The source's name: ids are told apart by it. */
  readonly source: string;
  readonly rules: readonly OwnRule[];
  readonly now: Date;
}

const maxIdLength = 256;
const maxText = 1_024;
/** Characters kept of a document that is too large or too deep; each takes at most six bytes. */
const maxKept = 40_000;

/** The events of one message: one for each fact, or the one that keeps what has no counterpart. */
export function eventsOf(maker: EventMaker, read: Message): readonly IdentityEvent[] {
  const payload = redact(read.payload);
  const message = maker.rules.length > 0 ? applyRules(maker.rules, read, payload, maker.now) : read;
  if (message.facts.length === 0)
    return [eventOf(maker, message, { type: unmappedType, key: message.key, actor: message.actor, data: payload })];
  return message.facts.map((fact) => {
    // Nobody proved who they are.
    const actor = fact.type === 'login.failed' || fact.actor === null ? undefined : (fact.actor ?? message.actor);
    return eventOf(maker, message, {
      type: fact.type,
      key: keyOf(message, fact),
      actor,
      data: given(fact.data) as JsonObject,
    });
  });
}

const keyOf = (message: Message, { key, part }: Fact) =>
  key ?? (part === undefined ? message.key : `${message.key}:${part}`);

interface Parts {
  readonly type: string;
  readonly key: string;
  readonly actor: Message['actor'];
  readonly data: JsonObject;
}

function eventOf(
  { source, now }: EventMaker,
  { type: originalType, at, ipAddress }: Message,
  parts: Parts,
): IdentityEvent {
  const id = `${source}:${parts.key}`;
  const input = {
    id: id.length > maxIdLength ? `${source}:sha256:${hashOf(id)}` : id,
    type: parts.type,
    actorId: cut(parts.actor?.id),
    actorEmail: cut(parts.actor?.email),
    ipAddress: cut(ipAddress),
    firedAt: at ?? now,
  };
  const rules = { isKnownType: () => true, newUid: newId, now: () => now, depth: 0 };
  const whole = readEvent({ ...input, data: parts.data }, rules);
  const read = 'event' in whole ? whole : readEvent({ ...input, data: shortened(parts.data) }, rules);
  if (!('event' in read)) throw new Error(`an event of a source cannot be kept: ${read.problems[0]?.message}`);
  return { ...read.event, source, ...(originalType !== null && { originalType: cut(originalType) }) };
}

const cut = <Text extends string | undefined>(text: Text) => text?.slice(0, maxText) as Text;

const shortened = (data: JsonObject) => ({ truncated: true, text: textOf(data).slice(0, maxKept) });

function textOf(data: JsonObject): string {
  try {
    return JSON.stringify(data);
  } catch {
    return '';
  }
}
