// `npm run demo`: the real service with an embedded database, a receiver that prints what arrives, sample
// integrations, a task, and a sample event every second. Everything goes through the doors that clients use.
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { readConfig } from '../config.ts';
import { eventTypes } from '../domain/event-types.ts';
import { createLog } from '../infra/log.ts';
import { parseOutboundAllow } from '../infra/outbound/outbound-allow.ts';
import { startService } from '../service.ts';
import { startFailureText } from '../start-failure.ts';
import { type DemoSource, type GraphQLClient, readArguments, startDemoSource } from './demo-source.ts';
import { startDemoReceiver } from './receiver.ts';
import { sampleIntegrations } from './sample-integrations.ts';
import { sampleTask } from './sample-task.ts';

const print = (mark: string, line: string) => process.stdout.write(`${mark} ${line}\n`);

async function main(): Promise<void> {
  const kind = readArguments(process.argv.slice(2));
  const token = process.env.ADMIN_TOKEN ?? `demo_${randomBytes(12).toString('hex')}`;
  const defaults = { DATA_DIR: './data/demo', LOG_LEVEL: 'warn', OUTBOUND_ALLOW: '127.0.0.0/8' };
  const env = { ...defaults, ...process.env, ADMIN_TOKEN: token };
  const config = readConfig(env, (entries) => parseOutboundAllow(entries).problems);
  print('…', 'starting PostgreSQL and the service');
  const service = await startService(config, createLog(config.logLevel));
  const receiver = await startDemoReceiver((line) => print('  ← receiver:', line));
  let source: DemoSource | undefined;
  const stopped = new AbortController();
  const stop = async () => {
    if (stopped.signal.aborted) return;
    stopped.abort();
    print('…', 'stopping');
    await service.stop();
    await source?.close();
    await receiver.close();
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);

  const graphql = createGraphQLClient(service.url, token);
  await replaceSamples(graphql, receiver.url);
  showLiveUpdates(service.url, token);
  process.stdout.write(welcome(service.url, token));
  source = kind && (await startDemoSource({ url: service.url, graphql, print }, kind));
  await wait(3_000, undefined, { signal: stopped.signal }).catch(() => {});
  for (let turn = 0; !stopped.signal.aborted; turn += 1) {
    await (source ? source.send() : publishSample(graphql, turn));
    await wait(1_000, undefined, { signal: stopped.signal }).catch(() => {});
  }
}

async function publishSample(graphql: GraphQLClient, turn: number): Promise<void> {
  const { fired_at: _, ...event } = sampleOf(turn);
  print('→ event:', event.type);
  await graphql(`mutation ($input: PublishEventInput!) { publishEvent(input: $input) { deliveryCount } }`, {
    input: { type: event.type, actorEmail: event.actor_email, ipAddress: event.ip_address, data: event.data },
  });
}

const frequent = ['user.created', 'login.failed', 'group.member_added', 'access_request.approved'];

/** Mostly events that the samples react to; every third one is any of the 29. */
function sampleOf(turn: number): (typeof eventTypes)[number]['sample'] {
  const any = eventTypes[(turn / 3) % eventTypes.length];
  const type = turn % 3 === 0 ? any : eventTypes.find(({ name }) => name === frequent[turn % frequent.length]);
  return (type ?? (any as (typeof eventTypes)[number])).sample;
}

function createGraphQLClient(url: string, token: string): GraphQLClient {
  return async (query, variables) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data: Record<string, never>; errors?: { message: string }[] };
    if (errors) throw new Error(errors.map(({ message }) => message).join('; '));
    return data;
  };
}

async function replaceSamples(graphql: GraphQLClient, receiverUrl: string): Promise<void> {
  const old = (await graphql(`{
    integrations(first: 250, filter: { name: "Demo: " }) { edges { node { id } } }
    tasks(first: 250, filter: { name: "Demo: " }) { edges { node { id } } } }`)) as unknown as Record<
    'integrations' | 'tasks',
    { edges: { node: { id: string } }[] }
  >;
  for (const { node } of old.integrations.edges)
    await graphql('mutation ($id: ID!) { deleteIntegration(id: $id) { id } }', { id: node.id });
  for (const { node } of old.tasks.edges)
    await graphql('mutation ($id: ID!) { deleteTask(id: $id) { id } }', { id: node.id });
  const made = (await graphql('mutation ($input: CreateTaskInput!) { createTask(input: $input) { id } }', {
    input: sampleTask,
  })) as unknown as { createTask: { id: string } };
  for (const input of sampleIntegrations(receiverUrl, made.createTask.id))
    await graphql('mutation ($input: CreateIntegrationInput!) { createIntegration(input: $input) { id } }', { input });
}

interface Update {
  readonly status: string;
  readonly attemptCount: number;
  readonly actionType: string;
  readonly error: string | null;
  readonly integration: { readonly name: string };
}

function showLiveUpdates(url: string, token: string): void {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
  });
  client.subscribe<{ deliveryUpdated: Update }>(
    { query: 'subscription { deliveryUpdated { status attemptCount actionType error integration { name } } }' },
    {
      next: ({ data }) => {
        if (!data) return;
        const { status, attemptCount, actionType, error, integration } = data.deliveryUpdated;
        const attempts = attemptCount > 0 ? `, ${attemptCount} attempt(s)` : '';
        const why = status !== 'SUCCESS' && error ? `: ${error}` : '';
        print('    • live:', `${integration.name} (${actionType}) ${status}${attempts}${why}`);
      },
      error: () => {},
      complete: () => {},
    },
  );
}

const welcome = (url: string, token: string) => `
  iam-integrations is running at ${url}
  admin page   ${url}/ui/
  playground   ${url}/graphql   (put the token into its headers)
  admin token  ${token}   (sign in with it)

  Try these:

  curl -s ${url}/events -H 'authorization: Bearer ${token}' -H 'content-type: application/json' \\
    -d '{"type":"user.created","data":{"user_email":"you@example.com","user_name":"you"}}'

  curl -s ${url}/graphql -H 'authorization: Bearer ${token}' -H 'content-type: application/json' \\
    -d '{"query":"{ deliveries(first: 5) { edges { node { status attemptCount eventType integration { name } error } } } }"}'

  curl -sN ${url}/graphql -H 'authorization: Bearer ${token}' -H 'content-type: application/json' \\
    -H 'accept: text/event-stream' -d '{"query":"subscription { deliveryUpdated { id status eventType } }"}'

  A sample event follows every second. Stop with Ctrl-C.
  An identity provider that signs its own events:  npm run demo -- --source okta   (or another kind)

`;

main().catch((error: unknown) => {
  process.stderr.write(`${startFailureText(error)}\n`);
  process.exit(1);
});
