// Sending one delivery again: with the settings of now or as before, once, by keyboard, on a small screen.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';
import { axeFaults } from './support/axe.ts';
import { startWebTest, type WebTest } from './support/page.ts';

let web: WebTest;
let receiver: Receiver;

beforeAll(async () => {
  [web, receiver] = await Promise.all([startWebTest(), startReceiver()]);
});
afterEach(async () => expect(await web.closePages()).toEqual([]));
afterAll(async () => {
  await web.stop();
  await receiver.close();
});

type Action = Record<string, unknown>;

/** A failed delivery, whose action is then changed. */
async function failedThen(type: string, before: Action, after?: Action) {
  const { service } = web;
  const http = (action: Action) => ({ type: 'http', body: 'x', ...action });
  const id = await service.integration({ name: `On ${type}`, triggers: [type], actions: [http(before)] });
  await service.publish(type, { user_email: 'ann@example.com' });
  const [failed] = await service.deliveries(id, ([first]) => first?.status === 'failed');
  const actions = [{ id: failed?.action_id, ...http({ ...before, ...after }) }];
  if (after) expect((await service.rest('PUT', `/integrations/${id}`, { actions })).status).toBe(200);
  return { integrationId: id, deliveryId: failed?.id as string };
}

const to = (path: string) => `${receiver.url}${path}`;

test('after the address was mended: as before goes to the old one, current settings to the new one, each once', async () => {
  receiver.answer('/old', 500);
  const { deliveryId } = await failedThen(
    'user.created',
    { url: to('/old'), body: 'old' },
    { url: to('/new'), body: 'new' },
  );
  const page = await web.open(`deliveries/${deliveryId}`);
  await page.getByRole('heading', { name: 'Failed after 1 attempt' }).waitFor();
  const since = page.locator('details', { hasText: 'Settings changed since' });
  await since.locator('summary').click();
  await since.getByText(`${to('/old')} → ${to('/new')}`).waitFor();
  await page.getByRole('button', { name: 'More ways to retry' }).click();
  await page.getByText('can tell a repeat').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('menuitem', { name: 'Send again exactly as before' }).dblclick();
  await page.getByRole('heading', { name: 'Failed after 2 attempts' }).waitFor();
  expect(receiver.to('/old').map(({ body }) => body)).toEqual(['old', 'old']);
  expect(receiver.to('/new')).toEqual([]);
  await page.getByRole('button', { name: 'More ways to retry' }).click();
  await page.getByRole('menuitem', { name: 'With current settings' }).dblclick();
  await page.getByRole('heading', { name: 'Delivered at attempt 3' }).waitFor();
  expect(receiver.to('/new').map(({ body }) => body)).toEqual(['new']);
  expect(receiver.to('/old')).toHaveLength(2);
});

test('what cannot be sent as before says why, and stays as it is', async () => {
  receiver.answer('/secret', 401);
  const other = await startReceiver('::1');
  const auth = (token: string) => ({ auth: { type: 'bearer', token } });
  const { deliveryId } = await failedThen(
    'user.updated',
    { url: to('/secret'), ...auth('of-then-12345') },
    { url: `${other.url}/secret`, ...auth('of-now-12345') },
  );
  const page = await web.open(`deliveries/${deliveryId}`);
  await page.getByRole('button', { name: 'More ways to retry' }).click();
  await page.getByRole('menuitem', { name: 'Send again exactly as before' }).click();
  await page.getByRole('alert').getByText('the secrets of its action belong to another host now').waitFor();
  await page.getByRole('heading', { name: 'Failed after 1 attempt' }).waitFor();
  expect(await page.content()).not.toMatch(/of-(then|now)-12345/);
  expect([receiver.to('/secret').length, other.received.length]).toEqual([1, 0]);
  await other.close();
});

test('where nothing was sent, sending it again is no choice', async () => {
  const { deliveryId } = await failedThen('login.failed', { url: to('/never'), body: '{{index .Data.list 5}}' });
  const page = await web.open(`deliveries/${deliveryId}`);
  await page.getByRole('button', { name: 'More ways to retry' }).click();
  const item = page.getByRole('menuitem', { name: /Nothing was sent so far/ });
  await item.waitFor();
  expect(await item.isDisabled()).toBe(true);
});

