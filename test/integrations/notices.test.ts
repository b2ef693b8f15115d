// Notices: what a person should know of an integration without looking for it.
import { expect, onTestFinished, test } from 'vitest';
import { keepTo } from '../../src/history/retention.ts';
import { openDatabase } from '../../src/infra/database.ts';
import { createLog } from '../../src/infra/log.ts';
import { isTerminal, startStage } from '../deliveries/make.ts';
import { subscribe } from '../support/subscribe.ts';
import { until } from '../support/until.ts';

const stage = startStage();
type Notice = Record<string, any>;

const breaker = { failures: 2, wait_secs: 3_600, max_wait_secs: 3_600 };
const http = (path: string) => ({ type: 'http', url: stage.receiver.url + path });
const remove = (id: string) => stage.service.rest('DELETE', `/integrations/${id}`);
const list = async (query: string): Promise<Notice[]> =>
  (await stage.service.rest('GET', `/notices?${query}`)).body.items;
const noticesOf = (id: string) => list(`integration_id=${id}`);

const attempted = async (id: string, count: number) => {
  await stage.service.publish('user.created');
  return stage.service.deliveries(id, (items) => items.length === count && items.every(isTerminal));
};

test('a target that says it is gone raises one notice when its integration is paused', async () => {
  stage.receiver.answer('/gone', 410);
  const id = await stage.integration(http('/gone'), { name: 'Gone' });
  await attempted(id, 1);
  const [notice, ...others] = await until('the notice', async () => {
    const all = await noticesOf(id);
    return all.length > 0 && all;
  });
  expect(others).toEqual([]);
  expect(notice).toMatchObject({
    kind: 'paused_gone',
    integration_id: id,
    integration_name: 'Gone',
    action_id: null,
    message: 'The integration is paused: 127.0.0.1 answered 410: gone for good',
    acknowledged_at: null,
  });
  await remove(id);
});

test('a pause by a person raises none', async () => {
  const id = await stage.integration(http('/by-hand'));
  await stage.service.rest('POST', `/integrations/${id}/pause`);
  expect(await noticesOf(id)).toEqual([]);
  await remove(id);
});

test('an opening of a breaker raises one notice however many probes fail, its closing another; both are seen live', async () => {
  const live = await subscribe<Notice>(
    stage.service.url,
    'subscription { noticeRaised(kind: [BREAKER_OPENED, BREAKER_CLOSED]) { kind integrationId actionId message } }',
  );
  onTestFinished(() => live.close());
  stage.receiver.answer('/opens', 503);
  const id = await stage.integration(http('/opens'), { breaker });
  await attempted(id, 1);
  const [first] = await attempted(id, 2);
  await live.awaits('the opening', (items) => items.length === 1);
  const retry = async (expected: number) => {
    await stage.service.rest('POST', `/integrations/${id}/deliveries/${first?.id}/retry`);
    await stage.receiver.awaits('/opens', expected);
    await stage.service.deliveries(id, (items) => items.every(isTerminal));
    await until('the probe to be judged', async () => {
      const { body } = await stage.service.rest('GET', `/integrations/${id}/breakers`);
      return body.items[0].state !== 'half_open';
    });
  };
  await retry(3);
  await retry(4);
  stage.receiver.answer('/opens', 200);
  await retry(5);
  await live.awaits('the closing', (items) => items.length === 2);
  expect(live.items).toMatchObject([
    {
      kind: 'BREAKER_OPENED',
      integrationId: id,
      actionId: expect.any(String),
      message: '2 attempts in a row failed: deliveries wait. The last one: 127.0.0.1 answered 503: its server failed',
    },
    { kind: 'BREAKER_CLOSED', integrationId: id },
  ]);
  expect((await noticesOf(id)).map(({ kind }) => kind)).toEqual(['breaker_closed', 'breaker_opened']);
  await remove(id);
});

/** As if it had begun to fail so long ago. */
const failingFor = (id: string, days: number) =>
  stage.service.database.query(
    `UPDATE action_gates SET failing_since = now() - make_interval(days => $2) WHERE integration_id = $1`,
    [id, days],
  );
const isPaused = async (id: string) =>
  (await stage.service.rest('GET', `/integrations/${id}`)).body.paused_at !== undefined;
const counted = (id: string, failures: number) =>
  until('the failures to be counted', async () => {
    const { body } = await stage.service.rest('GET', `/integrations/${id}/breakers`);
    return body.items.some(({ consecutive_failures }: Notice) => consecutive_failures === failures);
  });

