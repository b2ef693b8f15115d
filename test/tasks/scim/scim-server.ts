// A real SCIM 2.0 server (scimmy behind express) on 127.0.0.1, with a store of its own in memory and versions (ETags)
// for its resources. Several may run in one process. Tests look at what was asked, and may answer a request themselves.
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';
import { onTestFinished } from 'vitest';

// Express has no types of its own; the tests need three calls of it.
const express = createRequire(import.meta.url)('express') as any;

export interface Entry {
  id: string;
  version: number;
  [attribute: string]: any;
}

interface Stores {
  readonly users: Map<string, Entry>;
  readonly groups: Map<string, Entry>;
}

export interface Asked {
  readonly at: number;
  readonly method: string;
  /** Path below the base URL, without the query. */
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string | undefined>;
  /** As sent; empty for none. */
  readonly body: string;
}

export interface OwnAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

export interface ScimServer {
  readonly baseUrl: string;
  readonly users: Map<string, Entry>;
  readonly groups: Map<string, Entry>;
  readonly asked: Asked[];
  /** Bearer tokens that are accepted. */
  readonly tokens: Set<string>;
  user(attributes: Record<string, unknown>): Entry;
  group(displayName: string, members: readonly Entry[]): Entry;
  /** Answers requests itself, as long as it gives an answer. */
  interfere(answer: ((asked: Asked) => OwnAnswer | undefined) | undefined): void;
  /** Requests that change something. */
  writes(): string[];
}

let nextId = 1;

export async function scimServer({
  token = 'good-token',
  maxCount = 1_000,
  knowsEscapes = true,
} = {}): Promise<ScimServer> {
  declareOnce();
  const stores: Stores = { users: new Map(), groups: new Map() };
  const tokens = new Set([token]);
  const asked: Asked[] = [];
  let interfering: ((asked: Asked) => OwnAnswer | undefined) | undefined;

  const app = express();
  const type = 'application/scim+json';
  app.use(
    express.json({
      type,
      limit: '5mb',
      verify: (request: any, _: unknown, text: Buffer) => (request.text = `${text}`),
    }),
  );
  app.use('/scim/v2', (request: any, response: any, next: () => void) => {
    const { pathname, searchParams } = new URL(request.url, 'http://x');
    const { method, headers } = request;
    const one = {
      at: Date.now(),
      method,
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers,
      body: request.text ?? '',
    };
    asked.push(one);
    const own = interfering?.(one);
    if (own)
      return response
        .status(own.status)
        .set(own.headers ?? {})
        .send(own.body ?? '');
    const [, kind, id = ''] = pathname.split('/');
    const entry = (kind === 'Users' ? stores.users : stores.groups).get(decodeURIComponent(id));
    const wanted = headers['if-match'];
    if (entry && wanted && wanted !== '*' && wanted !== versionText(entry))
      return response.status(412).json({ status: '412', detail: 'version mismatch' });
    // Express 5 makes the query anew at each look, and scimmy-routers writes numbers into it.
    const query: Record<string, unknown> = { ...one.query, count: Math.min(Number(one.query.count ?? 1e6), maxCount) };
    if (knowsEscapes && one.query.filter !== undefined) query.filter = withoutEscapes(one.query.filter);
    Object.defineProperty(request, 'query', { value: query });
    next();
  });
  const handler = (request: any) => {
    if (!tokens.has(String(request.headers.authorization ?? '').replace('Bearer ', '')))
      throw new Error('who are you?');
    return 'tester';
  };
  app.use('/scim/v2', new SCIMMYRouters({ type: 'bearer', handler, context: () => stores }));
  const server: Server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim/v2`,
    ...stores,
    asked,
    tokens,
    user: (attributes) => put(stores.users, { active: true, ...attributes }),
    group: (displayName, members) =>
      put(stores.groups, { displayName, members: members.map(({ id }) => ({ value: id })) }),
    interfere: (answer) => {
      interfering = answer;
    },
    writes: () => asked.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`),
  };
}

function put(store: Map<string, Entry>, attributes: Record<string, unknown>): Entry {
  const id = String(attributes.id ?? `id-${nextId++}`);
  const entry = { ...attributes, id, version: (store.get(id)?.version ?? 0) + 1 };
  store.set(id, entry);
  return entry;
}

const versionText = ({ version }: Entry) => `W/"${version}"`;

let declared = false;

/** Scimmy's resources are one per process: which server a request is for stands in its context. */
function declareOnce(): void {
  if (declared) return;
  declared = true;
  declareKind(SCIMMY.Resources.User, (stores) => stores.users, 'userName');
  declareKind(SCIMMY.Resources.Group, (stores) => stores.groups, undefined);
}

function declareKind(Resource: any, storeOf: (stores: Stores) => Map<string, Entry>, unique: string | undefined): void {
  const shown = ({ version, ...entry }: Entry) => ({ ...entry, meta: { version: `W/"${version}"` } });
  const known = (store: Map<string, Entry>, id: string) => {
    const entry = store.get(id);
    if (!entry) throw new SCIMMY.Types.Error(404, null as any, `Resource ${id} not found`);
    return entry;
  };
  Resource.egress((resource: any, stores: Stores) => {
    const store = storeOf(stores);
    if (resource.id) return shown(known(store, resource.id));
    const all = [...store.values()];
    if (!resource.filter) return all.map(shown);
    const matches = new Set(resource.filter.match(all.map((entry) => spelled(entry))).map(({ id }: Entry) => id));
    return all.filter(({ id }) => matches.has(spelled(id))).map(shown);
  });
  Resource.ingress((resource: any, instance: any, stores: Stores) => {
    const store = storeOf(stores);
    if (resource.id) known(store, resource.id);
    const { meta: _meta, schemas: _schemas, ...given } = JSON.parse(JSON.stringify(instance));
    // RFC 7644, 3.5.2.1: who is a member already is not added again.
    if (given.members) given.members = [...new Map(given.members.map((one: any) => [one.value, one])).values()];
    const same = (entry: Entry) => unique && entry.id !== resource.id && entry[unique] === given[unique];
    if ([...store.values()].some(same)) throw new SCIMMY.Types.Error(409, 'uniqueness', `${unique} is taken`);
    return shown(put(store, { ...given, ...(resource.id && { id: resource.id }) }));
  });
  Resource.degress((resource: any, stores: Stores) => {
    known(storeOf(stores), resource.id);
    storeOf(stores).delete(resource.id);
  });
  SCIMMY.Resources.declare(Resource);
}

/** Scimmy knows no escapes in a filter's texts: here they are read as the RFC says, in filters and in what they match. */
const withoutEscapes = (filter: string) =>
  filter.replace(/"(?:[^"\\]|\\.)*"/g, (literal) => `"${spelled(JSON.parse(literal))}"`);

function spelled(value: any): any {
  if (typeof value === 'string')
    return /[^\w .@-]/.test(value) ? `b64-${Buffer.from(value).toString('base64url')}` : value;
  if (Array.isArray(value)) return value.map(spelled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, spelled(item)]));
}
