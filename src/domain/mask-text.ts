// Masks secrets wherever they turn up in a text: as they are, in the spellings they take on the way, and what stands
// under a name that says that it is one. It must never let a part of a secret through, also where a text was cut.
import { looksLikeSecretField } from './secret-names.ts';
import { createFinder, encodings, type Place } from './secret-spellings.ts';

const hidden = '********';
/** Shorter values would mask half of an innocent text. */
const minLength = 4;

/** @param isCut the text may end in the middle of a secret. */
export type TextMasker = (text: string, isCut?: boolean) => string;

/** @param secrets the values that must not be shown; parts that are secret by themselves are hidden too. */
export function createTextMasker(secrets: readonly string[]): TextMasker {
  const values = secrets.flatMap((secret) => [secret, ...partsOf(secret)]);
  const long = new Set(values.filter((value) => value.length >= minLength && value !== hidden).flatMap(encodings));
  if (long.size === 0) return (text) => text;
  const finders = [...long].map(createFinder);
  return (text, isCut = false) =>
    hidePlaces(
      text,
      finders.flatMap((find) => find(text, isCut)),
    );
}

/** Places that overlap, as of a secret that is part of another, become one mask. */
function hidePlaces(text: string, places: readonly Place[]): string {
  let shown = '';
  let at = 0;
  for (const [from, to] of places.toSorted((a, b) => a[0] - b[0])) {
    if (from >= at) shown += text.slice(at, from) + hidden;
    at = Math.max(at, to);
  }
  return shown + text.slice(at);
}

/** Hides text members of JSON and parameters of addresses and forms whose name says that they are secret. */
export function maskNamedValues(text: string): string {
  return text
    .replace(/"((?:[^"\\]|\\.){1,64})"(\s{0,8}:\s{0,8})"(?:[^"\\]|\\.)*("|$)/g, (whole, name: string, colon: string) =>
      looksLikeSecretField(name) ? `"${name}"${colon}"${hidden}"` : whole,
    )
    .replace(/(^|[?&])([\w.[\]%-]{1,64})=([^&#\s"'<>]+)/g, (whole, before: string, name: string) =>
      looksLikeSecretField(name) ? `${before}${name}=${hidden}` : whole,
    );
}

/** What is a secret by itself within one: behind a scheme such as Bearer, in a cookie, in an address, behind a prefix. */
function partsOf(secret: string): string[] {
  const scheme = /^[A-Za-z][\w-]{1,20} +(\S.*)$/.exec(secret)?.[1];
  const cookies = secret.includes('=') ? secret.split(/;\s*/).map((pair) => pair.slice(pair.indexOf('=') + 1)) : [];
  const key = /^whs[ek]c?_(.+)$/.exec(secret)?.[1];
  return [
    ...(scheme === undefined ? [] : [scheme]),
    ...(/^basic /i.test(secret) && scheme !== undefined ? ofBasic(scheme) : []),
    ...cookies.filter((value) => value.length >= 8),
    ...(key === undefined ? [] : [key]),
    ...(/^https?:\/\//i.test(secret) && URL.canParse(secret) ? ofAddress(new URL(secret)) : []),
  ];
}

function ofBasic(encoded: string): string[] {
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  return [pair, pair.slice(pair.indexOf(':') + 1)];
}

/** The path with what follows, and its last part, which is the key in a webhook's address. */
function ofAddress({ href, pathname, search }: URL): string[] {
  const last = pathname.split('/').findLast((part) => part !== '') ?? '';
  return [href, pathname + search, ...(pathname.length > 1 ? [pathname] : []), ...(last.length >= 6 ? [last] : [])];
}