test('five days of failures without a success pause the integration and raise a notice', async () => {
  stage.receiver.answer('/dead', 503);
  const id = await stage.integration(http('/dead'), { breaker: { ...breaker, failures: 0 } });
  for (let n = 1; n <= 10; n += 1) await attempted(id, n);
  await counted(id, 10);
  await failingFor(id, 4);
  await attempted(id, 11);
  await counted(id, 11);
  expect(await isPaused(id)).toBe(false);
  await failingFor(id, 5);
  await attempted(id, 12);
  await until('the pause', () => isPaused(id));
  expect(await noticesOf(id)).toMatchObject([
    {
      kind: 'paused_failing',
      message:
        'The integration is paused: no attempt has succeeded for 5 days: 127.0.0.1 answered 503: its server failed',
    },
  ]);
  // Resumed, it gets a new chance.
  await stage.service.rest('POST', `/integrations/${id}/resume`);
  await attempted(id, 13);
  await counted(id, 1);
  expect(await isPaused(id)).toBe(false);
  await remove(id);
});

test('an integration one of whose actions still works is not paused', async () => {
  stage.receiver.answer('/half', 503);
  const id = await stage.integration([http('/half'), http('/other-half')], { breaker: { ...breaker, failures: 2 } });
  await attempted(id, 2);
  await attempted(id, 4);
  await counted(id, 2);
  await failingFor(id, 6);
  const failed = (await stage.service.deliveries(id, () => true)).find(({ status }) => status === 'failed');
  await stage.service.rest('POST', `/integrations/${id}/deliveries/${failed?.id}/retry`);
  await counted(id, 3);
  expect(await isPaused(id)).toBe(false);
  expect((await noticesOf(id)).map(({ kind }) => kind)).toEqual(['breaker_opened']);
  await remove(id);
});

test('a few failures far apart do not pause', async () => {
  stage.receiver.answer('/rare', 503);
  const id = await stage.integration(http('/rare'));
  await attempted(id, 1);
  await counted(id, 1);
  await failingFor(id, 30);
  await attempted(id, 2);
  await counted(id, 2);
  expect(await isPaused(id)).toBe(false);
  await remove(id);
});

test('a notice is acknowledged once; the list can be narrowed to what is not', async () => {
  stage.receiver.answer('/ack', 410);
  const id = await stage.integration(http('/ack'));
  await attempted(id, 1);
  const [notice] = await until('the notice', async () => {
    const all = await list(`integration_id=${id}&kind=paused_gone&acknowledged=false`);
    return all.length > 0 && all;
  });
  const acknowledge = () => stage.service.rest('POST', `/notices/${notice?.id}/acknowledge`);
  const first = await acknowledge();
  expect(first.body).toMatchObject({ id: notice?.id, acknowledged_by: 'admin' });
  expect((await acknowledge()).body).toEqual(first.body);
  expect((await stage.service.rest('GET', `/notices/${notice?.id}`)).body).toEqual(first.body);
  expect(await list(`integration_id=${id}&acknowledged=false`)).toEqual([]);
  expect(await list(`integration_id=${id}&acknowledged=true`)).toHaveLength(1);
  expect((await stage.service.rest('POST', `/notices/${id}/acknowledge`)).status).toBe(404);
  expect((await stage.service.rest('GET', '/notices?kind=fire')).status).toBe(400);
  await remove(id);
});

test('the list of notices is paged, newest first', async () => {
  const { body } = await stage.service.rest('GET', '/notices?limit=1');
  expect(body.items).toHaveLength(1);
  const next = await stage.service.rest('GET', `/notices?limit=1&cursor=${body.next_cursor}`);
  expect(Date.parse(next.body.items[0].raised_at)).toBeLessThanOrEqual(Date.parse(body.items[0].raised_at));
  expect(next.body.items[0].id).not.toBe(body.items[0].id);
});

test('notices are removed with the history of their age', async () => {
  const [newest] = await list('limit=1');
  const sql = `UPDATE notices SET raised_at = now() - interval '31 days' WHERE id <> $1`;
  await stage.service.database.query(sql, [newest?.id]);
  const log = createLog('silent');
  const database = openDatabase({ url: stage.service.database.url, log, applicationName: 'test' });
  onTestFinished(() => database.close());
  await keepTo({ database, log }, { days: 30, perIntegration: 0 });
  expect((await list('')).map(({ id }) => id)).toEqual([newest?.id]);
});
