/**
 * What can be done with the resources of one endpoint, users as well as groups: read, find, page, write (RFC 7644, 3).
 * It must never let an id reach beyond its endpoint, nor follow a directory's page numbers for ever.
 */
import type { JsonObject } from '../../domain/event.ts';
import { answerTooLarge, badCall, ScimError, unusable } from './scim-error.ts';
import { attributeName, scimFilter } from './scim-filter.ts';
import type { ScimAnswer, SendScim } from './scim-request.ts';
import {
  type AttributeChoice,
  isJsonObject,
  type ListQuery,
  type PatchOperation,
  type ScimPage,
  type ScimQueryFilter,
  type ScimResource,
  versionOf,
  type WriteOptions,
} from './scim-types.ts';

export interface ScimCollection {
  get(id: string, choice?: AttributeChoice): Promise<ScimResource>;
  /** All that match. @throws ScimError if they are more than 1,000. */
  find(filter: ScimQueryFilter, choice?: AttributeChoice): Promise<readonly ScimResource[]>;
  /** The one that matches; null if none does. @throws ScimError if several do. */
  findOne(filter: ScimQueryFilter, choice?: AttributeChoice): Promise<ScimResource | null>;
  /** All, page by page, each once; works with directories that give fewer than were asked for. */
  list(query?: ListQuery): AsyncIterableIterator<ScimResource>;
  page(query?: ListQuery): Promise<ScimPage>;
  /** `schemas` is added if it is missing. */
  create(resource: JsonObject): Promise<ScimResource>;
  /** Replaces all that can be written. Default for `etag`: the `meta.version` of the resource given. */
  replace(id: string, resource: JsonObject, options?: WriteOptions): Promise<ScimResource>;
  /** The resource after the change; null if the directory does not show it. */
  patch(id: string, operations: readonly PatchOperation[], options?: WriteOptions): Promise<ScimResource | null>;
  delete(id: string, options?: WriteOptions): Promise<void>;
}

export interface Endpoint {
  /** `/Users`. */
  readonly path: string;
  /** The schema that a new one has. */
  readonly schema: string;
}

const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const defaultCount = 100;
const maxCount = 1_000;
const maxFound = 1_000;

