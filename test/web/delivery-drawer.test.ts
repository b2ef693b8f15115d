// One delivery: why it failed and what to do, what was sent, sending it again, and copying it.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
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

/** An integration with one HTTP action, and its first delivery once that has ended. */
async function ended(action: Record<string, unknown>, data: unknown = { user_email: 'ann@example.com' }) {
  const { service } = web;
  const integration = await service.integration({
    name: 'Hook',
    triggers: ['user.created'],
    conditions: [{ field: 'user.email', operator: 'ends_with', value: '@example.com', order: 1 }],
    actions: [{ type: 'http', ...action }],
  });
  await service.publish('user.created', data);
  const [delivery] = await service.deliveries(integration, ([first]) => /failed|success/.test(first?.status));
  await service.rest('DELETE', `/integrations/${integration}`).catch(() => {});
  return { integration, id: delivery?.id as string };
}

test('it says why it fired, condition by condition', async () => {
  const { service } = web;
  const integration = await service.integration({
    name: 'Explained',
    triggers: ['login.*'],
    conditions: [{ field: 'user.email', operator: 'ends_with', value: '@example.com', order: 1 }],
    actions: [{ type: 'http', url: `${receiver.url}/fine` }],
  });
  await service.publish('login.failed', { user_email: 'ann@example.com' });
  const [delivery] = await service.deliveries(integration, ([first]) => first?.status === 'success');
  const page = await web.open(`deliveries/${delivery?.id}`);
  await page.getByRole('heading', { name: 'Delivered' }).waitFor();
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByText('Its trigger login.* fits.').waitFor();
  await page.getByText('user.email ends with "@example.com": holds, value is "ann@example.com"').waitFor();
});

test('a retry is one attempt however often it is clicked, with the settings as they are now', async () => {
  receiver.answer('/old', 500);
  const { service } = web;
  const url = (path: string, id?: string) => ({
    actions: [{ id, type: 'http', url: `${receiver.url}${path}`, body: 'x' }],
  });
  const integration = await service.integration({ name: 'Moved', triggers: ['group.created'], ...url('/old') });
  await service.publish('group.created', {});
  const [failed] = await service.deliveries(integration, ([first]) => first?.status === 'failed');
  await service.rest('PUT', `/integrations/${integration}`, url('/new', failed?.action_id));
  const page = await web.open(`deliveries/${failed?.id}`);
  await page.getByRole('heading', { name: 'Failed after 1 attempt' }).waitFor();
  await page.getByRole('button', { name: 'Retry', exact: true }).dblclick();
  await page.getByRole('heading', { name: 'Delivered at attempt 2' }).waitFor();
  expect(receiver.to('/new')).toHaveLength(1);
  expect(receiver.to('/old')).toHaveLength(1);
  expect(await page.getByRole('button', { name: 'Retry', exact: true }).getAttribute('title')).toBe(
    'It was delivered.',
  );
});

test('what waits shows when its next attempt is, can be tried now, once, and can be given up', async () => {
  receiver.answer('/waits', 503);
  const { service } = web;
  const integration = await service.integration({
    name: 'Patient',
    triggers: ['user.updated'],
    actions: [{ type: 'http', url: `${receiver.url}/waits`, max_retries: 3, backoff: { initial_secs: 600 } }],
  });
  await service.publish('user.updated', {});
  const [waiting] = await service.deliveries(integration, ([first]) => first?.attempt_count === 1);
  const page = await web.open(`deliveries/${waiting?.id}`);
  await page.getByRole('heading', { name: /^Attempt 2 of 4 in \d+ s$/ }).waitFor();
  await page.getByRole('button', { name: 'Try now' }).dblclick();
  await page.getByRole('heading', { name: /^Attempt 3 of 4 in \d+ s$/ }).waitFor();
  expect(receiver.to('/waits')).toHaveLength(2);
  await page.getByRole('button', { name: 'Give up' }).click();
  await page.getByRole('heading', { name: 'Failed after 2 attempts' }).waitFor();
  await page.locator('[data-cause="cancelled"]').waitFor();
});

test('what an event holds stays text', async () => {
  const evil = `<img src=x onerror="document.title='broken'"><script>document.title='broken'</script>@example.com`;
  const { id } = await ended(
    { url: `${receiver.url}/evil`, body: '{"m":"{{.Data.user_email}}"}' },
    { user_email: evil },
  );
  const page = await web.open(`deliveries/${id}`);
  await page.getByText('onerror').first().waitFor();
  expect(await page.locator('img[src=x]').count()).toBe(0);
  expect(await page.title()).not.toBe('broken');
});

test('copied as curl it runs in a shell and sends the same, with variables where the secrets were', async () => {
  const nasty = `it's "quoted" $(touch /tmp/never) \`x\` \\ and\nsecond line`;
  const { id } = await ended(
    {
      url: `${receiver.url}/curl?q={{.Data.q}}`,
      body: nasty,
      headers: { 'X-Odd': `don't $HOME` },
      auth: { type: 'bearer', token: 'very-secret-token' },
    },
    { user_email: 'ann@example.com', q: `a'b` },
  );
  const page = await web.open(`deliveries/${id}`, { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.getByRole('button', { name: 'Copy as curl' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  expect(command).toContain('"$SECRET_1"');
  expect(command).not.toContain('very-secret-token');
  expect(await page.content()).not.toContain('very-secret-token');
  const [first] = await receiver.awaits('/curl', 1);
  await promisify(execFile)('sh', ['-c', `SECRET_1='Bearer other'; ${command}`]);
  const [, second] = await receiver.awaits('/curl', 2);
  expect({ ...second, at: 0, headers: {} }).toEqual({ ...first, at: 0, headers: {} });
  expect(second?.headers).toMatchObject({ 'x-odd': `don't $HOME`, authorization: 'Bearer other' });
});

test('a delivery that is not there says so', async () => {
  const page = await web.open('deliveries/00000000-0000-7000-8000-000000000000');
  await page.getByText('No delivery with this id.').waitFor();
});

test('at 390 pixels, in the dark, a failure can be read and retried', async () => {
  receiver.answer('/narrow', 500);
  const { service } = web;
  const actions = [{ type: 'http', url: `${receiver.url}/narrow` }];
  const integration = await service.integration({ name: 'Narrow', triggers: ['group.deleted'], actions });
  await service.publish('group.deleted', {});
  const [failed] = await service.deliveries(integration, ([first]) => first?.status === 'failed');
  const page = await web.open(`deliveries/${failed?.id}`, {
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
  });
  await page.getByRole('heading', { name: 'Receiver failed' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  receiver.answer('/narrow', 200);
  await page.keyboard.press('r');
  await until('a second request', () => receiver.to('/narrow').length === 2);
});

test('while one is open, j opens the next of the list and k the one before', async () => {
  for (let number = 0; number < 3; number += 1) await ended({ url: `${receiver.url}/row-${number}` });
  const page = await web.open('deliveries');
  const links = page.locator('[data-row-link]');
  await until('the rows', async () => (await links.count()) >= 3);
  const paths = await links.evaluateAll((rows) => rows.map((row) => (row as HTMLAnchorElement).pathname));
  await links.first().click();
  const drawer = page.getByRole('dialog', { name: /^Delivery of/ });
  await drawer.waitFor();
  for (const [key, row] of [
    ['j', 1],
    ['j', 2],
    ['k', 1],
  ] as const) {
    await page.keyboard.press(key);
    await page.waitForURL((url) => url.pathname === paths[row]);
    await drawer
      .getByText((paths[row] ?? '').split('/').at(-1) ?? '', { exact: true })
      .first()
      .waitFor();
  }
});
