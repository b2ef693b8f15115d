// Masks secrets wherever they turn up in a text: as they are, in the spellings they take on the way, and what stands
// under a name that says that it is one. It must never let a part of a secret through, also where a text was cut.
import { looksLikeSecretField } from './secret-names.ts';

const hidden = '********';
/** Shorter values would mask half of an innocent text. */
const minLength = 4;

/** @param isCut the text may end in the middle of a secret. */
export type TextMasker = (text: string, isCut?: boolean) => string;

/** @param secrets the values that must not be shown; parts that are secret by themselves are hidden too. */
export function createTextMasker(secrets: readonly string[]): TextMasker {
  const values = new Set(secrets.flatMap((secret) => [secret, ...partsOf(secret)]));
  const spellings = new Set(
    [...values].flatMap(spellingsOf).filter((spelling) => spelling.length >= minLength && spelling !== hidden),
  );
  if (spellings.size === 0) return (text) => text;
  // The longest first: a secret may be part of another.
  const ordered = [...spellings].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(ordered.map((text) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')).join('|'), 'g');
  return (text, isCut = false) => {
    const masked = text.replace(pattern, hidden);
    return isCut ? withoutBegunSecret(masked, ordered) : masked;
  };
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

function spellingsOf(value: string): string[] {
  const wellFormed = value.toWellFormed();
  const json = insideJson(value);
  const strict = encodeURIComponent(wellFormed).replace(/[!'()*]/g, percent);
  const urls = [strict, encodeURIComponent(wellFormed), encodeURI(wellFormed)].flatMap((text) => [
    text,
    text.replaceAll('%20', '+'),
  ]);
  const base64 = Buffer.from(value, 'utf8').toString('base64').replace(/=+$/, '');
  const html = value.replace(/[&<>]/g, (char) => htmlNames[char] ?? char);
  return [
    value,
    json,
    json.replaceAll('/', '\\/'),
    asciiOnly(json),
    asciiOnly(json).replaceAll('/', '\\/'),
    insideJson(json),
    ...urls,
    ...urls.map((text) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())),
    base64,
    base64.replaceAll('+', '-').replaceAll('/', '_'),
    html,
    html.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    html.replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
    html.replaceAll('"', '&quot;').replaceAll("'", '&#x27;'),
  ];
}

const htmlNames: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const insideJson = (text: string) => JSON.stringify(text).slice(1, -1);

const percent = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;

/** As many JSON writers spell characters beyond ASCII. */
const asciiOnly = (json: string) =>
  json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

function withoutBegunSecret(text: string, spellings: readonly string[]): string {
  for (const spelling of spellings)
    for (let length = Math.min(spelling.length - 1, text.length); length >= minLength; length -= 1)
      if (text.endsWith(spelling.slice(0, length))) return text.slice(0, -length) + hidden;
  return text;
}
