// The list of integrations: health at a glance, and what can be done from there. Rules of the editor that are seldom set.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';
import { axeFaults } from './support/axe.ts';
import { startWebTest, type WebTest } from './support/page.ts';

let web: WebTest;
let receiver: Receiver;
let whole: string;

/** Every field that an integration can have. */
const everything = () => ({
  name: 'Everything',
  description: 'With every rule',
  triggers: ['user.*', 'group.created'],
  conditions: [
    { field: 'user.email', operator: 'ends_with', value: '@example.com', order: 1, ignore_case: true },
    {
      any: [{ field: 'ip_address', operator: 'exists' }, { not: { field: 'a', operator: 'eq', value: 'b' } }],
      order: 2,
    },
  ],
  threshold: { count: 3, window_secs: 60, by: 'ip_address' },
  breaker: { failures: 7, wait_secs: 5, max_wait_secs: 50 },
  actions: [
    {
      type: 'http',
      url: `${receiver.url}/whole?who={{.Data.user_email}}`,
      method: 'PUT',
      headers: { 'X-Api-Key': 'list-S3CRET' },
      body: '{"a":"{{.EventType}}"}',
      timeout_secs: 7,
      max_retries: 4,
      auth: { type: 'bearer', token: 'list-T0KEN' },
    },
  ],
});

beforeAll(async () => {
  [web, receiver] = await Promise.all([startWebTest(), startReceiver()]);
  whole = await web.service.integration(everything());
});
afterEach(async () => expect(await web.closePages()).toEqual([]));
afterAll(async () => {
  await web.stop();
  await receiver.close();
});

const menuOf = (name: string) => ({ name: `More for ${name}`, exact: true });
const ended = (number: number) => (items: Record<string, unknown>[]) =>
  items.length === number && items.every(({ status }) => status === 'success' || status === 'failed');

test('the list says how each went in the last day, and finds those that fail', async () => {
  const { service } = web;
  const good = await service.integration({
    name: 'Works',
    triggers: ['mfa.enrolled'],
    actions: [{ type: 'http', url: `${receiver.url}/good` }],
  });
  const bad = await service.integration({
    name: 'Does not',
    triggers: ['mfa.enrolled'],
    actions: [{ type: 'http', url: 'http://127.0.0.1:9/', max_retries: 0 }],
  });
  for (let number = 0; number < 2; number += 1) await service.publish('mfa.enrolled');
  await Promise.all([good, bad].map((id) => service.deliveries(id, ended(2))));
  await until('the figures', async () => {
    const { body } = await service.rest('GET', `/integrations/${bad}/health`);
    return body.failures === 2;
  });
  const page = await web.open('integrations');
  const row = (name: string) => page.getByRole('row', { name });
  await row('Works').getByText('2 delivered').waitFor();
  await row('Does not').getByText('Failing', { exact: true }).waitFor();
  await row('Everything').getByText('Quiet').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByLabel('State').selectOption({ label: 'Failing today' });
  await row('Works').waitFor({ state: 'detached' });
  await row('Does not').getByRole('link', { name: '2 of 2 failed' }).click();
  await page.waitForURL(/\/deliveries\?.*status=failed/);
  await until('its rows', async () => (await page.locator('tbody tr').count()) === 2);
});

test('the menu of a row sends a test, leads to its deliveries, and deletes after asking', async () => {
  const { service } = web;
  const id = await service.integration({
    name: 'Short-lived',
    triggers: ['user.deleted'],
    actions: [{ type: 'http', url: `${receiver.url}/short` }],
  });
  const page = await web.open('integrations', { colorScheme: 'dark' });
  await page.getByRole('button', menuOf('Short-lived')).click();
  await page.getByRole('menuitem', { name: 'Send test' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('menuitem', { name: 'Send test' }).click();
  await receiver.awaits('/short', 1);
  await page.getByRole('button', { name: 'See it' }).click();
  await page.getByRole('dialog', { name: 'Delivery of Short-lived' }).waitFor();
  await page.goBack();
  await page.getByRole('button', menuOf('Short-lived')).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete Short-lived?' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', menuOf('Short-lived')).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('row', { name: 'Short-lived' }).waitFor({ state: 'detached' });
  expect((await service.rest('GET', `/integrations/${id}`)).status).toBe(404);
});

test('what the page does not show of an integration is not lost when it is saved', async () => {
  const before = (await web.service.rest('GET', `/integrations/${whole}`)).body;
  const page = await web.open(`integrations/${whole}`);
  await page.getByRole('textbox', { name: 'Name', exact: true }).first().fill('Everything, renamed');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved. Listening for', { exact: false }).waitFor();
  const after = (await web.service.rest('GET', `/integrations/${whole}`)).body;
  const { name: _, version, updated_at, ...rest } = after;
  expect(version).toBe(before.version + 1);
  expect(updated_at).not.toBe(before.updated_at);
  expect(before).toMatchObject(rest);
  expect(rest).toMatchObject({ threshold: before.threshold, breaker: before.breaker });
});

test('threshold, digest, order and breaker are set and taken away in the editor', async () => {
  const page = await web.open(`integrations/${whole}`);
  const rules = page.getByRole('region', { name: 'More rules' });
  expect(await rules.getByLabel('Events', { exact: true }).inputValue()).toBe('3');
  await rules.getByLabel('Only when it happens often').uncheck();
  await rules.getByLabel('Gather events into one delivery').check();
  await rules.getByLabel('Within seconds').fill('0');
  await rules.getByLabel('Failures in a row').fill('12');
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('1 thing to fix').waitFor();
  await rules.getByLabel('Within seconds').fill('90');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved. Listening for', { exact: false }).waitFor();
  const { body } = await web.service.rest('GET', `/integrations/${whole}`);
  expect(body).toMatchObject({ digest: { window_secs: 90 } });
  expect([body.threshold, body.ordering_key]).toEqual([undefined, undefined]);
  expect(body.breaker).toMatchObject({ failures: 12, wait_secs: 5, max_wait_secs: 50 });
  await rules.getByLabel('Gather events into one delivery').uncheck();
  await rules.getByLabel('In order for each').fill('Data.user_id');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved. Listening for', { exact: false }).waitFor();
  const { body: ordered } = await web.service.rest('GET', `/integrations/${whole}`);
  expect([ordered.digest, ordered.ordering_key]).toEqual([undefined, 'Data.user_id']);
});

test('a copy has everything but the secrets, which it asks for', async () => {
  const page = await web.open('integrations?name=renamed');
  await page.getByRole('button', menuOf('Everything, renamed')).click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  await page.getByText('A copy. Secrets are not copied', { exact: false }).waitFor();
  expect(await page.getByRole('textbox', { name: 'Name', exact: true }).first().inputValue()).toBe(
    'Everything, renamed copy',
  );
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText(/things? to fix/).waitFor();
  await page.getByLabel('Token').fill('list-N3W');
  await page
    .getByRole('textbox', { name: /^Value/ })
    .last()
    .fill('list-K3Y');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved. Listening for', { exact: false }).waitFor();
  const { body } = await web.service.rest('GET', '/integrations?name=renamed%20copy');
  expect(body.items[0]).toMatchObject({ ordering_key: 'Data.user_id', triggers: ['user.*', 'group.created'] });
  expect(body.items[0].actions[0]).toMatchObject({ method: 'PUT', timeout_secs: 7, max_retries: 4 });
  expect(await page.content()).not.toMatch(/list-S3CRET|list-T0KEN/);
});
