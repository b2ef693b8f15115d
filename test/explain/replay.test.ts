// The past: matching previewed, drafts replayed over it, and what was missed sent again.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
let receiver: Receiver;
let current: string;
const condition = (value: string) => ({ field: 'user_email', operator: 'ends_with', value, order: 1 });
const action = (path: string) => ({ type: 'http', url: receiver.url + path, body: '{"n":{{.Data.n}}}' });
const at = (n: number) => (n % 2 === 0 ? '@a.test' : '@b.test');

/** Twelve events, the even ones of a.test: the integration saw the last six and fired for three of them. */
beforeAll(async () => {
  service = await startTestService();
  receiver = await startReceiver();
  const publish = async (from: number, to: number) => {
    for (let n = from; n < to; n += 1)
      await service.publish('user.created', { n, user_email: `u${n}${at(n)}` }, { id: `e${n}` });
  };
  await publish(0, 6);
  current = await service.integration({
    name: 'current',
    triggers: ['user.created'],
    conditions: [condition('@a.test')],
    actions: [action('/current')],
  });
  await publish(6, 12);
  await service.publish('login.failed', { user_email: 'u@a.test' }, { id: 'login' });
  await service.deliveries(current, (all) => all.length === 3 && all.every(({ status }) => status === 'success'));
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

const post = async (path: string, body: unknown, expected = 200) => {
  const answer = await service.rest('POST', path, body);
  expect({ path, status: answer.status, errors: answer.body.errors }).toMatchObject({ status: expected });
  return answer.body;
};
const ids = (body: any, change?: string) =>
  body.examples
    .filter((example: { change: string }) => change === undefined || example.change === change)
    .map((example: { event: { id: string } }) => example.event.id);

test('a preview tells which of the last events would match', async () => {
  const body = await post('/integrations/match-preview', { triggers: ['user.*'], conditions: [condition('@b.test')] });
  expect(body).toMatchObject({ examined: 13, fires: 6, near_misses: 6, cut: false });
  expect(ids(body)).toEqual(['e11', 'e9', 'e7', 'e5', 'e3', 'e1']);
  expect(body.examples[0].actions).toEqual([]);
  const few = await post('/integrations/match-preview', { triggers: ['*'], last: 3, examples: 2 });
  expect(few).toMatchObject({ examined: 3, fires: 3 });
  expect(ids(few)).toEqual(['login', 'e11']);
});

test('a new integration is replayed: what it would have sent, and nothing is sent', async () => {
  const integration = {
    name: 'new',
    triggers: ['login.*'],
    actions: [{ ...action('/new'), body: '{{.Data.user_email}}' }],
  };
  const body = await post('/integrations/replay', { integration });
  expect(body).toMatchObject({ examined: 13, fires: 1, newly_fires: 1, same: 0, no_longer_fires: 0 });
  expect(body.examples[0].actions[0].request).toMatchObject({ url: `${receiver.url}/new`, body: 'u@a.test' });
  expect(receiver.to('/new')).toEqual([]);
});

test('a change is held against what the integration did', async () => {
  const integration = { conditions: [condition('@b.test')], enabled: false };
  const body = await post('/integrations/replay', { id: current, integration });
  expect(body).toMatchObject({ fires: 6, newly_fires: 6, no_longer_fires: 3, same: 0 });
  expect(ids(body, 'no_longer_fires')).toEqual(['e10', 'e8', 'e6']);
  const wider = await post('/integrations/replay', { id: current, integration: { conditions: [] }, last: 7 });
  expect(wider).toMatchObject({ examined: 7, fires: 6, newly_fires: 3, no_longer_fires: 0, same: 3 });
  expect(ids(wider)).toEqual(['e11', 'e9', 'e7', 'e10', 'e8', 'e6']);
  const asItIs = await post('/integrations/replay', { id: current });
  expect(ids(asItIs, 'newly_fires')).toEqual(['e4', 'e2', 'e0']);
});

test('a replay begins at a time, and says when it has not seen all', async () => {
  const { received_at } = (await service.rest('GET', '/events/e9')).body;
  const body = await post('/integrations/replay', { id: current, since: received_at });
  expect(body).toMatchObject({ examined: 4, fires: 1, same: 1, cut: false, oldest: received_at });
  const cut = await post('/integrations/replay', { id: current, since: received_at, last: 2 });
  expect(cut).toMatchObject({ examined: 2, cut: true });
});

test('a replay reads as often for a thousand events more, and holds them all', async () => {
  const events = Array.from({ length: 1_000 }, (_, n) => ({ type: 'group.created', data: { n } }));
  await service.rest('POST', '/events', { events });
  const integration = { triggers: ['group.created'], actions: [action('/many')] };
  const body = await post('/integrations/replay', { integration, last: 999, examples: 3 });
  expect(body).toMatchObject({ examined: 999, fires: 999 });
  expect(body.examples).toHaveLength(3);
  expect(body.examples[0].event.data).toEqual({ n: 999 });
});

test('a backfill counts first, then sends, and sends nothing twice', async () => {
  const filter = { type: ['user.created'], text: 'a.test' };
  const path = `/integrations/${current}/backfill`;
  const count = { chosen: 6, examined: 6, cut: false, not_matching: 0, already_delivered: 3, events: 3, deliveries: 3 };
  expect(await post(path, { filter })).toEqual(count);
  expect(receiver.to('/current')).toHaveLength(3);
  const [first, second] = await Promise.all([1, 2].map(() => post(path, { filter, dry_run: false }, 202)));
  expect(first.events + second.events).toBe(3);
  await service.deliveries(current, (all) => all.length === 6 && all.every(({ status }) => status === 'success'));
  const sent = receiver.to('/current').map(({ body }) => JSON.parse(body).n);
  expect(sent.toSorted((a, b) => a - b)).toEqual([0, 2, 4, 6, 8, 10]);
  expect((await service.rest('GET', '/events/e0')).body.delivery_count).toBe(1);
  expect(await post(path, { filter, dry_run: false }, 202)).toMatchObject({ already_delivered: 6, events: 0 });
});

test('chosen events are sent again only when asked so', async () => {
  const path = `/integrations/${current}/backfill`;
  const uid = (await service.rest('GET', '/events/e1')).body.uid;
  const body = { event_ids: ['e0', uid, 'e2'], dry_run: false };
  expect(await post(path, body, 202)).toMatchObject({ chosen: 3, not_matching: 1, already_delivered: 2, events: 0 });
  expect(await post(path, { ...body, again: true }, 202)).toMatchObject({ not_matching: 1, events: 2, deliveries: 2 });
  await service.deliveries(current, (all) => all.length === 8);
});

test('of a paused integration the deliveries of a backfill wait until it is resumed', async () => {
  const id = await service.integration({ triggers: ['user.created'], actions: [action('/paused')] });
  await service.rest('POST', `/integrations/${id}/pause`);
  await post(`/integrations/${id}/backfill`, { event_ids: ['e0'], dry_run: false }, 202);
  const [waiting] = await service.deliveries(id, (all) => all.length === 1);
  expect(waiting).toMatchObject({ status: 'pending', next_attempt_at: null });
  await service.rest('POST', `/integrations/${id}/resume`);
  await service.deliveries(id, ([one]) => one?.status === 'success');
});

test('a delivery of a backfill is tried again as usual, and its failure is news', async () => {
  receiver.answer('/fails', 500);
  const backoff = { initial_secs: 0.05, factor: 1 };
  const actions = [{ ...action('/fails'), max_retries: 1, backoff }];
  const id = await service.integration({ triggers: ['user.created'], actions });
  await post(`/integrations/${id}/backfill`, { event_ids: ['e3'], dry_run: false }, 202);
  const [failed] = await service.deliveries(id, ([one]) => one?.status === 'failed');
  expect(failed).toMatchObject({ attempt_count: 2 });
  const news = (await service.rest('GET', '/events?type=event_action.delivery_failed')).body.items;
  expect(news).toMatchObject([{ data: { delivery_id: failed?.id } }]);
});

test.each<[unknown, number, string | undefined]>([
  [{}, 400, 'event_ids'],
  [{ event_ids: ['e0'], filter: {} }, 400, 'event_ids'],
  [{ event_ids: 'e0' }, 400, 'event_ids'],
  [{ event_ids: ['e0', 'none'] }, 404, 'event_ids[1]'],
  [{ filter: { since: 'yesterday' } }, 400, 'filter.since'],
  [{ filter: { colour: 'red' } }, 400, 'filter.colour'],
  [{ event_ids: ['e0'], dry_run: 'no' }, 400, 'dry_run'],
  [{ event_ids: ['e0'], dry: true }, 400, 'dry'],
  [{ event_ids: Array.from({ length: 1_001 }, (_, n) => `x${n}`) }, 400, 'event_ids'],
])('a backfill with %j is %d', async (body, status, path) => {
  const answer = await service.rest('POST', `/integrations/${current}/backfill`, body);
  expect({ status: answer.status, path: answer.body.errors?.[0]?.path }).toEqual({ status, path });
});

test('a disabled integration is not backfilled, and an unknown one is not there', async () => {
  const id = await service.integration({ triggers: ['user.created'], enabled: false, actions: [action('/off')] });
  const answer = await service.rest('POST', `/integrations/${id}/backfill`, { event_ids: ['e0'] });
  expect(answer).toMatchObject({ status: 409, body: { detail: 'this integration is disabled: enable it first' } });
  const none = '0198c0de-0000-7000-8000-000000000001';
  expect((await service.rest('POST', `/integrations/${none}/backfill`, { event_ids: ['e0'] })).status).toBe(404);
});

test('what a digest has gathered is not sent again, and what it missed is sent as a digest of one', async () => {
  const id = await service.integration({
    triggers: ['login.success'],
    digest: { window_secs: 1 },
    actions: [
      { type: 'http', url: `${receiver.url}/digest`, body: '{{.Count}}:{{range .Events}}{{.EventID}} {{end}}' },
    ],
  });
  await service.rest('POST', '/events', { events: ['d1', 'd2'].map((name) => ({ type: 'login.success', id: name })) });
  await receiver.awaits('/digest', 1);
  const shown = (await service.rest('GET', '/events/d2/explain')).body;
  expect(shown.integrations[0]).toMatchObject({
    integration_id: id,
    verdict: 'fired',
    deliveries: [{ event_id: 'd1' }],
  });
  const body = { event_ids: ['d1', 'd2'], dry_run: false };
  expect(await post(`/integrations/${id}/backfill`, body, 202)).toMatchObject({ already_delivered: 2, events: 0 });
  expect(await post('/integrations/replay', { id, last: 2 })).toMatchObject({ same: 2, newly_fires: 0 });
  expect(await post(`/integrations/${id}/backfill`, { ...body, again: true }, 202)).toMatchObject({ events: 2 });
  await receiver.awaits('/digest', 3);
  const test = await post(`/integrations/${id}/test`, { event_id: 'd1', send: true }, 202);
  expect(test.explanation.actions[0].request.body).toBe('1:d1 ');
  const sent = (await receiver.awaits('/digest', 4)).map((request) => request.body);
  expect(sent.toSorted()).toEqual(['1:d1 ', '1:d1 ', '1:d2 ', '2:d1 d2 ']);
});

test('an event that a threshold held back says so, and is not backfilled', async () => {
  const threshold = { count: 3, window_secs: 60 };
  const id = await service.integration({ triggers: ['mfa.enrolled'], threshold, actions: [action('/threshold')] });
  await service.publish('mfa.enrolled', { n: 1 }, { id: 't1' });
  const body = (await service.rest('GET', '/events/t1/explain')).body;
  expect(body.verdict).toBe('nothing_matched');
  expect(body.integrations.find((one: { integration_id: string }) => one.integration_id === id).verdict).toBe(
    'held_back',
  );
  expect(body.summary).toBe('It made no delivery by itself: a digest or a threshold took it.');
  const answer = await service.rest('POST', `/integrations/${id}/backfill`, { event_ids: ['t1'] });
  expect(answer.status).toBe(409);
});

test('in a dry run a draft with a quiet rule says how it stands, and what is missing', async () => {
  const actions = [action('/quiet')];
  const event = { type: 'mfa.unenrolled', data: { user_id: 'u1' } };
  const counting = { name: 'q', triggers: ['mfa.unenrolled'], threshold: { count: 3, window_secs: 600 }, actions };
  const draft = await post('/integrations/explain', { integration: counting, event });
  expect(draft).toMatchObject({ verdict: 'would_count', fires: true });
  expect(draft.reason).toContain('It fires for 3 events within 600 s: 1 with this one, 2 missing.');
  const id = await service.integration(counting);
  await service.publish('mfa.unenrolled', { user_id: 'u1' });
  await service.publish('mfa.unenrolled', { user_id: 'u2' }, { id: 'second' });
  const full = await post('/integrations/explain', { id, event });
  expect(full).toMatchObject({ verdict: 'would_fire', reason: expect.stringContaining('the count is full') });
  const held = (await service.rest('GET', `/events/second/explain?integration_id=${id}`)).body.integrations[0];
  expect(held).toMatchObject({ verdict: 'held_back', reason: expect.stringContaining('2 counted now, 1 missing') });
  await service.publish('mfa.unenrolled', { user_id: 'u3' });
  expect((await post('/integrations/explain', { id, event })).reason).toContain('and does not again before');
  const gathering = { name: 'd', triggers: ['mfa.unenrolled'], digest: { window_secs: 600 }, actions };
  const digest = await service.integration(gathering);
  const none = await post('/integrations/explain', { id: digest, event });
  expect(none).toMatchObject({ verdict: 'would_gather', reason: expect.stringContaining('no window is open') });
  await service.publish('mfa.unenrolled', { user_id: 'u1' });
  const open = await post('/integrations/explain', { id: digest, event });
  expect(open.reason).toMatch(/the open window holds 1, and is sent at \d{4}-/);
});
