// Events: live, searched, explained, and sent from a form.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { until } from '../support/until.ts';
import { axeFaults } from './support/axe.ts';
import { startWebTest, type WebTest } from './support/page.ts';

let web: WebTest;
let staff: string;

beforeAll(async () => {
  web = await startWebTest();
});
afterEach(async () => expect(await web.closePages()).toEqual([]));
afterAll(() => web.stop());

test('a sample is sent from the form that the schema makes, also as JSON; the service judges it', async () => {
  const page = await web.open('events');
  await page.getByRole('heading', { name: 'No events yet' }).waitFor();
  await page.getByRole('button', { name: 'Send a sample event' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Event type').selectOption('access_request.approved');
  const field = dialog.getByLabel('user_email');
  expect(await field.inputValue()).toContain('@');
  await field.fill('<img src=x onerror=alert(1)>@example.com');
  expect(await axeFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'As JSON' }).click();
  const json = dialog.getByRole('textbox', { name: 'Payload' });
  const payload = JSON.parse(await json.inputValue());
  expect(payload.user_email).toBe('<img src=x onerror=alert(1)>@example.com');
  await json.fill('{');
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await dialog.getByText('This is no JSON object.').waitFor();
  await json.fill(JSON.stringify({ ...payload, link: 'javascript:alert(1)' }));
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await dialog.getByText('access_request.approved was sent. Nothing matched.').waitFor();
  await dialog.getByRole('link', { name: 'Why?' }).click();
  const drawer = page.getByRole('dialog', { name: 'access_request.approved' });
  await drawer.getByText('No integration', { exact: false }).first().waitFor();
  await drawer.getByText('"javascript:alert(1)"', { exact: false }).waitFor();
  expect(await page.locator('img[src="x"], a[href^="javascript:"]').count()).toBe(0);
  expect(await axeFaults(page)).toEqual([]);
});

test('each event says why an integration fired or did not, for any that is asked for', async () => {
  const { service } = web;
  staff = await service.integration({
    name: 'New staff',
    triggers: ['user.created'],
    conditions: [{ field: 'user.email', operator: 'ends_with', value: '@example.com', order: 1 }],
    actions: [{ type: 'log', message: '{{.Data.user_email}}' }],
  });
  const other = await service.integration({
    name: 'Groups only',
    triggers: ['group.*'],
    actions: [{ type: 'log', message: 'x' }],
  });
  await service.publish('user.created', { user_email: 'bob@other.org' });
  await service.publish('user.created', { user_email: 'ann@example.com' });
  const page = await web.open('events?type=user.created', { colorScheme: 'dark' });
  await page
    .getByRole('row', { name: /ann@example.com/ })
    .getByText('1 delivery')
    .waitFor();
  await page
    .getByRole('row', { name: /bob@other.org/ })
    .getByRole('link')
    .click();
  const drawer = page.getByRole('dialog', { name: 'user.created' });
  const considered = drawer.getByRole('region', { name: 'Integrations considered' });
  await considered.getByText('Conditions do not hold').waitFor();
  await considered.getByText('value is "bob@other.org"', { exact: false }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await considered.getByLabel('Explain for').selectOption({ label: 'Groups only' });
  await considered.getByText('Another trigger').waitFor();
  await considered.getByRole('link', { name: 'New staff' }).waitFor({ state: 'detached' });
  await drawer.getByRole('button', { name: 'Close' }).click();
  expect(new URL(page.url()).search).toBe('?type=user.created');
  await page
    .getByRole('row', { name: /ann@example.com/ })
    .getByRole('link')
    .click();
  await considered.getByText('Fired', { exact: true }).waitFor();
  await drawer.getByText('Delivered').waitFor();
  await considered.getByRole('button', { name: 'Send it now to New staff' }).click();
  await page
    .getByRole('dialog', { name: 'Send this event to New staff?' })
    .getByRole('button', { name: 'Send it now' })
    .click();
  await page.getByText('1 delivery made.').waitFor();
  await service.deliveries(staff, (items) => items.length === 2);
  expect((await service.deliveries(other, () => true)).length).toBe(0);
});

test('an event goes into a new integration: its type is the trigger, and it is tried with', async () => {
  const page = await web.open('events?text=bob');
  await page
    .getByRole('row', { name: /bob@other.org/ })
    .getByRole('link')
    .click();
  await page.getByRole('link', { name: 'Use in a new integration' }).click();
  await page.waitForURL(/\/integrations\/new\?trigger=user\.created&event=/);
  const triggers = page.getByRole('region', { name: 'Triggers' });
  await triggers.getByText('1 chosen').waitFor();
  await page.getByRole('button', { name: 'Add condition' }).click();
  await page.getByPlaceholder('Field').fill('user_email');
  await page.getByLabel('Value', { exact: true }).fill('bob@other.org');
  await page.getByText('Holds: value is "bob@other.org"').waitFor();
});

test('filters are in the address, find what they say, and what nothing matches says so', async () => {
  const page = await web.open('events');
  const rows = page.locator('tbody tr');
  await until('all', async () => (await rows.count()) >= 3);
  await page.getByLabel('Outcome').selectOption({ label: 'Nothing matched' });
  await page.waitForURL(/outcome=nothing/);
  await page.getByRole('row', { name: /ann@example.com/ }).waitFor({ state: 'detached' });
  await page.getByRole('row', { name: /bob@other.org/ }).waitFor();
  await page.getByLabel('About').fill('nobody@example.com');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'No event matches' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.goBack();
  await page.getByRole('row', { name: /bob@other.org/ }).waitFor();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
});

test('new events come by themselves; they wait while one reads; none is missing after the connection was away', async () => {
  const { service } = web;
  const proxy = await startCuttingProxy(service.url);
  const page = await web.open('events?type=login.failed', { url: proxy.url, expected: /WebSocket|ERR_/ });
  await page.getByRole('heading', { name: 'No event matches' }).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  const rows = page.locator('tbody tr');
  await service.publish('login.failed', { user_email: 'first@example.com' });
  await rows.first().waitFor();
  await rows.first().hover();
  await service.publish('login.failed', { user_email: 'second@example.com' });
  await service.publish('login.success', { user_email: 'not-this@example.com' });
  await page.getByRole('button', { name: '1 new: show' }).waitFor();
  expect(await rows.count()).toBe(1);
  await page.getByRole('button', { name: '1 new: show' }).click();
  await until('two', async () => (await rows.count()) === 2);
  await page.mouse.move(0, 0);
  proxy.cut();
  await page
    .getByText(/Reconnecting/)
    .first()
    .waitFor();
  for (let number = 0; number < 5; number += 1)
    await service.publish('login.failed', { user_email: `${number}@example.com` });
  proxy.restore();
  await until('seven', async () => (await rows.count()) === 7);
  expect(new Set(await rows.allTextContents()).size).toBe(7);
  await proxy.close();
});

test('on a phone an event can be read, and the list goes on below', async () => {
  const { service } = web;
  for (let number = 0; number < 60; number += 1)
    await service.publish('mfa.enrolled', { user_email: `m${number}@example.com` });
  const page = await web.open('events?type=mfa.enrolled', { viewport: { width: 360, height: 740 } });
  const rows = page.locator('tbody tr');
  await until('a page', async () => (await rows.count()) === 50);
  await page.getByRole('button', { name: 'Load older' }).click();
  await until('all', async () => (await rows.count()) === 60);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page
    .getByRole('dialog', { name: 'mfa.enrolled' })
    .getByText('m59@example.com', { exact: false })
    .first()
    .waitFor();
  expect(await axeFaults(page)).toEqual([]);
});
