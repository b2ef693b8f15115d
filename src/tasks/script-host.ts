// What the service lends a script: requests through the guard of all outbound traffic, SCIM connections by name, and
// the task's own values. It must never give a script an address that deliveries could not reach, or a secret.
import type { Database } from '../infra/database.ts';
import type { Outbound, OutboundRequest } from '../infra/outbound/send-request.ts';
import { TaskError } from './built-ins/task-error.ts';
import type { Json, ScriptFetchAnswer, ScriptFetchRequest, ScriptHost } from './sandbox/script-types.ts';
import { createScimClient, type ScimClient } from './scim/scim-client.ts';
import { scimMethods } from './scim/scim-methods.ts';
import { type ConnectionTools, readScimConnections } from './scim-connections.ts';
import { readTaskValue, writeTaskValue } from './task-values.ts';

export interface HostTools extends ConnectionTools {
  readonly database: Database;
  readonly outbound: Outbound;
}

const fetchTimeoutMs = 30_000;
/** The sandbox refuses what is longer; one byte more tells it that there is more. */
const maxResponseBytes = 256 * 1024 + 1;
const methods: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

export async function createScriptHost(tools: HostTools, taskId: string, signal: AbortSignal): Promise<ScriptHost> {
  const scim = await openScim(tools, signal);
  return {
    fetch: (request, ended) => fetchFor(tools.outbound, request, AbortSignal.any([signal, ended])),
    scim: async ({ connection, method, args }) => {
      const call = Object.hasOwn(scimMethods, method) ? scimMethods[method] : undefined;
      if (!call) throw new TaskError(`scim has no method ${method}; it has ${Object.keys(scimMethods).join(', ')}`);
      return call(scim(connection), args);
    },
    storeGet: (key) => readTaskValue(tools.database, taskId, key),
    storeSet: (key, value: Json) => writeTaskValue(tools.database, taskId, key, value),
  };
}

/** Clients by connection name, one of each per run. Calls throw a TaskError for a name that is not configured. */
export async function openScim(tools: HostTools, signal: AbortSignal): Promise<(name: string) => ScimClient> {
  const connections = await readScimConnections(tools);
  const clients = new Map<string, ScimClient>();
  return (name) => {
    const known = clients.get(name);
    if (known) return known;
    const connection = connections.get(name);
    if (!connection) throw new TaskError(`there is no SCIM connection named ${name}`);
    const { baseUrl, auth } = connection;
    const client = createScimClient({ baseUrl, auth, outbound: tools.outbound, signal });
    clients.set(name, client);
    return client;
  };
}

async function fetchFor(
  outbound: Outbound,
  { method, url, headers, body }: ScriptFetchRequest,
  signal: AbortSignal,
): Promise<ScriptFetchAnswer> {
  if (!methods.includes(method)) throw new Error(`fetch: the method must be one of ${methods.join(', ')}`);
  const { response, failure } = await outbound.send(
    {
      method: method as OutboundRequest['method'],
      url,
      headers,
      ...(body !== undefined && { body }),
      timeoutMs: fetchTimeoutMs,
      maxResponseBytes,
    },
    signal,
  );
  // As with fetch elsewhere, an answer is an answer, whatever its status.
  const isAnswer = response && (!failure || failure.cause.startsWith('http_'));
  if (!isAnswer) throw new Error(`fetch: ${failure?.message ?? 'cancelled'}`);
  const ok = response.status >= 200 && response.status < 300;
  return { ok, status: response.status, headers: Object.entries(response.headers), body: response.body };
}
