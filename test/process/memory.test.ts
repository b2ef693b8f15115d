import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { createTestDatabase } from '../support/database.ts';
import { startChildService } from '../support/process.ts';
import { adminToken } from '../support/service.ts';

const residentMiB = async (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

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

test.runIf(process.platform === 'linux')(
  'the memory of the service does not grow with subscribers that have left (C083)',
  async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    const { url, pid } = await startChildService({ DATABASE_URL: database.url });
    const rounds = async (count: number) => {
      for (let round = 0; round < count; round += 1)
        await Promise.all(Array.from({ length: 10 }, (_, index) => comeAndGo(url, index)));
    };
    await rounds(40);
    const before = await residentMiB(pid);
    await rounds(80);
    expect((await residentMiB(pid)) - before).toBeLessThan(48);
  },
);
