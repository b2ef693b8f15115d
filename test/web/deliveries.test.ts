// The list of deliveries: live, still under the reader's hand, whole after a lost connection, and its address.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';
import { axeFaults } from './support/axe.ts';
import { startWebTest, type WebTest } from './support/page.ts';

let web: WebTest;
let receiver: Receiver;
let good: string;
let bad: string;

beforeAll(async () => {
  [web, receiver] = await Promise.all([startWebTest(), startReceiver()]);
  receiver.answer('/bad', { status: 503, body: 'down for repair' });
  const { integration } = web.service;
  good = await integration({ name: 'Good', triggers: ['user.created'], actions: [http('/good')] });
  bad = await integration({ name: 'Bad', triggers: ['user.deleted'], actions: [http('/bad')] });
});
afterEach(async () => expect(await web.closePages()).toEqual([]));
afterAll(async () => {
  await web.stop();
  await receiver.close();
});

const http = (path: string, more: object = {}) => ({
  type: 'http',
  url: `${receiver.url}${path}`,
  body: '{}',
  ...more,
});
const rows = (page: Page) => page.locator('tbody tr[data-index]');
const publish = async (type: string, times = 1) => {
  for (let time = 0; time < times; time += 1) await web.service.publish(type, { user_email: `u${time}@example.com` });
};

test('before the first delivery the page says when there will be one; it then appears by itself', async () => {
  const page = await web.open('deliveries');
  await page.getByRole('heading', { name: 'No deliveries yet' }).waitFor();
  await publish('user.created');
  await page.reload();
  await page.locator('table').getByText('Delivered').waitFor();
  await page.mouse.move(640, 5);
  await publish('user.deleted');
  await page.getByRole('row', { name: /Failed.*Bad.*answered 503/ }).waitFor();
  expect(await rows(page).count()).toBe(2);
  expect(await axeFaults(page)).toEqual([]);
});

test('while a row is pointed at nothing moves; new ones of the filter wait in the pill, and come in order', async () => {
  const page = await web.open('deliveries?status=failed');
  await rows(page).first().waitFor();
  const before = await rows(page).allTextContents();
  await rows(page).first().hover();
  await publish('user.created', 4);
  await publish('user.deleted', 5);
  const pill = page.getByRole('button', { name: '5 new: show' });
  await pill.waitFor();
  expect(await rows(page).allTextContents()).toEqual(before);
  await pill.click();
  await until('six rows', async () => (await rows(page).count()) === before.length + 5);
  const times = await page
    .locator('tbody time')
    .evaluateAll((list) => list.map((time) => time.getAttribute('datetime')));
  expect(times).toEqual(times.toSorted().reverse());
});

test('paused, the list stands still until it is let go on', async () => {
  const page = await web.open('deliveries');
  await rows(page).first().waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.mouse.move(640, 5);
  const before = await rows(page).count();
  await publish('user.created', 2);
  await page.getByRole('button', { name: '2 new: show' }).waitFor();
  expect(await rows(page).count()).toBe(before);
  await page.getByRole('button', { name: 'Go on' }).click();
  await until('the new rows', async () => (await rows(page).count()) === before + 2);
});