test('by keyboard alone: down the list, into the failure, and tried again', async () => {
  receiver.answer('/keys', 500, 500, 200);
  await failedThen('group.created', { url: to('/keys') });
  await failedThen('group.updated', { url: to('/keys') });
  const page = await web.open('deliveries?status=failed');
  await page.getByRole('row', { name: /group.updated/ }).waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.closest('tr')?.getAttribute('data-index'));
  for (const [key, at] of [
    ['j', '0'],
    ['j', '1'],
    ['k', '0'],
  ] as const) {
    await page.keyboard.press(key);
    await until(`row ${at}`, async () => (await focused()) === at);
  }
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Delivery of On group.updated' }).getByText('Attempt 1').waitFor();
  await page.keyboard.press('r');
  await page.getByRole('heading', { name: 'Delivered at attempt 2' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
});

test('at 360 pixels a failure is read and sent again as before, and nothing scrolls sideways', async () => {
  receiver.answer('/narrow', 500, 200);
  const { deliveryId } = await failedThen(
    'group.deleted',
    { url: to(`/narrow?long=${'x'.repeat(300)}`) },
    { body: 'y' },
  );
  const page = await web.open('deliveries?status=failed', {
    viewport: { width: 360, height: 740 },
    colorScheme: 'dark',
  });
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  await page.locator(`a[href*="${deliveryId}"]`).click();
  await page.locator('[data-cause="http_5xx"]').getByRole('heading', { name: 'Receiver failed' }).waitFor();
  expect(await width()).toBe(360);
  await page.getByRole('button', { name: 'More ways to retry' }).click();
  const item = page.getByRole('menuitem', { name: 'Send again exactly as before' });
  await item.waitFor();
  const box = await item.boundingBox();
  expect(box && box.x >= 0 && box.x + box.width <= 360).toBe(true);
  expect(await axeFaults(page)).toEqual([]);
  await item.click();
  await page.getByRole('heading', { name: 'Delivered at attempt 2' }).waitFor();
  expect(receiver.to('/narrow').map(({ body }) => body)).toEqual(['x', 'x']);
  expect(await width()).toBe(360);
});

test('the chain leads from the event over the run of the task to the event that tells of the failure', async () => {
  const { service } = web;
  const script = { name: 'Sweep', type: 'script', script: 'throw new Error("no broom")' };
  const { body: task } = await service.rest('POST', '/tasks', script);
  const actions = [{ type: 'trigger_task', task_id: task.id }];
  const id = await service.integration({ name: 'Sweeper', triggers: ['application.created'], actions });
  const telling = [{ type: 'http', url: to('/told') }];
  const alarm = await service.integration({ name: 'Alarm', triggers: ['event_action.*'], actions: telling });
  await service.publish('application.created', {});
  const [failed] = await service.deliveries(id, ([first]) => first?.status === 'failed');
  await receiver.awaits('/told', 1);
  const page = await web.open(`deliveries/${failed?.id}`);
  await page.getByRole('heading', { name: 'Chain' }).waitFor();
  await page.getByRole('link', { name: 'Run of Sweep: error' }).click();
  await until('the run', () => page.url().includes(`/tasks/${task.id}/runs/`));
  await page.goBack();
  await page.getByRole('dialog').getByRole('link', { name: 'application.created' }).click();
  await page.getByRole('dialog').getByText('Sweeper').first().waitFor();
  expect(page.url()).toContain('/events/');
  await page.goBack();
  await page.getByRole('dialog').getByText('event_action.delivery_failed').waitFor();
  await page.getByRole('link', { name: 'What it led to' }).click();
  await page
    .getByRole('row', { name: /Alarm.*event_action.delivery_failed/ })
    .getByRole('link')
    .click();
  await page.getByRole('dialog', { name: 'Delivery of Alarm' }).waitFor();
  await page.getByRole('link', { name: 'The event tells of a delivery that failed' }).click();
  await page.getByRole('dialog', { name: 'Delivery of Sweeper' }).waitFor();
  await service.rest('DELETE', `/integrations/${alarm}`);
});
