// CloudEvents 1.0 as they come over HTTP (structured, binary, batch), translated to the input of our own events.
import { isEventTypeName } from '../domain/event-types.ts';
import type { Problem } from '../domain/refusal.ts';
import { readAttributeHeader } from './cloud-event-header.ts';
import type { RestRequest } from './route.ts';
import { isObject, within } from './spelling.ts';

export type ContentMode = 'structured' | 'binary' | 'batch';

const mediaType = ({ headers }: RestRequest) =>
  String(headers['content-type'] ?? '')
    .split(';')[0]
    ?.trim()
    .toLowerCase();

/** As the HTTP binding tells them apart; undefined for a request that is no CloudEvent. */
export function contentModeOf(request: RestRequest): ContentMode | undefined {
  const type = mediaType(request);
  if (type === 'application/cloudevents+json') return 'structured';
  if (type === 'application/cloudevents-batch+json') return 'batch';
  return ['ce-specversion', 'ce-id', 'ce-source', 'ce-type'].some((name) => request.headers[name] !== undefined)
    ? 'binary'
    : undefined;
}

export function cloudEventInput(request: RestRequest, mode: ContentMode, problems: Problem[]): unknown[] {
  const { body } = request;
  if (mode === 'binary') {
    const attributes = binaryAttributes(request, problems);
    return [eventOf({ ...attributes, ...(body !== undefined && { data: body }) }, '', problems)];
  }
  if (mode === 'structured') return [structured(body, '', problems)];
  if (Array.isArray(body)) return within<unknown>(body).map((item, index) => structured(item, `[${index}]`, problems));
  problems.push({ path: '', message: 'must be a list of CloudEvents' });
  return [];
}

function binaryAttributes({ headers }: RestRequest, problems: Problem[]): Record<string, unknown> {
  const attributes: Record<string, unknown> = Object.create(null);
  for (const [header, value] of Object.entries(headers)) {
    const name = header.slice('ce-'.length);
    // Of the data's own type the content type speaks, whose JSON has been read by now.
    if (!header.startsWith('ce-') || name === 'datacontenttype' || value === undefined) continue;
    const text = readAttributeHeader(String(value));
    if (text === undefined) problems.push({ path: name, message: 'is percent-encoded, but not as UTF-8' });
    attributes[name] = text ?? '-';
  }
  return attributes;
}

function structured(item: unknown, at: string, problems: Problem[]): unknown {
  if (!isObject(item)) {
    problems.push({ path: at, message: 'must be a CloudEvent: a JSON object' });
    return standIn;
  }
  const { data_base64: base64, ...rest } = item;
  const hasData = present(rest.data) || present(base64);
  if (hasData && typeof rest.datacontenttype === 'string' && !isJson(rest.datacontenttype))
    problems.push({
      path: below(at, 'datacontenttype'),
      message: 'must be JSON: the payload of an event is an object',
    });
  if (!present(base64)) return eventOf(rest, at, problems);
  const data = present(rest.data) ? undefined : decoded(base64);
  if (data === undefined)
    problems.push({
      path: below(at, 'data_base64'),
      message: present(rest.data) ? 'is given beside data' : 'must be JSON in base64',
    });
  return eventOf({ ...rest, data: data ?? {} }, at, problems);
}

const present = (value: unknown) => value !== undefined && value !== null;
const isJson = (type: string) => /^[^;]*[/+]json\s*(;|$)/i.test(type);

function decoded(base64: unknown): unknown {
  if (typeof base64 !== 'string' || !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(base64)) return undefined;
  try {
    return JSON.parse(Buffer.from(base64, 'base64').toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** Nothing is wrong with it; the request that it stands in is refused. */
const standIn = { type: 'user.created' };

/** Attributes that are fields of an event; CloudEvents' name -> ours. */
const fields: Record<string, string> = {
  id: 'id',
  source: 'source',
  time: 'firedAt',
  actorid: 'actorId',
  actoremail: 'actorEmail',
  ipaddress: 'ipAddress',
};
const required = ['specversion', 'id', 'source', 'type'];
/** Of these the payload need know nothing. */
const ofTheEnvelope = new Set([...required, ...Object.keys(fields), 'datacontenttype', 'dataschema']);

function eventOf({ data, ...given }: Record<string, unknown>, at: string, problems: Problem[]): unknown {
  const attributes = textAttributes(given, at, problems);
  for (const name of required)
    if (attributes[name] === undefined && !present(given[name]))
      problems.push({ path: below(at, name), message: 'is required' });
    else if (attributes[name] === '') problems.push({ path: below(at, name), message: 'must not be empty' });
  if (attributes.specversion && attributes.specversion !== '1.0')
    problems.push({ path: below(at, 'specversion'), message: 'must be 1.0' });
  // The subject and what senders add of their own: fields of the payload, where it has none of that name.
  const further = Object.entries(attributes).filter(([name]) => !ofTheEnvelope.has(name));
  const own = Object.entries(fields).filter(([name]) => attributes[name] !== undefined);
  return {
    ...standIn,
    ...(attributes.type && { type: ownType(attributes.type) }),
    ...Object.fromEntries(own.map(([name, field]) => [field, attributes[name]])),
    data: isObject(data) || !present(data) ? { ...Object.fromEntries(further), ...(data as object | undefined) } : data,
  };
}

/** Without those that are null, which is CloudEvents' other way of leaving one out. */
function textAttributes(given: Record<string, unknown>, at: string, problems: Problem[]): Record<string, string> {
  const texts: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(given)) {
    const path = below(at, name.slice(0, 80));
    if (!/^[a-z0-9]+$/.test(name))
      problems.push({ path, message: 'is no name of an attribute: those have lower-case letters and digits only' });
    else if (typeof value === 'string') texts[name] = value;
    else if (!required.includes(name) && (typeof value === 'number' || typeof value === 'boolean'))
      texts[name] = String(value);
    else if (present(value)) problems.push({ path, message: 'must be text' });
  }
  return texts;
}

/** One of our types, also behind a prefix as CloudEvents recommends it: `com.example.idp.user.created`. */
function ownType(type: string): string {
  const last = /^(?:[a-z0-9-]+\.)*([a-z_]+\.[a-z_]+)$/i.exec(type)?.[1];
  return last !== undefined && isEventTypeName(last) ? last : type;
}

const below = (at: string, name: string) => (at === '' ? name : `${at}.${name}`);

/** `events[3].firedAt` as `[3].time`, or `time` where one event was sent. */
export function cloudEventProblem({ path, message }: Problem, mode: ContentMode): Problem {
  const [, index = '', field = ''] = /^events(?:\[(\d+)\])?\.?(.*)$/.exec(path) ?? [];
  const name = Object.keys(fields).find((attribute) => fields[attribute] === field) ?? field;
  const at = mode === 'batch' && index !== '' ? `[${index}]` : '';
  return { path: name === '' ? at : below(at, name), message };
}
