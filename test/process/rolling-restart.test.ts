// Every process of a running service replaced, one after the other, under a steady stream of events.
import { once } from 'node:events';
import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { type ChildService, startChildService } from '../support/process.ts';
import { adminToken } from '../support/service.ts';
import { until } from '../support/until.ts';
import { startCrowdedReceiver } from './crowded-receiver.ts';
import { seenOf, wander, writtenOf } from './wandering-subscriber.ts';

const isRefused = (error: unknown) => (error as { cause?: { code?: string } }).cause?.code === 'ECONNREFUSED';

/** What a load balancer knows: which nodes are ready, asked again and again. */
function watchReadiness(urls: () => readonly string[]) {
  let ready: readonly string[] = [];
  let ended = false;
  const isReady = (url: string) =>
    fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1_000) }).then(
      ({ status }) => status === 200,
      () => false,
    );
  const watching = (async () => {
    while (!ended) {
      const all = urls();
      const answers = await Promise.all(all.map(isReady));
      ready = all.filter((_, index) => answers[index]);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  })();
  return {
    ready: () => ready,
    end: async () => {
      ended = true;
      await watching;
    },
  };
}

/** A request of which the node has read the first half. */
async function halfSent(url: string, body: string) {
  const sending = request(`${url}/events`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${adminToken}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    },
  });
  const answer = once(sending, 'response');
  answer.catch(() => {});
  sending.write(body.slice(0, 10));
  await once(sending, 'socket').then(([socket]) => socket.connecting && once(socket, 'connect'));
  return async (): Promise<number> => {
    sending.end(body.slice(10));
    const [response] = await answer;
    response.resume();
    return response.statusCode;
  };
}

test('a rolling restart loses no acknowledged event, cuts no request and no attempt, and no subscriber misses anything', {
  timeout: 300_000,
}, async () => {
  const receiver = await startCrowdedReceiver(() => 200);
  onTestFinished(() => receiver.close());
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const start = (ROLE: string) => startChildService({ DATABASE_URL: database.url, ROLE, DRAIN_SECS: '3' });
  const nodes = await Promise.all(['api', 'api', 'worker', 'worker'].map(start));
  const apis = () => nodes.slice(0, 2).map(({ url }) => url);
  const [first, ...others] = nodes as [ChildService, ...ChildService[]];
  const integration = await first.client.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/target` }],
  });
  const wanderer = wander(apis, 100);
  onTestFinished(() => wanderer.leave());
  const balancer = watchReadiness(apis);
  onTestFinished(() => balancer.end());
  await until('both to be ready', () => balancer.ready().length === 2);

  let over = false;
  const acknowledged: string[] = [];
  const broken: unknown[] = [];
  const stream = async (sender: number) => {
    for (let number = 0; !over; number += 1) {
      const id = `sender-${sender}-${number}`;
      await until(`${id} to be acknowledged`, async () => {
        const ready = balancer.ready();
        const url = ready[(sender + number) % Math.max(ready.length, 1)];
        const node = nodes.find((one) => one.url === url);
        return node?.client.publish('user.created', {}, { id }).then(
          () => true,
          (error: unknown) => {
            if (!isRefused(error)) broken.push(error);
            return false;
          },
        );
      });
      acknowledged.push(id);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  await until('the subscriber to be live', async () => {
    await others[0]?.client.publish('user.created');
    return wanderer.seen().length > 0;
  });
  const streams = [0, 1, 2].map(stream);

  const halves: number[] = [];
  for (const [index, node] of nodes.entries()) {
    await until('attempts to be under way', () => receiver.open('/target') > 0);
    const isApi = index < 2;
    const half = JSON.stringify({ type: 'user.created', id: `half-${index}`, data: {} });
    const finish = isApi ? await halfSent(node.url, half) : undefined;
    node.kill('SIGTERM');
    if (finish) {
      await until('the node to be out of service', () => fetch(node.url).then(() => false, isRefused));
      halves.push(await finish());
      acknowledged.push(`half-${index}`);
    }
    expect(await node.exit).toBe(0);
    expect(node.output()).not.toContain('cut short');
    const before = acknowledged.length;
    nodes[index] = await start(isApi ? 'api' : 'worker');
    await until('the stream to go on', () => acknowledged.length > before + 20);
  }
  over = true;
  await Promise.all(streams);

  expect(broken).toEqual([]);
  expect(halves).toEqual([202, 202]);
  const statuses = () =>
    database.query<{ event: string; status: string; attempts: number; id: string }>(
      'SELECT id, event_id AS event, status::text, attempt_count AS attempts FROM deliveries',
    );
  const rows = await until('all deliveries to end', async () => {
    const all = await statuses();
    return all.every(({ status }) => status === 'success') && all;
  });
  const delivered = new Set(rows.map(({ event }) => event));
  expect(acknowledged.filter((id) => !delivered.has(id))).toEqual([]);
  // Each was sent once: nothing was cut short and made again.
  expect(receiver.ids('/target').toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
  expect(receiver.cut).toEqual([]);
  expect(rows.filter(({ attempts }) => attempts !== 1)).toEqual([]);

  const written = await writtenOf(database, [integration]);
  // The first events may have come before the subscriber.
  const followed = rows.filter(({ event }) => acknowledged.includes(event)).map(({ id }) => id);
  const unseen = () => {
    const seen = seenOf(wanderer.seen(), [integration]);
    return followed
      .filter((id) => `${seen.get(id)}` !== `${written.get(id)}`)
      .map((id) => `${id} was ${written.get(id)}, seen ${seen.get(id)}`);
  };
  await until('the subscriber to see all', () => unseen().length === 0).catch((error: Error) => {
    const missed = unseen();
    throw new Error(`${error.message}: ${missed.length}, as ${missed[0]}; it is ${wanderer.where()}`);
  });
  expect(wanderer.visits).toBeGreaterThan(4);
});
