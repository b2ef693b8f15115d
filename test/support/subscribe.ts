// A websocket subscriber (graphql-ws) that keeps what it is sent.
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { adminToken } from './service.ts';
import { until } from './until.ts';

export interface Subscriber<Item> {
  readonly items: Item[];
  readonly errors: unknown[];
  awaits(what: string, condition: (items: Item[]) => boolean, limitMs?: number): Promise<Item[]>;
  close(): Promise<void>;
}

/** Resolves when the subscription is live: what happens from then on is seen. */
export async function subscribe<Item>(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Subscriber<Item>> {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${adminToken}` },
    retryAttempts: 0,
    lazy: false,
    // The promise below tells.
    onNonLazyError: () => {},
  });
  await new Promise<void>((resolve, reject) => {
    client.on('connected', () => resolve());
    client.on('closed', (event) => reject(event));
  });
  const items: Item[] = [];
  const errors: unknown[] = [];
  client.subscribe<Record<string, Item>>(
    { query, variables },
    {
      next: ({ data, errors: wrong }) => {
        if (wrong) errors.push(...wrong);
        for (const item of Object.values(data ?? {})) items.push(item);
      },
      error: (error) => void errors.push(error),
      complete: () => {},
    },
  );
  return {
    items,
    errors,
    awaits: (what, condition, limitMs) => until(what, () => condition(items) && items, limitMs),
    close: async () => client.dispose(),
  };
}
