// How an integration is, on its own screen; pausing it, and going on.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
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

const ended = (number: number) => (items: Record<string, unknown>[]) =>
  items.length === number && items.every(({ status }) => status === 'success' || status === 'failed');

const made = (name: string, path: string, trigger: string, more = {}) =>
  web.service.integration({
    name,
    triggers: [trigger],
    actions: [{ type: 'http', url: `${receiver.url}${path}`, max_retries: 0 }],
    ...more,
  });

test('quiet, then healthy, then failing: it says so while one looks, and leads to the advice', async () => {
  const { service } = web;
  const id = await made('Watched', '/watched', 'user.created');
  const page = await web.open(`integrations/${id}`);
  const health = page.getByRole('region', { name: 'Health' });
  await health.getByText('Nothing was sent in the last 24 hours.').waitFor();
  await health.getByRole('link', { name: 'Why?' }).waitFor();
  await service.publish('user.created');
  await health.getByText('1 delivered, 0 failed in the last 24 hours').waitFor();
  receiver.answer('/watched', 503);
  for (let number = 0; number < 2; number += 1) await service.publish('user.created');
  await service.deliveries(id, ended(3));
  await health.getByText('2 in a row', { exact: false }).waitFor();
  await health.getByText('answered 503', { exact: false }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await health.getByRole('link', { name: 'See advice' }).click();
  await page.locator('[data-cause="http_5xx"]').waitFor();
});

test('what a breaker holds back says until when', async () => {
  const { service } = web;
  const id = await made('Held', '/held', 'user.deleted', { breaker: { failures: 1, wait_secs: 3_600 } });
  receiver.answer('/held', 503);
  await service.publish('user.deleted');
  await service.deliveries(id, ended(1));
  const page = await web.open(`integrations/${id}`, { colorScheme: 'dark', viewport: { width: 390, height: 800 } });
  const health = page.getByRole('region', { name: 'Health' });
  await health.getByText('Held back').waitFor();
  await health.getByText('Next probe', { exact: false }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
});

test('paused, its deliveries wait and are counted; resumed, they are sent, at a rate, or dropped', async () => {
  const { service } = web;
  const id = await made('Paused', '/paused', 'group.created');
  const page = await web.open(`integrations/${id}`);
  const health = page.getByRole('region', { name: 'Health' });
  const pause = async () => {
    await health.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('dialog').getByLabel('Why, for the others').fill('their weekend');
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await health.getByText('their weekend', { exact: false }).waitFor();
  };
  await pause();
  for (let number = 0; number < 2; number += 1) await service.publish('group.created');
  await page.reload();
  await health.getByText('2 deliveries wait').waitFor();
  expect(receiver.to('/paused')).toHaveLength(0);
  await health.getByRole('button', { name: 'Resume' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('2 deliveries wait. What becomes of them?').waitFor();
  await dialog.getByLabel('Send them at a rate, new ones at once').check();
  await dialog.getByLabel('A second').fill('20');
  expect(await axeFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Resume' }).click();
  await receiver.awaits('/paused', 2);
  await health.getByRole('button', { name: 'Pause' }).waitFor();
  await pause();
  await service.publish('group.created');
  await page.reload();
  await health.getByText('1 delivery waits').waitFor();
  await health.getByRole('button', { name: 'Resume' }).click();
  await dialog.getByLabel('Drop them', { exact: false }).check();
  await dialog.getByRole('button', { name: 'Resume' }).click();
  await service.deliveries(id, ended(3));
  expect(receiver.to('/paused')).toHaveLength(2);
});
