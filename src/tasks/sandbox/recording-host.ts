import type { Json, ScimCall, ScriptFetchAnswer, ScriptFetchRequest, ScriptHost } from './script-types.ts';

/** A call that a dry run recorded instead of making it, in the order of the calls. */
export type RecordedCall =
  | { kind: 'fetch'; request: ScriptFetchRequest }
  | ({ kind: 'scim' } & ScimCall)
  | { kind: 'store.get'; key: string }
  | { kind: 'store.set'; key: string; value: Json };

export interface RecordingOptions {
  /** The answer to a fetch. Default: 200 with an empty JSON object. */
  fetch?: (request: ScriptFetchRequest) => ScriptFetchAnswer | undefined;
  /** The answer to a SCIM call. Default: nobody found, and what is created or changed comes back as it was sent. */
  scim?: (call: ScimCall) => Json | undefined;
}

/** A host for dry runs: nothing is sent or kept, everything is recorded. */
export function createRecordingHost(options: RecordingOptions = {}): {
  host: ScriptHost;
  calls: readonly RecordedCall[];
} {
  const calls: RecordedCall[] = [];
  const stored = new Map<string, Json>();
  return {
    calls,
    host: {
      async fetch(request) {
        calls.push({ kind: 'fetch', request });
        const empty = { ok: true, status: 200, headers: [['content-type', 'application/json'] as [string, string]] };
        return options.fetch?.(request) ?? { ...empty, body: '{}' };
      },
      async scim(call) {
        calls.push({ kind: 'scim', ...call });
        const answer = options.scim?.(call);
        return answer === undefined ? emptyAnswer(call) : answer;
      },
      async storeGet(key) {
        calls.push({ kind: 'store.get', key });
        return stored.get(key) ?? null;
      },
      async storeSet(key, value) {
        calls.push({ kind: 'store.set', key, value });
        stored.set(key, value);
      },
    },
  };
}

function emptyAnswer({ method, args }: ScimCall): Json {
  const name = method.split('.').at(-1) ?? '';
  if (name === 'find' || name === 'members') return [];
  if (name === 'list') return { resources: [], totalResults: 0, startIndex: 1, nextStartIndex: null };
  if (name === 'create') return { id: 'dry-run', ...asObject(args[0]) };
  if (['patch', 'replace', 'activate', 'deactivate'].includes(name)) {
    return { id: typeof args[0] === 'string' ? args[0] : 'dry-run', ...asObject(args[1]) };
  }
  return null;
}

function asObject(value: Json | undefined): { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [key: string]: Json })
    : {};
}
