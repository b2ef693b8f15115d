// The clients that people use, as docs/graphql.md has them: pages both ways, errors with their codes, and subscriptions
// that miss nothing when the connection is cut.
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { CombinedGraphQLErrors, gql } from '@apollo/client';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { importSnippets } from '../docs/snippets.ts';
import { adminToken, startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

interface Answer {
  readonly data: any;
  /** Of each error the `extensions.code`. */
  readonly codes: readonly unknown[];
}

let service: TestService;
let proxy: Proxy;
let snippets: Awaited<ReturnType<typeof importSnippets>>;
let integration = '';
let delivery = '';
beforeAll(async () => {
  service = await startTestService();
  proxy = await startProxy(Number(new URL(service.url).port));
  snippets = await importSnippets('graphql.md');
  integration = await service.integration({ triggers: ['user.created'], actions: [{ type: 'log', message: 'x' }] });
  await service.rest('POST', '/events', { events: Array(5).fill({ type: 'user.created' }) });
  const items = await service.deliveries(
    integration,
    (all) => all.length === 5 && all.every(({ status }) => status === 'success'),
  );
  delivery = items[0]?.id;
});
afterAll(async () => {
  await proxy.close();
  await service.stop();
  await snippets.remove();
});

interface Proxy {
  readonly url: string;
  /** Ends every connection without a word. */
  cut(): number;
  close(): Promise<unknown>;
}

/** Stands before the service as load balancers do. */
async function startProxy(port: number): Promise<Proxy> {
  const open = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    const upstream = net.connect(port, '127.0.0.1');
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => {});
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const cut = () => {
    const count = open.size;
    for (const socket of open) socket.destroy();
    return count;
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    close: () => {
      cut();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

type Ask = (client: any, document: string, variables: Record<string, unknown>) => Promise<Answer>;

const urql: Ask = async (client, document, variables) => {
  const asked = document.startsWith('mutation')
    ? client.mutation(document, variables)
    : client.query(document, variables);
  const { data, error } = await asked.toPromise();
  return { data, codes: (error?.graphQLErrors ?? []).map(({ extensions }: any) => extensions.code) };
};

const clients: readonly [name: string, ask: Ask][] = [
  [
    'plain',
    (client, query, variables) =>
      new Promise((resolve, reject) => {
        let answer: Answer = { data: undefined, codes: [] };
        client.subscribe(
          { query, variables },
          {
            next: ({ data, errors = [] }: any) => {
              answer = { data, codes: errors.map(({ extensions }: any) => extensions.code) };
            },
            error: reject,
            complete: () => resolve(answer),
          },
        );
      }),
  ],
  ['urql', urql],
  ['urql-sse', urql],
  [
    'apollo',
    async (client, document, variables) => {
      try {
        const { data } = await (document.startsWith('mutation')
          ? client.mutate({ mutation: gql(document), variables })
          : client.query({ query: gql(document), variables }));
        return { data, codes: [] };
      } catch (error) {
        if (!CombinedGraphQLErrors.is(error)) throw error;
        return { data: error.data, codes: error.errors.map(({ extensions }) => extensions?.code) };
      }
    },
  ],
];

function connect(name: string) {
  const snippet = snippets.modules[name];
  expect(snippet, `the snippet ${name} of docs/graphql.md`).toBeDefined();
  const client = snippet.connect(proxy.url, adminToken);
  onTestFinished(() => {
    client.dispose?.();
    client.stop?.();
  });
  return { client, watch: (onUpdate: (update: any) => void): (() => void) => snippet.watch(client, onUpdate) };
}

const list = `query Page($first: Int, $after: String, $last: Int, $before: String) {
  deliveries(first: $first, after: $after, last: $last, before: $before, sort: OLDEST_FIRST) {
    edges { node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

test.each(clients)('%s pages forwards and backwards by cursors', async (name, ask) => {
  const { client } = connect(name);
  const pages = async (
    next: (pageInfo: any) => Record<string, unknown> | undefined,
    begin: Record<string, unknown>,
  ) => {
    const found: string[][] = [];
    for (let args: Record<string, unknown> | undefined = begin; args; ) {
      const { data, codes } = await ask(client, list, args);
      expect(codes).toEqual([]);
      found.push(data.deliveries.edges.map(({ node }: any) => node.id));
      args = next(data.deliveries.pageInfo);
    }
    return found;
  };
  const forwards = await pages(
    ({ hasNextPage, endCursor }) => (hasNextPage ? { first: 2, after: endCursor } : undefined),
    { first: 2 },
  );
  const backwards = await pages(
    ({ hasPreviousPage, startCursor }) => (hasPreviousPage ? { last: 2, before: startCursor } : undefined),
    { last: 2 },
  );
  expect(forwards.slice(0, 2).map(({ length }) => length)).toEqual([2, 2]);
  expect(backwards.reverse().flat()).toEqual(forwards.flat());
  expect(new Set(forwards.flat()).size).toBe(forwards.flat().length);
});

test.each(clients)('%s sees the code of an error', async (name, ask) => {
  const { client } = connect(name);
  const retry = 'mutation Retry($id: ID!) { retryDelivery(id: $id) { id } }';
  expect((await ask(client, retry, { id: delivery })).codes).toEqual(['CONFLICT']);
  expect((await ask(client, retry, { id: 'nobody' })).codes).toEqual(['NOT_FOUND']);
  expect((await ask(client, 'query Far { deliveries(first: 251) { totalCount } }', {})).codes).toEqual([
    'BAD_USER_INPUT',
  ]);
});

test.each(clients)(
  '%s misses nothing and gets nothing twice when its connection is cut',
  async (name) => {
    const { watch } = connect(name);
    const updates: { id: string; status: string }[] = [];
    const stop = watch((update) => updates.push(update));
    onTestFinished(() => stop());
    // Live once something has come: until then events may be too early.
    await until('the first update', async () => {
      await service.publish('user.created');
      return updates.length > 0;
    });
    const settled = () => service.deliveries(integration, (all) => all.every(({ status }) => status === 'success'));
    const first = (await settled()).length;
    await until('all that has happened so far', () => updates.filter(({ status }) => status === 'SUCCESS').length >= 1);

    expect(proxy.cut()).toBeGreaterThan(0);
    await service.rest('POST', '/events', { events: Array(3).fill({ type: 'user.created' }) });
    const items = await service.deliveries(
      integration,
      (all) => all.length === first + 3 && all.every(({ status }) => status === 'success'),
    );
    const missed = items.slice(0, 3).map(({ id }) => id);
    const successes = () => updates.filter(({ status }) => status === 'SUCCESS').map(({ id }) => id);
    await until('what was missed', () => missed.every((id) => successes().includes(id)), 30_000);
    for (const id of missed)
      expect(updates.filter((update) => update.id === id).map(({ status }) => status)).toEqual([
        'PENDING',
        'RUNNING',
        'SUCCESS',
      ]);
    expect(new Set(successes()).size).toBe(successes().length);
  },
  90_000,
);
