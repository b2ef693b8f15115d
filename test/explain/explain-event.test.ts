// Why an event fired or did not: every verdict, over both doors.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
let receiver: Receiver;
beforeAll(async () => {
  service = await startTestService();
  receiver = await startReceiver();
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

const condition = (field: string, operator: string, value?: string) => ({ field, operator, value, order: 1 });
const integration = (name: string, more: Record<string, unknown> = {}) =>
  service.integration({
    name,
    triggers: ['group.created'],
    actions: [
      {
        type: 'http',
        url: `${receiver.url}/{{.Data.group_id}}`,
        headers: { 'X-Api-Key': 'key-of-the-target' },
        body: '{"id":"{{.Data.group_id}}"}',
        auth: { type: 'bearer', token: 'secret-token' },
      },
    ],
    ...more,
  });
const explain = async (event: string, query = '') => {
  const { status, body } = await service.rest('GET', `/events/${event}/explain${query}`);
  expect({ status, errors: body.errors }).toEqual({ status: 200, errors: undefined });
  return body;
};
const of = (body: any, name: string) =>
  body.integrations.find((one: { integration_name: string }) => one.integration_name === name);

test('an event that fired tells which integrations did, what they sent, and why the others did not', async () => {
  const ids = {
    fires: await integration('fires', { conditions: [condition('group_id', 'eq', 'g1')] }),
    near: await integration('near', {
      conditions: [condition('group_id', 'starts_with', 'g'), condition('Data.owner', 'eq', 'ann')],
    }),
    far: await integration('far', { conditions: [condition('a', 'eq', '1'), condition('b', 'eq', '2')] }),
    other: await integration('other', { triggers: ['user.*'] }),
    off: await integration('off', { enabled: false }),
    paused: await integration('paused'),
  };
  await service.rest('POST', `/integrations/${ids.paused}/pause`);
  await service.publish('group.created', { group_id: 'g1', owner: 'bob' }, { id: 'e1' });
  await service.deliveries(ids.fires, ([first]) => first?.status === 'success');
  await integration('later');

  const body = await explain('e1');
  expect(body).toMatchObject({ verdict: 'matched', total: 7 });
  expect(body.counts).toEqual({ fired: 2, fires: 1, near_miss: 2, conditions: 1, trigger: 1 });
  expect(body.summary).toBe('It made 2 deliveries. 2 integrations would fire but for one thing.');
  const verdictOf = (name: string) => [name, of(body, name).verdict];
  expect(['fires', 'paused', 'later', 'near', 'off', 'far', 'other'].map(verdictOf)).toEqual([
    ['fires', 'fired'],
    ['paused', 'waiting'],
    ['later', 'created_later'],
    ['near', 'conditions'],
    ['off', 'disabled'],
    ['far', 'conditions'],
    ['other', 'no_trigger'],
  ]);
  // Those that fired first, then those that nearly did.
  expect(body.integrations.map((one: { integration_name: string }) => one.integration_name)).toEqual([
    'fires',
    'paused',
    'later',
    'near',
    'off',
    'far',
    'other',
  ]);

  const near = of(body, 'near');
  expect(near).toMatchObject({
    fires: false,
    trigger: 'group.created',
    reason: 'One condition does not hold: conditions[1].',
  });
  expect(near.conditions).toEqual([
    {
      path: 'conditions[0]',
      holds: true,
      field: 'group_id',
      operator: 'starts_with',
      value: 'g',
      actual: 'g1',
      found_by: 'exact_key',
      found_at: 'Data.group_id',
    },
    {
      path: 'conditions[1]',
      holds: false,
      field: 'Data.owner',
      operator: 'eq',
      value: 'ann',
      actual: 'bob',
      found_by: 'data_prefix',
      found_at: 'Data.owner',
    },
  ]);
  expect(of(body, 'far').conditions[0]).toMatchObject({ actual: null, found_by: null, found_at: null });
  const fired = of(body, 'fires');
  expect(fired.deliveries).toMatchObject([{ status: 'success', integration_id: ids.fires }]);
  expect(fired.actions[0].request).toMatchObject({ method: 'POST', url: `${receiver.url}/g1`, body: '{"id":"g1"}' });
  expect(fired.actions[0].request.headers).toMatchObject({ Authorization: '********', 'X-Api-Key': '********' });
  expect(JSON.stringify(body)).not.toMatch(/secret-token|key-of-the-target/);
  expect(receiver.received).toHaveLength(1);

  // Changed since, and no longer so: what happened stays what happened.
  await service.rest('PUT', `/integrations/${ids.fires}`, { conditions: [condition('group_id', 'eq', 'g2')] });
  await service.rest('PUT', `/integrations/${ids.near}`, { conditions: [] });
  const after = await explain('e1');
  expect(of(after, 'fires')).toMatchObject({ verdict: 'fired', fires: false });
  expect(of(after, 'fires').reason).toBe('It fired: there is 1 delivery. As it is now it would not fire.');
  expect(of(after, 'near')).toMatchObject({ verdict: 'changed_later', fires: true, deliveries: [] });
  expect((await explain('e1', `?integration_id=${ids.near}`)).integrations).toHaveLength(1);

  await service.rest('DELETE', `/integrations/${ids.fires}`);
  expect(of(await explain('e1'), 'fires')).toMatchObject({
    verdict: 'fired',
    reason: 'It fired, and has been deleted since.',
    conditions: [],
    actions: [],
  });
});

test('an event that matched nothing says so, and counts its duplicates', async () => {
  await service.publish('group.deleted', {}, { id: 'alone' });
  await service.publish('group.deleted', {}, { id: 'alone' });
  const body = await explain('alone');
  expect(body).toMatchObject({ verdict: 'nothing_matched', event: { delivery_count: 0, duplicate_count: 1 } });
  expect(body.summary).toBe(
    'No integration matched when it came in. Its id came again 1 time: a duplicate is answered, and runs nothing.',
  );
});

test('an event that was stopped by its depth says so for whatever would have fired', async () => {
  await integration('deep', { triggers: ['task.run_failed'], actions: [{ type: 'log', message: 'x' }] });
  await service.publish('task.run_failed', {}, { id: 'deep' });
  await service.database.query(`UPDATE events SET stopped_by = 'depth', delivery_count = 0 WHERE id = 'deep'`);
  await service.database.query(`DELETE FROM deliveries WHERE event_id = 'deep'`);
  const body = await explain('deep');
  expect(body.verdict).toBe('stopped');
  expect(body.summary).toContain('more than 8 events of this service led to it');
  expect(of(body, 'deep').verdict).toBe('stopped');
});

test('a delivery that is no longer kept is told from one that never was', async () => {
  await integration('kept', { triggers: ['mfa.enrolled'], actions: [{ type: 'log', message: 'x' }] });
  await service.publish('mfa.enrolled', {}, { id: 'old' });
  await service.database.query(`DELETE FROM deliveries WHERE event_id = 'old'`);
  expect(of(await explain('old'), 'kept').verdict).toBe('forgotten');
});

test('of many integrations a page is shown', async () => {
  await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      integration(`many ${index}`, {
        triggers: ['application.created'],
        conditions: [condition('n', 'eq', String(index))],
      }),
    ),
  );
  await service.publish('application.created', { n: 7 }, { id: 'many' });
  const body = await explain('many', '?limit=5');
  expect(body.integrations).toHaveLength(5);
  expect(body.integrations[0]).toMatchObject({ integration_name: 'many 7', verdict: 'fired' });
  const next = await explain('many', '?limit=5&offset=5');
  const names = [...body.integrations, ...next.integrations].map(
    (one: { integration_id: string }) => one.integration_id,
  );
  expect(new Set(names).size).toBe(10);
});

test.each([
  ['/events/none/explain', 404, undefined],
  ['/events/many/explain?integration_id=0198c0de-0000-7000-8000-000000000001', 404, undefined],
  ['/events/many/explain?limit=0', 400, [{ path: 'limit', message: 'must be 1 to 100' }]],
  ['/events/many/explain?offset=x', 400, [{ path: 'offset', message: 'must be at least 0' }]],
])('%s is %d', async (path, status, errors) => {
  const answer = await service.rest('GET', path);
  expect({ status: answer.status, errors: answer.body.errors }).toEqual({ status, errors });
});
