// The one websocket of a log-in: subscriptions, and how the connection is. Queries and changes do not go through it.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type Client, createClient } from 'graphql-ws';
import { stringifyDocument } from 'urql';
import { createStore } from './store.ts';

export type Connection =
  | { readonly state: 'closed' | 'connecting' | 'live' }
  /** A new try begins at `until`, a time as of Date.now(). */
  | { readonly state: 'waiting'; readonly until: number; readonly since: Date }
  /** The machine has no network. */
  | { readonly state: 'offline'; readonly since: Date };

export const connection = createStore<Connection>({ state: 'closed' });

let client: Client | undefined;
let tryNow: (() => void) | undefined;
let lostAt: Date | undefined;

/** Opens it, and keeps it open until closeSocket. @param isOver is told when the service does not take the token. */
export function openSocket(token: string, isOver: () => void): void {
  closeSocket();
  const { protocol, host } = window.location;
  let silence: ReturnType<typeof setTimeout> | undefined;
  const opened: Client = createClient({
    url: `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/graphql`,
    connectionParams: { authorization: `Bearer ${token}` },
    lazy: false,
    onNonLazyError: () => {},
    keepAlive: 10_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: (event) => client === opened && !isRefusal(event),
    retryWait: (tries) => wait(Math.min(1_000 * 2 ** tries, 15_000)),
    on: {
      connected: () => {
        lostAt = undefined;
        connection.set({ state: 'live' });
      },
      closed: (event) => {
        clearTimeout(silence);
        if (client !== opened) return;
        lostAt ??= new Date();
        if (isRefusal(event)) isOver();
      },
      ping: (received) => {
        // A network that is gone says nothing: an answer that does not come does.
        if (!received) silence = setTimeout(() => opened.terminate(), 5_000);
      },
      pong: (received) => {
        if (received) clearTimeout(silence);
      },
    },
  });
  client = opened;
  connection.set({ state: 'connecting' });
}

export function closeSocket(): void {
  const before = client;
  client = undefined;
  lostAt = undefined;
  tryNow?.();
  connection.set({ state: 'closed' });
  void before?.dispose();
}

/** Ends the wait for the next try. */
export const reconnectNow = (): void => tryNow?.();

export interface Watch<Data> {
  readonly next: (data: Data) => void;
  /** The service ended it, in words; there is no more. Not called when it is closed from here. */
  readonly ended?: ((problem: string) => void) | undefined;
  /** Given for streams that have an end, such as a job's. Others, when they are completed, are begun again. */
  readonly completed?: (() => void) | undefined;
}

/**
 * Follows a subscription through lost connections until the function that it returns is called.
 * @param variables is asked again at each connection, so that a cursor in them can move on.
 */
export function watch<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: () => Variables,
  { next, ended, completed }: Watch<Data>,
): () => void {
  const query = stringifyDocument(document);
  let stop = () => {};
  let isWanted = true;
  const begin = () => {
    if (!isWanted || !client) return;
    const payload = {
      query,
      get variables() {
        return variables() as Record<string, unknown>;
      },
    };
    stop = client.subscribe<Data>(payload, {
      next: ({ data, errors }) => {
        if (data) next(data);
        else if (errors?.[0]) ended?.(errors[0].message);
      },
      error: (error) => ended?.(Array.isArray(error) ? (error[0]?.message ?? '') : ''),
      // Completed by the service, such as for one that was too slow: from where it stands.
      complete: () => {
        if (completed) completed();
        else if (isWanted) setTimeout(begin, 1_000);
      },
    });
  };
  begin();
  return () => {
    isWanted = false;
    stop();
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const since = lostAt ?? new Date();
    const show = () =>
      connection.set(
        navigator.onLine ? { state: 'waiting', until: Date.now() + ms, since } : { state: 'offline', since },
      );
    const timer = setTimeout(() => tryNow?.(), ms);
    show();
    tryNow = () => {
      clearTimeout(timer);
      tryNow = undefined;
      if (client) connection.set(navigator.onLine ? { state: 'connecting' } : { state: 'offline', since });
      resolve();
    };
  });
}

const isRefusal = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'code' in event && (event.code === 4403 || event.code === 4401);

window.addEventListener('online', reconnectNow);
window.addEventListener('offline', () => {
  if (client) connection.set({ state: 'offline', since: lostAt ?? new Date() });
});
