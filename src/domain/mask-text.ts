// Masks secrets wherever they turn up in a text: as they are, and in the spellings they take on the way.

const hidden = '********';
/** Shorter values would mask half of an innocent text. */
const minLength = 4;

export type TextMasker = (text: string) => string;

/** @param secrets the values that must not be shown, with `user:password` pairs given whole as well. */
export function createTextMasker(secrets: readonly string[]): TextMasker {
  const spellings = new Set(
    secrets
      .filter((secret) => secret.length >= minLength)
      .flatMap((secret) => [
        secret,
        JSON.stringify(secret).slice(1, -1),
        encodeURIComponent(secret.toWellFormed()),
        Buffer.from(secret, 'utf8').toString('base64'),
      ]),
  );
  if (spellings.size === 0) return (text) => text;
  // The longest first: a secret may be part of another.
  const ordered = [...spellings].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(ordered.map((text) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')).join('|'), 'g');
  return (text) => text.replace(pattern, hidden);
}
