import { once } from 'node:events';
import { onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { createTestDatabase } from '../support/database.ts';
import { type ChildService, startChildService } from '../support/process.ts';
import { adminToken } from '../support/service.ts';
import { until } from '../support/until.ts';

/** On SIGUSR2 a service says what it really holds: after a collection, twice, for the first may only end one that had begun. */
const sayHeld = `import v8 from 'node:v8'; import vm from 'node:vm'; v8.setFlagsFromString('--expose-gc');
const gc = vm.runInNewContext('gc');
process.on('SIGUSR2', () => { gc(); setTimeout(() => { gc(); const { heapUsed, external } = process.memoryUsage();
  console.log('held', heapUsed + external); }, 100); });`;

async function heldMiB(service: ChildService): Promise<number> {
  const said = () => [...service.output().matchAll(/^held (\d+)$/gm)];
  const before = said().length;
  service.kill('SIGUSR2');
  const held = await until('what is held', () => said()[before]?.[1]);
  return Number(held) / 2 ** 20;
}

/** Half of them leave with `complete`, half vanish. */
async function comeAndGo(url: string, index: number): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  const send = (message: unknown) => socket.send(JSON.stringify(message));
  send({ type: 'connection_init', payload: { authorization: `Bearer ${adminToken}` } });
  await once(socket, 'message');
  send({ id: 's', type: 'subscribe', payload: { query: 'subscription { deliveryUpdated { id } }' } });
  send({ type: 'ping' });
  await once(socket, 'message');
  if (index % 2 === 0) {
    send({ id: 's', type: 'complete' });
    socket.close();
  } else socket.terminate();
  await once(socket, 'close');
}

test('the memory of the service does not grow with subscribers that have left (C083)', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const service = await startChildService({
    DATABASE_URL: database.url,
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(sayHeld)}`,
  });
  const rounds = async (count: number) => {
    for (let round = 0; round < count; round += 1)
      await Promise.all(Array.from({ length: 10 }, (_, index) => comeAndGo(service.url, index)));
  };
  await rounds(40);
  const before = await heldMiB(service);
  await rounds(80);
  // 800 have come and gone: 10 KiB that one of them left behind would be too much.
  await until('them to be forgotten', async () => (await heldMiB(service)) - before < 8);
});
