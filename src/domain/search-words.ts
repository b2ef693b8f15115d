// The words of an event by which it is found, and a searched text in the same words. A word is a run of letters, digits,
// `-` and `_`; a dot between digits belongs to it, so that addresses and numbers stay whole.
import type { IdentityEvent, Json } from './event.ts';

/** Characters of one event's text that can be found, at most; its actor and subject come first. */
const maxText = 8_192;
const maxWord = 64;
const word = /[\p{L}\p{N}\p{M}](?:[\p{L}\p{N}\p{M}_-]|(?<=\p{N})\.(?=\p{N}))*/gu;

type Searched = Pick<IdentityEvent, 'actorId' | 'actorEmail' | 'ipAddress' | 'data' | 'originalType'>;

/** Each word once, in lower case: of the actor, the address, the provider's type, and all of the payload. */
export function searchWords({ actorId, actorEmail, ipAddress, originalType, data }: Searched): readonly string[] {
  const texts = [actorId ?? '', actorEmail ?? '', ipAddress ?? '', originalType ?? ''];
  const room = { left: maxText };
  for (const first of [data.user_id, data.user_email, data.user, data]) collect(first, texts, room);
  return wordsOf(texts.join(' '));
}

/** The words of a text that somebody searches. The last one may be the beginning of a word. */
export const wordsOf = (text: string): readonly string[] => [
  ...new Set(text.slice(0, maxText).toLowerCase().match(word)?.map(shortened)),
];

const shortened = (one: string) => (one.length > maxWord ? [...one].slice(0, maxWord / 2).join('') : one);

function collect(value: Json | undefined, texts: string[], room: { left: number }): void {
  if (value === undefined || value === null || typeof value === 'boolean' || room.left <= 0) return;
  if (typeof value === 'object') {
    for (const key of Object.keys(value)) collect((value as Record<string, Json>)[key], texts, room);
    return;
  }
  const text = String(value);
  room.left -= text.length;
  texts.push(text);
}
