// What providers really send, signed: each request gets the answer that the provider expects, and becomes the events
// that it means.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { type Sample, samples, sampleTime, settingsOf } from './read-samples.ts';

let service: TestService;
let everything: string;

beforeAll(async () => {
  service = await startTestService({ now: () => sampleTime });
  everything = await service.integration({ triggers: ['*'], actions: [{ type: 'log', message: 'x' }] });
});
afterAll(() => service.stop());

const create = 'mutation($input: CreateSourceInput!) { createSource(input: $input) { id name path } }';

/** Each sample has a source of its own, so that none depends on another. */
async function prepared(sample: Sample): Promise<string> {
  const input = { name: sample.name, kind: sample.config.provider, settings: settingsOf(sample) };
  const { data, errors } = await service.graphql(create, { input });
  expect(errors).toBeUndefined();
  return data.createSource.path;
}

const send = async ({ request }: Sample, path: string) => {
  const { method, headers, body } = request;
  const address = request.path.replace(/^\/events\/[^/?]+/, path);
  const response = await fetch(`${service.url}${address}`, { method, headers, ...(method !== 'GET' && { body }) });
  return { status: response.status, type: response.headers.get('content-type') ?? '', text: await response.text() };
};

const eventsOf = (source: string) =>
  service.database.query<Record<string, any>>(
    `SELECT e.*, (SELECT count(*)::int FROM deliveries d WHERE d.event_uid = e.uid) AS deliveries
     FROM events e WHERE source = $1 ORDER BY uid`,
    [source],
  );

test.each(samples)(
  '$name is answered as its provider expects, and becomes the events that it means',
  async (sample) => {
    const path = await prepared(sample);
    const answer = await send(sample, path);
    const { status, status_also_ok = [], response, events = [], unmapped_types = [] } = sample.expect;
    expect([status, ...status_also_ok], answer.text).toContain(answer.status);
    if (response?.empty_body) expect(answer.text).toBe('');
    if (response?.content_type) expect(answer.type).toContain(response.content_type);
    if (response?.text !== undefined) expect(answer.text).toBe(response.text);
    if (response?.json !== undefined) expect(JSON.parse(answer.text)).toEqual(response.json);

    const stored = await eventsOf(sample.name);
    const mapped = stored.filter(({ type }) => type !== 'unmapped');
    expect(mapped).toHaveLength(events.length);
    for (const [index, wanted] of events.entries()) {
      const event = mapped[index];
      expect(event).toMatchObject({
        type: wanted.type,
        actor_id: wanted.actor_id,
        actor_email: wanted.actor_email,
        ip_address: wanted.ip_address,
        deliveries: 1,
      });
      expect(event?.fired_at.toISOString()).toBe(wanted.fired_at);
      expect(event?.data).toMatchObject(wanted.data);
      for (const value of Object.values(event?.data)) expect(['', null, 'unknown']).not.toContain(value);
    }
    const unmapped = stored.filter(({ type }) => type === 'unmapped');
    expect(unmapped.map(({ original_type }) => original_type)).toEqual(unmapped_types);
    for (const event of unmapped) expect(event.deliveries).toBe(0);
    if (sample.expect.kept_unmapped) expect(Object.keys(unmapped[0]?.data)).not.toHaveLength(0);
  },
);

test.each(samples)('$name sent again is answered the same way and tells of nothing new', async (sample) => {
  const before = await eventsOf(sample.name);
  expect(before.map(({ duplicate_count }) => duplicate_count)).toEqual(before.map(() => 0));
  const answer = await send(sample, `/events/${sample.name}`);
  expect([sample.expect.status, ...(sample.expect.status_also_ok ?? [])]).toContain(answer.status);
  expect(await eventsOf(sample.name)).toEqual(before.map((event) => ({ ...event, duplicate_count: 1 })));
});

test('no two sources share an id, although they received the same message', async () => {
  const ids = await service.database.query<{ id: string }>('SELECT id FROM events WHERE source IS NOT NULL');
  expect(new Set(ids.map(({ id }) => id)).size).toBe(ids.length);
  const { body } = await service.rest('GET', `/integrations/${everything}/deliveries?limit=250`);
  const events = samples.flatMap(({ expect: wanted }) => wanted.events ?? []);
  expect(body.items).toHaveLength(events.length);
});
