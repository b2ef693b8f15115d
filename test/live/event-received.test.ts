// The live stream of events, over two nodes.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { subscribe } from '../support/subscribe.ts';
import { until } from '../support/until.ts';

interface Item {
  readonly uid: string;
  readonly id: string;
  readonly type: string;
  readonly data: { readonly n?: number };
}

let one: TestService;
let other: TestService;
beforeAll(async () => {
  one = await startTestService({ config: { role: 'api' } });
  other = await startTestService({ config: { role: 'api' }, database: one.database });
});
afterAll(async () => {
  await other.stop();
  await one.stop();
});

const document =
  'subscription ($type: [String!], $after: ID) { eventReceived(type: $type, after: $after) { uid id type data } }';

/** A stream that is known to be live: what is published from then on is in `items`. */
async function watch(variables: Record<string, unknown> = {}) {
  const stream = await subscribe<Item>(one.url, document, variables);
  await until('the stream to be live', async () => {
    await one.publish('group.created', { n: -1 });
    return stream.items.length > 0 || stream.errors.length > 0;
  });
  return stream;
}

test('each event comes once, whichever node received it, and whether or not anything matches', async () => {
  const stream = await watch();
  const sent = await Promise.all(
    Array.from({ length: 200 }, (_, n) => (n % 2 ? one : other).publish('user.created', { n })),
  );
  const mine = () => stream.items.filter(({ type }) => type === 'user.created');
  await stream.awaits('all events', () => mine().length >= 200);
  expect(
    mine()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(sent.map(({ id }) => id).sort());
  await stream.close();
});

test('what was missed comes first when a stream comes back with the last uid, each event once', async () => {
  const stream = await watch({ type: ['group.*'] });
  const last = (await stream.awaits('one', (items) => items.length > 0)).at(-1) as Item;
  await stream.close();
  const missed = [await other.publish('group.updated', { n: 1 }), await one.publish('group.deleted', { n: 2 })];
  await one.publish('user.updated');
  const again = await subscribe<Item>(one.url, document, { type: ['group.*'], after: last.uid });
  await again.awaits('what was missed', (items) => items.some(({ id }) => id === missed[1]?.id));
  const { id } = await other.publish('group.updated', { n: 3 });
  await again.awaits('the next one', (items) => items.some((item) => item.id === id));
  const numbered = again.items.filter(({ data }) => (data.n ?? 0) > 0);
  expect(numbered.map(({ data }) => data.n)).toEqual([1, 2, 3]);
  expect(again.items.filter(({ type }) => !type.startsWith('group.'))).toEqual([]);
  await again.close();
});

test('an event that is stored late, behind others, still comes', async () => {
  const stream = await watch();
  const newest = stream.items.at(-1) as Item;
  // As if another node had made the id before and its commit had been slow.
  const earlier = new Date(Number.parseInt(newest.uid.slice(0, 8) + newest.uid.slice(9, 13), 16) - 10_000);
  const hex = earlier.getTime().toString(16).padStart(12, '0');
  const uid = `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000001`;
  await one.database.query(
    `INSERT INTO events (uid, id, type, fired_at, data, received_at) VALUES ($1, 'late', 'user.created', now(), '{}', now())`,
    [uid],
  );
  await stream.awaits('the late event', (items) => items.some((item) => item.uid === uid));
  await stream.close();
});

test('a wrong type and a wrong place are refused by their path', async () => {
  for (const [variables, path] of [
    [{ type: ['user.made'] }, 'type[0]'],
    [{ after: 'x' }, 'after'],
  ] as const) {
    const stream = await subscribe<Item>(one.url, document, variables);
    await until('the refusal', () => stream.errors.length > 0);
    expect(stream.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', problems: [{ path }] } }]);
    await stream.close();
  }
});
