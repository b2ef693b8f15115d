/** Functions that read or write JSON, base64, hashes, times and patterns. Patterns run on RE2, whose time is linear in the
 *  text; the clock and the dice come from outside. */
import { createHash, createHmac } from 'node:crypto';
import { textArg } from './arguments.ts';
import { fromBytes, toBytes } from './bytes.ts';
import type { DocumentedFunction, Tools } from './function-types.ts';
import { formatTime } from './go-time.ts';
import { parseTime } from './parse-time.ts';
import { matches, replaceMatches } from './regex.ts';
import { Failure } from './template-error.ts';
import { toGoJson } from './to-json.ts';
import { kindOf, makeInt, makeTime, numberOf, timeOf } from './value.ts';

export const encodingFunctions: readonly DocumentedFunction[] = [
  {
    name: 'toJson',
    args: 'value',
    description: 'The value as JSON, keys in order.',
    example: '{{toJson .user}}',
    exampleData: { user: { name: 'ann', age: 3 } },
    result: '{"age":3,"name":"ann"}',
    min: 1,
    max: 1,
    run: ([value], { mode }) => toGoJson(value, mode, ''),
  },
  {
    name: 'toPrettyJson',
    args: 'value',
    description: 'The value as JSON on several lines.',
    example: '{{toPrettyJson .user}}',
    exampleData: { user: { name: 'ann' } },
    result: '{\n  "name": "ann"\n}',
    min: 1,
    max: 1,
    run: ([value], { mode }) => toGoJson(value, mode, '  '),
  },
  {
    name: 'fromJson',
    args: 'text',
    description: 'The value that a JSON text holds; nothing if it is not JSON.',
    example: '{{(fromJson .raw).name}}',
    exampleData: { raw: '{"name":"ann"}' },
    result: 'ann',
    min: 1,
    max: 1,
    run: ([text], tools) => readJson(textArg(text, tools)),
  },
  {
    name: 'b64enc',
    args: 'text',
    description: 'In base64.',
    example: '{{b64enc "ann:secret"}}',
    result: 'YW5uOnNlY3JldA==',
    min: 1,
    max: 1,
    run: ([text], tools) => Buffer.from(toBytes(textArg(text, tools))).toString('base64'),
  },
  {
    name: 'b64dec',
    args: 'text',
    description: 'The text that base64 holds.',
    example: '{{b64dec "YW5u"}}',
    result: 'ann',
    min: 1,
    max: 1,
    run: ([text], tools) => fromBase64(textArg(text, tools)),
  },
  {
    name: 'sha256sum',
    args: 'text',
    description: 'The SHA-256 of the text, in hexadecimal.',
    example: '{{sha256sum "ann" | trunc 8}}',
    result: '49915e0d',
    min: 1,
    max: 1,
    run: ([text], tools) =>
      createHash('sha256')
        .update(toBytes(textArg(text, tools)))
        .digest('hex'),
  },
  {
    name: 'hmacSha256',
    args: 'key text',
    description: 'The HMAC-SHA-256 of the text under the key, in hexadecimal.',
    example: '{{hmacSha256 "key" "ann" | len}}',
    result: '64',
    min: 2,
    max: 2,
    run: ([key, text], tools) =>
      createHmac('sha256', toBytes(textArg(key, tools)))
        .update(bytesToHash(text, tools))
        .digest('hex'),
  },
  {
    name: 'now',
    args: '',
    description: 'The time of the rendering.',
    example: '{{now | date "2006-01-02"}}',
    result: '2026-11-25',
    min: 0,
    max: 0,
    run: (_args, { now }) => makeTime(now().getTime()),
  },
  {
    name: 'date',
    args: 'layout time',
    description: 'A time in a layout of Go, in UTC. The time may be RFC 3339 text or seconds since 1970.',
    example: '{{date "2 Jan 2006 15:04" .FiredAt}}',
    exampleData: { FiredAt: '2026-11-25T01:02:03Z' },
    result: '25 Nov 2026 01:02',
    min: 2,
    max: 2,
    run: ([layout, time], tools) => timeText(layout, time, 'UTC', tools),
  },
  {
    name: 'dateInZone',
    args: 'layout time zone',
    description: 'The same in a time zone.',
    example: '{{dateInZone "15:04" .FiredAt "Europe/Berlin"}}',
    exampleData: { FiredAt: '2026-11-25T01:02:03Z' },
    result: '02:02',
    min: 3,
    max: 3,
    run: ([layout, time, zone], tools) => timeText(layout, time, textArg(zone, tools) || 'UTC', tools),
  },
  {
    name: 'toDate',
    args: 'layout text',
    description: 'The time that a text holds in a layout of Go.',
    example: '{{toDate "2006-01-02" "2026-11-25" | unixEpoch}}',
    result: '1795564800',
    min: 2,
    max: 2,
    run: ([layout, text], tools) => {
      tools.spend(COST_OF_TIME);
      return makeTime(parseTime(textArg(layout, tools), textArg(text, tools)));
    },
  },
  {
    name: 'unixEpoch',
    args: 'time',
    description: 'A time as seconds since 1970.',
    example: '{{unixEpoch .FiredAt}}',
    exampleData: { FiredAt: '1970-01-02T00:00:00Z' },
    result: '86400',
    min: 1,
    max: 1,
    run: ([time], tools) => makeInt(Math.floor(instantArg(time, tools) / 1000), tools.mode),
  },
  {
    name: 'regexMatch',
    args: 'pattern text',
    description: 'True if the pattern (RE2) matches a part of the text.',
    example: '{{regexMatch "^user\\\\." "user.created"}}',
    result: 'true',
    min: 2,
    max: 2,
    isBool: true,
    run: ([pattern, text], tools) => matches(textArg(pattern, tools), textArg(text, tools), tools.spend),
  },
  {
    name: 'regexReplaceAll',
    args: 'pattern text replacement',
    description: 'With every match replaced; $1 stands for the first group.',
    example: '{{regexReplaceAll "(\\\\w+)@.*" "ann@example.com" "$1"}}',
    result: 'ann',
    min: 3,
    max: 3,
    run: ([pattern, text, replacement], tools) =>
      replaceMatches(textArg(pattern, tools), textArg(text, tools), textArg(replacement, tools), tools.spend),
  },
  {
    name: 'uuidv4',
    args: '',
    description: 'A new random UUID.',
    example: '{{uuidv4 | len}}',
    result: '36',
    min: 0,
    max: 0,
    run: (_args, { uuid }) => uuid(),
  },
];

