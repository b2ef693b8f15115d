// A burst of events, one matching HTTP integration: deliveries per second, beside a bare loop that only sends the same
// requests with node-fetch.
import { Agent } from 'node:http';
import fetch from 'node-fetch';
import { startCountingReceiver } from './counting-receiver.ts';
import { sendAll } from './send.ts';
import { startServiceProcess } from './service-process.ts';

const events = 5_000;
const senders = 32;

const bodyOf = (index: number) => `{"email":"user${index}@example.com","type":"user.created"}`;

export async function benchBurst() {
  const receiver = await startCountingReceiver();
  const agent = new Agent({ keepAlive: true, maxSockets: senders });
  try {
    const bare = async (index: number) => {
      const response = await fetch(`${receiver.url}/bare`, {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json' },
        body: bodyOf(index),
      });
      await response.text();
    };
    await sendAll(1_000, senders, bare);
    const barePerSecond = await sendAll(events, senders, bare);
    const ours = await benchService(receiver, 1_000 + events);
    return { events, senders, barePerSecond, ...ours, share: ours.deliveriesPerSecond / barePerSecond };
  } finally {
    agent.destroy();
    await receiver.close();
  }
}

async function benchService(receiver: { url: string; reached(count: number): Promise<void> }, before: number) {
  const service = await startServiceProcess();
  const agent = new Agent({ keepAlive: true, maxSockets: senders });
  const post = async (path: string, body: unknown) => {
    const response = await fetch(`${service.url}${path}`, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${service.token}` },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (response.status >= 300) throw new Error(`${response.status} ${text}`);
  };
  const publish = (index: number) =>
    post('/events', {
      type: 'user.created',
      data: { user_email: `user${index}@example.com`, user_name: `user${index}` },
    });
  try {
    await post('/integrations', {
      name: 'bench',
      triggers: ['user.created'],
      conditions: [{ field: 'user.email', operator: 'ends_with', value: '@example.com', order: 1 }],
      actions: [
        { type: 'http', url: `${receiver.url}/ours`, body: '{"email":"{{.Data.user_email}}","type":"{{.EventType}}"}' },
      ],
    });
    await sendAll(500, senders, publish);
    await receiver.reached(before + 500);
    const begun = performance.now();
    const intakePerSecond = await sendAll(events, senders, publish);
    await receiver.reached(before + 500 + events);
    return { intakePerSecond, deliveriesPerSecond: events / ((performance.now() - begun) / 1_000) };
  } finally {
    agent.destroy();
    await service.stop();
  }
}
