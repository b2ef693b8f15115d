// Many websocket subscribers in a thread of their own. They speak graphql-transport-ws over plain sockets: a client
// library for each would cost more than the service does.
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { WebSocket } from 'ws';

export interface SubscriberThread {
  /** One subscriber for each integration id, all live when it resolves. */
  subscribe(integrationIds: readonly string[]): Promise<void>;
  /** Milliseconds from each change to its arrival, of all subscribers since the last `subscribe`. */
  updates(): Promise<number[]>;
  closeAll(): Promise<void>;
  stop(): Promise<void>;
}

type Order = { readonly subscribe: readonly string[] } | 'updates' | 'close';

export function startSubscriberThread(url: string, token: string): SubscriberThread {
  const worker = new Worker(new URL(import.meta.url), { workerData: { url, token } });
  const ask = async <Answer>(order: Order): Promise<Answer> => {
    worker.postMessage(order);
    const [answer] = (await once(worker, 'message')) as [Answer];
    return answer;
  };
  return {
    subscribe: (integrationIds) => ask({ subscribe: integrationIds }),
    updates: () => ask('updates'),
    closeAll: () => ask('close'),
    stop: async () => void (await worker.terminate()),
  };
}

const query = `subscription ($id: ID) {
  deliveryUpdated(integrationId: $id, status: [SUCCESS, FAILED]) { id status attemptCount updatedAt cursor }
}`;

interface Message {
  readonly type: string;
  readonly payload?: { readonly data?: { readonly deliveryUpdated: { readonly updatedAt: string } } };
}

if (!isMainThread && parentPort) {
  const port = parentPort;
  const { url, token } = workerData as { url: string; token: string };
  const sockets: WebSocket[] = [];
  let delays: number[] = [];

  const subscribe = (integrationId: string) =>
    new Promise<void>((resolve, reject) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
      const send = (message: object) => socket.send(JSON.stringify(message));
      sockets.push(socket);
      socket.on('error', reject);
      socket.on('open', () => send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
      socket.on('message', (text) => {
        const at = Date.now();
        const { type, payload } = JSON.parse(String(text)) as Message;
        if (type === 'ping') send({ type: 'pong' });
        else if (type === 'next' && payload?.data) delays.push(at - Date.parse(payload.data.deliveryUpdated.updatedAt));
        else if (type === 'connection_ack') {
          send({ id: '1', type: 'subscribe', payload: { query, variables: { id: integrationId } } });
          // Answered after the subscription before it has been read.
          send({ type: 'ping' });
        } else if (type === 'pong') resolve();
      });
    });

  const closeAll = () =>
    Promise.all(
      sockets.splice(0).map((socket) => {
        const closed = once(socket, 'close');
        socket.close();
        return closed;
      }),
    );

  port.on('message', async (order: Order) => {
    if (order === 'updates') port.postMessage(delays);
    else if (order === 'close') port.postMessage((await closeAll()).length);
    else {
      delays = [];
      for (let at = 0; at < order.subscribe.length; at += 50)
        await Promise.all(order.subscribe.slice(at, at + 50).map(subscribe));
      port.postMessage('subscribed');
    }
  });
}