/** Steps, as one is about 50 nanoseconds. */
const COST_OF_TIME = 500;
const COST_OF_HASH = 100;

function timeText(layout: unknown, time: unknown, zone: string, tools: Tools): string {
  tools.spend(COST_OF_TIME);
  return formatTime(instantArg(time, tools), textArg(layout, tools), zone);
}

function bytesToHash(value: unknown, tools: Tools): Uint8Array {
  tools.spend(COST_OF_HASH);
  return toBytes(textArg(value, tools));
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fromBase64(text: string): string {
  const clean = text.replace(/[\r\n]/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(clean) || clean.length % 4 !== 0) throw new Failure('illegal base64 data');
  return fromBytes(Buffer.from(clean, 'base64'));
}

const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

function instant(ms: number): number {
  if (Number.isNaN(new Date(ms).getTime())) throw new Failure('time out of range');
  return ms;
}

/** Milliseconds since 1970. */
function instantArg(value: unknown, { mode }: Tools): number {
  const time = timeOf(value);
  if (time !== null) return time;
  const kind = kindOf(value, mode);
  if (kind === 'int' || kind === 'float64') return instant(numberOf(value) * 1000);
  const ms = typeof value === 'string' && RFC_3339.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms)) throw new Failure('expected a time: now, toDate, RFC 3339 text or seconds since 1970');
  return ms;
}
