/**
 * What a script of a task may use. A script is TypeScript or JavaScript; types are taken away before it runs.
 *
 * Either its lines are the task, with `await` and `return` wherever they are needed:
 *
 * ```ts
 * if (event?.type !== 'proxy.session_ended') return;
 * log.info('session ended', event.data.user_email);
 * return { seen: true };
 * ```
 *
 * or it exports a function, which is called with the event and everything else:
 *
 * ```ts
 * export default async function (event: ScriptEvent | null, { config, log }: ScriptContext) {
 *   log.info(`${event?.type} for ${config.department}`);
 * }
 * ```
 *
 * There is nothing else: no import, no files, no environment, no timers but `sleep`. `enum`, `namespace` and parameter
 * properties are the parts of TypeScript that cannot be used. A script ends when its work and every call it has begun
 * are done; a promise that fails and is not awaited is the script's own loss, so await what you call.
 */
declare type ScriptJson = null | boolean | number | string | ScriptJson[] | { [key: string]: ScriptJson };

/** An event as it is published: `data` holds the fields documented for its type. */
declare interface ScriptEvent {
  readonly id: string;
  /** Such as user.created. */
  readonly type: string;
  readonly actor_id: string | null;
  readonly actor_email: string | null;
  readonly ip_address: string | null;
  /** When it happened, as in RFC 3339. */
  readonly fired_at: string;
  // biome-ignore lint/suspicious/noExplicitAny: what an event holds is known to its author only
  readonly data: { readonly [field: string]: any };
}

/** The event that started the task, or null when it was started by its schedule or by hand. */
declare const event: ScriptEvent | null;

/** The task's configuration. Every value is a text, and a key that is not configured is undefined. */
declare const config: { readonly [key: string]: string | undefined };

/**
 * What `runTask` was given, or null. In a run for a digest, `{ count, events }`: all events of its window, the oldest
 * first, at most the newest 1,000 or 4 MiB of them.
 */
// biome-ignore lint/suspicious/noExplicitAny: what a task is given is known to its author only
declare const input: any;

/**
 * The task's output. Objects are written as JSON; of a long output the end is kept.
 *
 * ```ts
 * log.warn('no such user', { id: 7 });
 * ```
 */
declare const log: {
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
};

/** The same as `log`. */
declare const console: typeof log & { log(...values: unknown[]): void; debug(...values: unknown[]): void };

declare interface ScriptResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: {
    get(name: string): string | null;
    has(name: string): boolean;
    entries(): IterableIterator<[string, string]>;
  };
  text(): Promise<string>;
  // biome-ignore lint/suspicious/noExplicitAny: the same as the fetch of browsers
  json(): Promise<any>;
}

/**
 * An HTTP request through the service's own guard for outgoing requests. The number of requests and the size of an
 * answer are limited. It fails when there is no answer; an answer of 404 or 500 is an answer with `ok: false`.
 *
 * ```ts
 * const answer = await fetch('https://hr.example.com/people', {
 *   method: 'POST',
 *   headers: { authorization: `Bearer ${config.token}` },
 *   body: JSON.stringify({ name: 'Ada' }),
 * });
 * if (!answer.ok) throw new Error(`HR answered ${answer.status}`);
 * const { id } = await answer.json();
 * ```
 */
declare function fetch(
  url: string,
  options?: { method?: string; headers?: Record<string, string> | [string, string][]; body?: string },
): Promise<ScriptResponse>;

/**
 * Hashes of texts (as UTF-8), in hexadecimal digits or base64.
 *
 * ```ts
 * const signature = crypto.hmac('sha256', config.secret ?? '', 'text', 'base64');
 * ```
 */
declare const crypto: {
  hmac(
    algorithm: 'sha1' | 'sha256' | 'sha384' | 'sha512',
    key: string,
    text: string,
    encoding?: 'hex' | 'base64',
  ): string;
  sha256(text: string, encoding?: 'hex' | 'base64'): string;
  randomUUID(): string;
};

