// The part of a script's world that lives inside the engine: it turns `fetch`, `store`, `scim` and the rest into the
// six calls that leave it. It is sent there as text, so it must never use anything from outside the function, and
// nothing may rely on it for safety: whatever a script does to it, the border checks again.

/** What the border gives the prelude. `start` begins a call whose answer comes through `settle`. */
export interface GuestBorder {
  log(level: string, text: string, leftOut: number): void;
  start(kind: string, request: string): number;
  hash(algorithm: string, key: string | undefined, text: string, encoding: string): string;
  uuid(): string;
  done(result: string | undefined): void;
  failed(name: string, message: string, stack: string): void;
}

export interface GuestHandles {
  settle(id: number, ok: boolean, answer: string): void;
  run(started: unknown, module: boolean): void;
}

interface World {
  event: string;
  config: string;
  input: string;
  keepGlobals: string;
  maxText: number;
}

export function guestPrelude(border: GuestBorder, world: World): GuestHandles {
  const { parse, stringify } = JSON;
  const { freeze, defineProperty, getOwnPropertyNames } = Object;
  const all = globalThis as unknown as Record<string, unknown>;
  const open = new Map<number, { resolve(value: unknown): void; fail(message: unknown): void }>();
  const last = Function.prototype.call.bind(String.prototype.slice) as (text: string, from: number) => string;

  const ask = (kind: string, request: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      // Made here for its stack: where the answer arrives, none of the script's lines is left on it.
      const failure = new Error('');
      const fail = (message: unknown) => {
        failure.message = String(message);
        reject(failure);
      };
      try {
        open.set(border.start(kind, stringify(request) ?? 'null'), { resolve, fail });
      } catch (error) {
        fail((error as Error).message);
      }
    });
  const hash = (algorithm: unknown, key: string | undefined, text: unknown, encoding: unknown): string => {
    try {
      return border.hash(String(algorithm), key, String(text), String(encoding));
    } catch (error) {
      throw new TypeError((error as Error).message);
    }
  };
  const show = (value: unknown): string => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    try {
      return (typeof value === 'object' && value !== null ? stringify(value) : undefined) ?? String(value);
    } catch {
      return Object.prototype.toString.call(value);
    }
  };
  const write =
    (level: string) =>
    (...values: unknown[]) => {
      let text = '';
      for (let i = 0; i < values.length; i += 1) text += (i > 0 ? ' ' : '') + show(values[i]);
      const kept = last(text, -world.maxText);
      border.log(level, kept, text.length - kept.length);
    };

  const keep = parse(world.keepGlobals) as string[];
  for (const name of getOwnPropertyNames(all)) if (!keep.includes(name)) delete all[name];
  // The engine would call a script's prepareStackTrace while it makes an error; the place of an error would be lost.
  for (const name of ['prepareStackTrace', 'stackTraceLimit']) {
    defineProperty(Error, name, {
      value: name === 'stackTraceLimit' ? 20 : undefined,
      writable: false,
      configurable: false,
    });
  }

  const response = (answer: { ok: boolean; status: number; headers: [string, string][]; body: string }) => {
    const get = (name: string): string | null => {
      const found = answer.headers.filter((header) => header[0].toLowerCase() === String(name).toLowerCase());
      return found.length > 0 ? found.map((header) => header[1]).join(', ') : null;
    };
    return freeze({
      ok: answer.ok,
      status: answer.status,
      headers: freeze({ get, has: (name: string) => get(name) !== null, entries: () => answer.headers.values() }),
      text: async () => answer.body,
      json: async () => parse(answer.body) as unknown,
    });
  };
  const headerList = (headers: unknown): [string, string][] => {
    const pairs = Array.isArray(headers) ? (headers as unknown[][]) : Object.entries(headers ?? {});
    return pairs.map((pair) => [String(pair[0]), String(pair[1])]);
  };
  interface FetchOptions {
    method?: unknown;
    headers?: unknown;
    body?: unknown;
  }
  const fetch = async (url: unknown, options: FetchOptions = {}) => {
    const { method = 'GET', headers, body } = options ?? {};
    if (body !== undefined && body !== null && typeof body !== 'string') {
      throw new TypeError('The body of a fetch is a text: use JSON.stringify for an object');
    }
    const request = { method: String(method).toUpperCase(), url: String(url), headers: headerList(headers) };
    const sent = typeof body === 'string' ? { ...request, body } : request;
    return response((await ask('fetch', sent)) as Parameters<typeof response>[0]);
  };

  // `then` is left out, or `await scim('hr')` would call it.
  const path = (connection: string, method: string): unknown =>
    new Proxy(() => undefined, {
      get: (_target, name) =>
        typeof name !== 'string' || name === 'then' || name === 'toJSON'
          ? undefined
          : path(connection, method === '' ? name : `${method}.${name}`),
      apply: (_target, _self, args: unknown[]) => ask('scim', { connection, method, args }),
      set: () => false,
    });

  const api = {
    event: parse(world.event) as unknown,
    config: freeze(parse(world.config)) as unknown,
    input: parse(world.input) as unknown,
    log: freeze({ info: write('info'), warn: write('warn'), error: write('error') }),
    fetch,
    crypto: freeze({
      hmac: (algorithm: unknown, key: unknown, text: unknown, encoding: unknown = 'hex') =>
        hash(algorithm, String(key), text, encoding),
      sha256: (text: unknown, encoding: unknown = 'hex') => hash('sha256', undefined, text, encoding),
      randomUUID: () => border.uuid(),
    }),
    sleep: (ms: unknown) => ask('sleep', Number(ms)),
    store: freeze({
      get: (key: unknown) => ask('storeGet', String(key)),
      set: async (key: unknown, value: unknown) => {
        const text = stringify(value === undefined ? null : value);
        if (text === undefined) throw new TypeError('Only JSON can be stored');
        await ask('storeSet', { key: String(key), value: parse(text) as unknown });
      },
    }),
    scim: (connection: unknown) => path(String(connection), ''),
  };
  Object.assign(all, api);
  all.console = freeze({ ...api.log, log: api.log.info, debug: api.log.info });

  const fail = (error: unknown) => {
    const read = (name: string): string => {
      try {
        const value = (error as Record<string, unknown> | null | undefined)?.[name];
        return typeof value === 'string' ? last(value, 0) : '';
      } catch {
        return '';
      }
    };
    const isError = typeof error === 'object' && error !== null && read('message') !== '';
    const text = isError ? read('message') : `The script threw ${typeof error === 'string' ? error : show(error)}`;
    border.failed(isError ? read('name') : '', text, isError || error instanceof Error ? read('stack') : '');
  };

  return {
    settle: (id, ok, answer) => {
      const call = open.get(id);
      open.delete(id);
      if (ok) call?.resolve(parse(answer));
      else call?.fail(answer);
    },
    run: async (started, module) => {
      try {
        let value = await started;
        if (module) {
          value = (value as { default?: unknown }).default;
          if (typeof value === 'function') value = await value(api.event, api);
        }
        let result: string | undefined;
        try {
          result = stringify(value);
        } catch (error) {
          api.log.warn(`The script's result is left out, it is not JSON: ${show(error)}`);
        }
        border.done(result);
      } catch (error) {
        fail(error);
      }
    },
  };
}
