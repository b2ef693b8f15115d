// The overview: figures, bars, what fails, notices.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
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
});
afterEach(async () => expect(await web.closePages()).toEqual([]));
afterAll(async () => {
  await web.stop();
  await receiver.close();
});

const ended = (number: number) => (items: Record<string, unknown>[]) =>
  items.length === number && items.every(({ status }) => status === 'success' || status === 'failed');

test('a service without integrations says what to begin with', async () => {
  const page = await web.open('overview');
  await page.getByRole('heading', { name: 'Nothing reacts to events yet' }).waitFor();
  await page.getByText('No notice waits for anybody.').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('main').getByRole('link', { name: 'New integration' }).click();
  await page.waitForURL('**/ui/integrations/new');
});

test('figures follow what happens while one looks, and what fails stands first, with the way to the advice', async () => {
  const { service } = web;
  good = await service.integration({
    name: 'Works',
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/good` }],
  });
  const page = await web.open('overview');
  await page.getByText('Nothing has ended yet').waitFor();
  await service.publish('user.created');
  await service.deliveries(good, ended(1));
  const figure = (name: string) => page.locator('dl > div', { hasText: name }).locator('dd > span').first();
  await until('the figure', async () => (await figure('Delivered').textContent()) === '1');
  await page.getByText('Nothing has failed in this time.').waitFor();
  expect(await page.title()).toMatch(/^Overview/);

  bad = await service.integration({
    name: 'Does not',
    triggers: ['user.deleted'],
    actions: [{ type: 'http', url: 'http://127.0.0.1:9/', max_retries: 0 }],
  });
  for (let number = 0; number < 3; number += 1) await service.publish('user.deleted');
  await service.deliveries(bad, ended(3));
  await until('the figure', async () => (await figure('Failed').textContent()) === '3');
  expect(await figure('Success rate').textContent()).toBe('25 %');
  expect(await page.title()).toMatch(/^\(1 failing\) Overview/);
  const failing = page.getByRole('region', { name: 'Failing integrations' });
  await failing.getByText('3 of 3 failed').waitFor();
  await failing.getByText('Connection refused', { exact: false }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await failing.getByRole('link', { name: 'What to do' }).click();
  await page.getByRole('heading', { name: 'Connection refused' }).waitFor();
});

test('a bar leads to the deliveries that it counts', async () => {
  const page = await web.open('overview?window=1h');
  const chart = page.getByRole('navigation', { name: 'Deliveries' });
  const bars = chart.getByRole('link');
  await bars.last().waitFor();
  const labels = await bars.evaluateAll((all) => all.map((bar) => bar.getAttribute('aria-label') ?? ''));
  const counts = labels.map((label) => /: (\d+) delivered, (\d+) failed$/.exec(label)?.slice(1).map(Number) ?? []);
  expect(counts.flat().reduce((sum, number) => sum + number, 0)).toBe(4);
  const [delivered = 0, failed = 0] = counts.at(-1) ?? [];
  await bars.last().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/ui\/deliveries\?from=.*&until=/);
  await until('its rows', async () => (await page.locator('tbody tr').count()) === delivered + failed);
  const chip = page.getByRole('button', { name: /^Ended \d\d:\d\d–\d\d:\d\d$/ });
  expect(labels.at(-1)).toContain((await chip.textContent())?.replace('Ended ', ''));
  await chip.click();
  await until('all rows', async () => (await page.locator('tbody tr').count()) === 4);
});

test('the arrows go from bar to bar, and the same is there as a table, in the zone that is chosen', async () => {
  const { service } = web;
  const hour = 3_600_000;
  const at = (hours: number) => new Date(Math.floor(Date.now() / hour) * hour - hours * hour).toISOString();
  for (const hours of [5, 9])
    await service.database.query(
      `INSERT INTO attempt_figures (integration_id, span, starts_at, slot, successes, failures, retries)
       VALUES ('00000000-0000-0000-0000-000000000000', 3600, $1, 3, 7, 0, 0)`,
      [at(hours)],
    );
  const page = await web.open('overview', { timezoneId: 'Asia/Kolkata', colorScheme: 'dark' });
  const table = page.getByRole('table');
  const bars = page.getByRole('navigation', { name: 'Deliveries' }).getByRole('link');
  await until('three bars', async () => (await bars.count()) === 3);
  await bars.last().focus();
  await page.keyboard.press('ArrowLeft');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(
    /: 7 delivered, 0 failed$/,
  );
  await page.getByText('As a table').click();
  const local = await table.getByRole('cell').first().textContent();
  await page.getByText('UTC', { exact: true }).click();
  await until('UTC', async () => (await table.getByRole('cell').first().textContent()) !== local);
  expect(await axeFaults(page)).toEqual([]);
});

test('a notice that somebody has seen is put away, and stays for those who ask', async () => {
  const { service } = web;
  const gone = await service.integration({
    name: 'Gone for good',
    triggers: ['group.deleted'],
    actions: [{ type: 'http', url: `${receiver.url}/gone`, max_retries: 0 }],
  });
  receiver.answer('/gone', 410);
  await service.publish('group.deleted');
  const page = await web.open('overview', { viewport: { width: 390, height: 800 } });
  const notices = page.getByRole('region', { name: 'Notices' });
  await service.deliveries(gone, ended(1));
  await page.reload();
  await notices.getByRole('link', { name: 'Gone for good' }).waitFor();
  await notices.getByRole('button', { name: 'Seen' }).first().click();
  await notices.getByText('No notice waits for anybody.').waitFor();
  await notices.getByLabel('Also those that were seen').click();
  await notices.getByText(/^Seen by /).waitFor();
  expect(await axeFaults(page)).toEqual([]);
});
