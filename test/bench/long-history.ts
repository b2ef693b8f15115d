// W6: a history of two million deliveries: pages, filters and their combinations through both doors, and the intake
// beside a service whose history is empty.
import { type BenchOptions, type Line, load, median, percent, quantile, round, waitFor } from './measure.ts';
import { type HistoryPlaces, seedHistory } from './seed-history.ts';
import { type Client, createClient, sendAll } from './send.ts';
import { type ServiceProcess, startServiceProcess } from './service-process.ts';
import { createIntegration, openDeliveries, publish } from './setup.ts';
import { startTimedReceiver } from './timed-receiver.ts';

const pageBarMs = 30;
const intakeBar = 0.9;
const pageSize = 50;
const queriesEach = 9;

export async function benchLongHistory({ quick }: BenchOptions): Promise<Line[]> {
  const deliveries = quick ? 200_000 : 2_000_000;
  const receiver = await startTimedReceiver();
  const services = await Promise.all([startServiceProcess(), startServiceProcess()]);
  const [empty, full] = services;
  try {
    for (const service of services) {
      const client = createClient(service);
      await createIntegration(client, { name: 'bench', url: `${receiver.url}/ours` });
      client.close();
    }
    const begun = performance.now();
    const places = await seedHistory(full.sql, deliveries);
    console.log(`${deliveries} deliveries seeded in ${round((performance.now() - begun) / 1_000)} s`);
    const client = createClient(full, 1);
    const pages = await pageLines(client, places);
    client.close();
    return [...pages, await intakeLine(empty, full, quick ? 1 : 3, quick ? 1_000 : 3_000)];
  } finally {
    await Promise.all(services.map((service) => service.stop()));
    await receiver.close();
  }
}

const document = `query Page($filter: DeliveryFilter, $after: String) {
  deliveries(first: ${pageSize}, after: $after, filter: $filter) {
    edges { node { id status attemptCount eventType createdAt integration { id name } } } pageInfo { hasNextPage endCursor }
  }
}`;

async function pageLines(client: Client, places: HistoryPlaces): Promise<Line[]> {
  const { busy, quiet, eventId, at } = places;
  const deep = Buffer.from(`deliveries:${places.thousandthPage}`).toString('base64url');
  const [from, to] = [at(0.501), at(0.5)];
  const filters: Record<string, { filter?: Record<string, unknown>; after?: string }> = {
    'first page': {},
    '1,000th page': { after: deep },
    'one integration': { filter: { integrationId: busy } },
    'a quiet integration': { filter: { integrationId: quiet } },
    'status FAILED, one in 1,000': { filter: { status: ['FAILED'] } },
    'status SUCCESS or FAILED': { filter: { status: ['SUCCESS', 'FAILED'] } },
    'status PENDING, none': { filter: { status: ['PENDING'] } },
    'one event type': { filter: { eventType: ['user.updated'] } },
    'a rare event type': { filter: { eventType: ['group.deleted'] } },
    'two event types': { filter: { eventType: ['user.created', 'group.deleted'] } },
    'one event': { filter: { eventId } },
    'created in a range halfway': { filter: { createdAfter: from, createdBefore: to } },
    'created before the oldest': { filter: { createdBefore: at(1.1) } },
    'integration + FAILED': { filter: { integrationId: busy, status: ['FAILED'] } },
    'quiet integration + FAILED': { filter: { integrationId: quiet, status: ['FAILED'] } },
    'integration + rare type': { filter: { integrationId: busy, eventType: ['group.deleted'] } },
    'integration + range': { filter: { integrationId: busy, createdAfter: from, createdBefore: to } },
    'FAILED + rare type': { filter: { status: ['FAILED'], eventType: ['group.deleted'] } },
    'FAILED + range': { filter: { status: ['FAILED'], createdAfter: from, createdBefore: to } },
    'all filters': {
      filter: {
        integrationId: busy,
        status: ['FAILED'],
        eventType: ['user.updated'],
        createdAfter: from,
        createdBefore: to,
      },
    },
  };
  const lines: Line[] = [];
  for (const [name, variables] of Object.entries(filters)) {
    const line = await timed(name, async () => {
      const answer = await client.call<{ errors?: unknown }>('POST', '/graphql', { query: document, variables });
      if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    });
    const path = restPath(variables);
    const rest = path && (await timed(name, async () => void (await client.call('GET', path))));
    lines.push({
      query: name,
      'GraphQL ms': line.middle,
      worst: line.worst,
      ...(rest && { 'REST ms': rest.middle, 'REST worst': rest.worst }),
      bar: `<= ${pageBarMs}`,
      met: Math.max(line.middle, rest ? rest.middle : 0) <= pageBarMs ? 'yes' : 'NO',
    });
  }
  return lines;
}

/** The same page over REST, which lists the deliveries of one integration. */
function restPath({ filter = {}, after }: { filter?: Record<string, unknown>; after?: string }): string | undefined {
  const { integrationId, status, eventType, createdAfter, createdBefore } = filter;
  if (integrationId === undefined) return undefined;
  const query = new URLSearchParams({ limit: String(pageSize) });
  if (after) query.set('cursor', after);
  if (status) query.set('status', String(status).toLowerCase());
  if (eventType) query.set('event_type', String(eventType));
  if (createdAfter) query.set('since', String(createdAfter));
  if (createdBefore) query.set('until', String(createdBefore));
  return `/integrations/${integrationId}/deliveries?${query}`;
}

async function timed(what: string, query: () => Promise<void>): Promise<{ middle: number; worst: number }> {
  const times: number[] = [];
  for (let index = 0; index < queriesEach; index += 1) {
    const begun = performance.now();
    await query();
    times.push(performance.now() - begun);
    // A page that takes seconds is understood after one more.
    if (index > 0 && times.every((time) => time > 2_000)) break;
  }
  if (times.length === 0) throw new Error(what);
  return { middle: round(median(times)), worst: round(quantile(times, 1)) };
}

async function intakeLine(empty: ServiceProcess, full: ServiceProcess, rounds: number, events: number): Promise<Line> {
  const rates: { empty: number; full: number }[] = [];
  for (let number = -1; number < rounds; number += 1) {
    const one = { empty: await intakeRate(empty, events), full: await intakeRate(full, events) };
    if (number >= 0) rates.push(one);
  }
  const share = median(rates.map((one) => one.full / one.empty));
  return {
    query: `intake, events/s: empty ${round(median(rates.map((one) => one.empty)))}, full ${round(median(rates.map((one) => one.full)))}`,
    share: percent(share),
    bar: percent(intakeBar),
    met: share >= intakeBar ? 'yes' : 'NO',
    load: load(),
  };
}

async function intakeRate(service: ServiceProcess, events: number): Promise<number> {
  const client = createClient(service);
  const rate = await sendAll(events, 32, (n) => publish(client, n));
  client.close();
  await waitFor('all settled', async () => (await openDeliveries(service.sql)) === 0, 300_000);
  return rate;
}