export function createScimCollection(send: SendScim, { path, schema }: Endpoint): ScimCollection {
  /** The page size that was small enough for what is kept of an answer. */
  let fittingCount = maxCount;

  const page = async (query: ListQuery = {}): Promise<ScimPage> => {
    const startIndex = whole('startIndex', query.startIndex ?? 1, Number.MAX_SAFE_INTEGER);
    const wanted = whole('count', query.count ?? defaultCount, maxCount);
    const filter = query.filter === undefined ? undefined : scimFilter(query.filter);
    for (let count = Math.min(wanted, fittingCount); ; count = Math.ceil(count / 4)) {
      const request = { method: 'GET', path, query: { startIndex, count, filter, ...choose(query) } } as const;
      const answer = await send(request);
      if (!answer.truncated) return readPage(answer, startIndex);
      if (count === 1) throw answerTooLarge(`GET ${path}`);
      fittingCount = Math.ceil(count / 4);
    }
  };

  async function* list(query: ListQuery = {}): AsyncIterableIterator<ScimResource> {
    const seen = new Set<string>();
    let startIndex: number | null = query.startIndex ?? 1;
    while (startIndex !== null) {
      const { resources, nextStartIndex }: ScimPage = await page({ ...query, startIndex });
      const fresh = resources.filter(({ id }) => !seen.has(id));
      for (const { id } of fresh) seen.add(id);
      yield* fresh;
      // A directory that ignores startIndex gives the same page for ever.
      startIndex = fresh.length === 0 ? null : nextStartIndex;
    }
  }

  const find = async (filter: ScimQueryFilter, choice: AttributeChoice = {}, limit = maxFound) => {
    const found: ScimResource[] = [];
    for await (const resource of list({ ...choice, filter })) {
      if (found.push(resource) > limit) throw tooMany(path, limit);
    }
    return found;
  };

  const write = async (method: 'PUT' | 'PATCH', id: string, body: JsonObject, etag: string | undefined) => {
    const answer = await send({ method, path: one(path, id), body, etag });
    return answer.body && isResource(answer.body) ? answer.body : null;
  };

  return {
    get: async (id, choice = {}) => {
      const request = { method: 'GET', path: one(path, id), query: choose(choice) } as const;
      const { body, truncated } = await send(request);
      if (truncated) throw answerTooLarge(`GET ${request.path}`);
      if (!body || !isResource(body))
        throw unusable(`GET ${request.path}`, 'the answer has no id; is the base URL right?');
      return body;
    },
    find,
    findOne: async (filter, choice) => (await find(filter, choice, 1))[0] ?? null,
    list,
    page,
    create: async (resource) => {
      const body = { ...resource, schemas: resource.schemas ?? [schema] };
      const answer = await send({ method: 'POST', path, body });
      if (answer.body && isResource(answer.body)) return answer.body;
      const id = idAtEnd(answer.headers.location);
      if (id === undefined) throw unusable(`POST ${path}`, 'it was created, but the answer has no id');
      return { ...body, id };
    },
    replace: async (id, resource, { etag = versionOf(resource) } = {}) => {
      const body = { ...resource, schemas: resource.schemas ?? [schema] };
      return (await write('PUT', id, body, etag)) ?? { ...body, id };
    },
    patch: (id, operations, { etag } = {}) => {
      const body = { schemas: [patchSchema], Operations: operations.map((operation) => ({ ...operation })) };
      return write('PATCH', id, body, etag);
    },
    delete: async (id, { etag } = {}) => void (await send({ method: 'DELETE', path: one(path, id), etag })),
  };
}

function readPage({ body }: ScimAnswer, startIndex: number): ScimPage {
  const given = body?.Resources;
  const resources = Array.isArray(given) ? given.filter(isResource) : [];
  const totalResults = typeof body?.totalResults === 'number' ? body.totalResults : null;
  // What came counts, not itemsPerPage: directories give fewer than they say.
  const next = startIndex + (Array.isArray(given) ? given.length : 0);
  const isLast = next === startIndex || (totalResults !== null && next > totalResults);
  return { resources, totalResults, startIndex, nextStartIndex: isLast ? null : next };
}

const isResource = (value: JsonObject[string]): value is ScimResource =>
  isJsonObject(value) && typeof value.id === 'string' && value.id !== '';

function choose({ attributes, excludedAttributes }: AttributeChoice): Record<string, string | undefined> {
  const names = (list: readonly string[] | undefined) => (list?.length ? list.map(attributeName).join(',') : undefined);
  return { attributes: names(attributes), excludedAttributes: names(excludedAttributes) };
}

/** The path of one resource. `.` and `..` would mean another path, and an empty id all resources. */
function one(path: string, id: string): string {
  if (id === '' || id === '.' || id === '..') throw badCall(path, `${JSON.stringify(id)} is no id`);
  return `${path}/${encodeURIComponent(id.toWellFormed())}`;
}

function whole(name: string, value: number, max: number): number {
  if (!Number.isInteger(value) || value < 1 || value > max)
    throw badCall('list', `${name} must be a whole number from 1 to ${max}`);
  return value;
}

function tooMany(path: string, limit: number): ScimError {
  const detail = `more than ${limit === 1 ? 'one matches' : `${limit} match`} the filter`;
  return new ScimError({ request: `GET ${path}`, status: 0, scimType: 'tooMany', detail });
}

function idAtEnd(location: string | undefined): string | undefined {
  const last = location === undefined ? undefined : URL.parse(location, 'http://x')?.pathname.split('/').at(-1);
  try {
    return last ? decodeURIComponent(last) : undefined;
  } catch {
    return undefined;
  }
}