test('what happened while the connection was away is there once it is back, each once; changes are saved meanwhile', async () => {
  const proxy = await startCuttingProxy(web.service.url);
  const page = await web.open('deliveries?type=user.created', { url: proxy.url, expected: /WebSocket connection to/ });
  await page.getByText('Live', { exact: true }).waitFor();
  await rows(page).first().waitFor();
  await page.mouse.move(640, 5);
  const before = await rows(page).count();
  await publish('user.created');
  await until('the live row', async () => (await rows(page).count()) === before + 1);
  proxy.cut();
  await page.getByText(/Reconnecting in \d+ s/).waitFor();
  await publish('user.created', 5);
  await page.getByRole('link', { name: 'Integrations', exact: true }).click();
  await page.getByRole('switch', { name: 'Bad is on' }).press('Space');
  await page.getByText('Bad is off.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await until('it is on again', async () => (await web.service.rest('GET', `/integrations/${bad}`)).body.enabled);
  await page.goBack();
  await until('all rows', async () => (await rows(page).count()) === before + 6);
  await publish('user.created', 2);
  expect(await rows(page).count()).toBe(before + 6);
  proxy.restore();
  await page.getByRole('button', { name: 'Try now' }).click();
  await page.getByText('Live', { exact: true }).waitFor();
  await page.mouse.move(640, 5);
  await until('what was missed', async () => (await rows(page).count()) === before + 8);
  await publish('user.created');
  await until('the next one', async () => (await rows(page).count()) === before + 9);
  const ids = await page.locator('tbody a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(new Set(ids).size).toBe(before + 9);
  await web.closePages();
  await proxy.close();
});

test('the address is the state: filters, the open delivery, and Back; what it does not understand it says', async () => {
  const page = await web.open('deliveries');
  await page.getByLabel('State', { exact: true }).selectOption('failed');
  await page.getByLabel('Integration', { exact: true }).selectOption({ label: 'Bad' });
  await page.getByLabel('Event type', { exact: true }).selectOption('user.deleted');
  await page.getByLabel('Cause', { exact: true }).selectOption({ label: 'Receiver failed' });
  await page.getByLabel('Search in error texts').fill('answered 503');
  await until('the search', () => page.url().includes('error='));
  await page.getByLabel('Time', { exact: true }).selectOption('24h');
  await until('the time', () => page.url().includes('since='));
  const shown = await rows(page)
    .locator('a')
    .evaluateAll((list) => list.map((link) => link.getAttribute('href')));
  await rows(page).first().getByRole('link').click();
  await page.getByRole('dialog', { name: 'Delivery of Bad' }).waitFor();
  const address = page.url();
  expect(new URL(address).pathname).toMatch(/\/ui\/deliveries\/[0-9a-f-]{36}$/);
  expect(Object.fromEntries(new URL(address).searchParams)).toEqual({
    ...{ status: 'failed', integration: bad, type: 'user.deleted', cause: 'http_5xx' },
    ...{ error: 'answered 503', since: '24h' },
  });
  const other = await web.open(address.split('/ui/')[1]);
  await other.getByRole('dialog', { name: 'Delivery of Bad' }).waitFor();
  await other.keyboard.press('Escape');
  await rows(other).first().waitFor();
  expect(
    await rows(other)
      .locator('a')
      .evaluateAll((list) => list.map((link) => link.getAttribute('href'))),
  ).toEqual(shown);
  expect(await other.getByLabel('State', { exact: true }).inputValue()).toBe('failed');
  await page.goBack();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.goBack();
  await until('one filter less', () => !page.url().includes('since='));
  expect(page.url()).toContain('status=failed');
  const wrong = await web.open('deliveries?status=lost&type=user.created');
  await wrong.getByText('Not understood in the address, and left out: status=lost.').waitFor();
  await wrong
    .getByRole('row', { name: /user.created/ })
    .first()
    .waitFor();
});

test('no match is another matter than nothing yet, and no failure is good news', async () => {
  const page = await web.open('deliveries?error=nobody-ever-said-this');
  await page.getByRole('heading', { name: 'No delivery matches' }).waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await rows(page).first().waitFor();
  await page.goto(`${web.service.url}/ui/deliveries?status=failed&integration=${good}`);
  await page.getByRole('heading', { name: 'No failed deliveries here' }).waitFor();
});

test('a bulk retry counts first, does what its filter says, and tells how it went', async () => {
  const page = await web.open(`deliveries?integration=${bad}`);
  await rows(page).first().waitFor();
  const failed = await rows(page).count();
  receiver.answer('/bad', 200);
  const sentBefore = receiver.to('/bad').length;
  await page.getByRole('button', { name: 'Retry failed…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Retry failed deliveries' });
  await dialog.getByText(`${failed} failed deliveries of this list`).waitFor();
  expect(receiver.to('/bad').length).toBe(sentBefore);
  await dialog.getByRole('button', { name: `Retry ${failed}` }).click();
  await dialog.getByText('Done').waitFor();
  await dialog.getByText(`${failed} begun again · 0 skipped`).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await until('all delivered', async () => (await page.locator('table').getByText('Delivered').count()) >= failed);
  expect(receiver.to('/bad').length).toBe(sentBefore + failed);
});

test('older rows come while one scrolls, and only those in sight are drawn', async () => {
  await publish('user.created', 130);
  const page = await web.open(`deliveries?integration=${good}`);
  await page.getByText(/^Showing 50 of 1\d\d$/).waitFor();
  await until('all of them', async () => {
    await page.mouse.wheel(0, 20_000);
    return (await page.getByText(/^Showing (1\d\d) of \1$/).count()) === 1;
  });
  expect(await rows(page).count()).toBeLessThan(60);
});

test('at 360 pixels rows are cards, and nothing scrolls sideways', async () => {
  const page = await web.open('deliveries', { viewport: { width: 360, height: 700 }, colorScheme: 'dark' });
  await rows(page).first().waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  expect(await axeFaults(page)).toEqual([]);
});