/** Waits; the time counts towards the task's timeout. */
declare function sleep(ms: number): Promise<null>;

/**
 * A small memory of the task's own, kept from run to run. A key that was never set is null.
 *
 * ```ts
 * const runs = Number((await store.get('runs')) ?? 0) + 1;
 * await store.set('runs', runs);
 * ```
 */
declare const store: {
  get(key: string): Promise<ScriptJson>;
  set(key: string, value: ScriptJson): Promise<void>;
};

/** A user or a group as the directory gave it, with whatever it has beside its id. */
declare interface ScriptScimResource {
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: each directory extends its resources
  readonly [attribute: string]: any;
}

/** A filter as text, or attributes that must all equal their values: `{ userName: 'ada' }`. */
declare type ScriptScimFilter = string | { [attribute: string]: string | number | boolean | null };

/** Which attributes to answer. Default: all that the directory gives. */
declare interface ScriptScimChoice {
  attributes?: string[];
  excludedAttributes?: string[];
}

/** With `etag` (a resource's `meta.version`) a change is refused if somebody else was faster. */
declare interface ScriptScimWrite {
  etag?: string;
}

/** The users or the groups of a SCIM connection. A call fails with the directory's own words. */
declare interface ScriptScimCollection {
  /** Fails if there is none with this id. */
  get(id: string, choice?: ScriptScimChoice): Promise<ScriptScimResource>;
  /** All that the filter lets through. */
  find(filter: ScriptScimFilter, choice?: ScriptScimChoice): Promise<ScriptScimResource[]>;
  /** Null if there is none; fails if there are several. */
  findOne(filter: ScriptScimFilter, choice?: ScriptScimChoice): Promise<ScriptScimResource | null>;
  /** One page. */
  list(query?: ScriptScimChoice & { filter?: ScriptScimFilter; startIndex?: number; count?: number }): Promise<{
    resources: ScriptScimResource[];
    totalResults: number | null;
    startIndex: number;
    nextStartIndex: number | null;
  }>;
  create(resource: object): Promise<ScriptScimResource>;
  replace(id: string, resource: object, write?: ScriptScimWrite): Promise<ScriptScimResource | null>;
  patch(
    id: string,
    operations: { op: 'add' | 'replace' | 'remove'; path?: string; value?: unknown }[],
    write?: ScriptScimWrite,
  ): Promise<ScriptScimResource | null>;
  delete(id: string, write?: ScriptScimWrite): Promise<null>;
}

declare interface ScriptScimClient {
  readonly users: ScriptScimCollection & {
    activate(id: string, write?: ScriptScimWrite): Promise<ScriptScimResource | null>;
    /** Sets `active` to false; the account stays. */
    deactivate(id: string, write?: ScriptScimWrite): Promise<ScriptScimResource | null>;
  };
  readonly groups: ScriptScimCollection & {
    /** By displayName; null if there is none. */
    findByName(displayName: string): Promise<ScriptScimResource | null>;
    members(id: string): Promise<{ value: string; display: string | null; type: 'User' | 'Group' }[]>;
    addMember(groupId: string, userId: string): Promise<null>;
    addMembers(groupId: string, userIds: string[]): Promise<null>;
    removeMember(groupId: string, userId: string): Promise<null>;
    removeMembers(groupId: string, userIds: string[]): Promise<null>;
  };
}

/**
 * The SCIM connection of this name.
 *
 * ```ts
 * const user = await scim('hr').users.findOne({ userName: 'ada' });
 * if (user) await scim('hr').users.deactivate(user.id);
 * ```
 */
declare function scim(connection: string): ScriptScimClient;

/** The second argument of a script's default function: everything above under its name. */
declare interface ScriptContext {
  readonly event: typeof event;
  readonly config: typeof config;
  readonly input: typeof input;
  readonly log: typeof log;
  readonly fetch: typeof fetch;
  readonly crypto: typeof crypto;
  readonly sleep: typeof sleep;
  readonly store: typeof store;
  readonly scim: typeof scim;
}
