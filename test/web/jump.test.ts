// ⌘K: to a page, an integration or a task by name, to anything by its id.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { axeFaults } from './support/axe.ts';
import { startWebTest, type WebTest } from './support/page.ts';

let web: WebTest;
let integrationId: string;
let deliveryId: string;

beforeAll(async () => {
  web = await startWebTest();
  const { service } = web;
  integrationId = await service.integration({
    name: 'Greeter of <b>people</b>',
    triggers: ['user.created'],
    actions: [{ type: 'log', message: 'hi' }],
  });
  await service.publish('user.created', {});
  const [delivery] = await service.deliveries(integrationId, (items) => items.length === 1);
  deliveryId = delivery?.id ?? '';
});
afterEach(async () => expect(await web.closePages()).toEqual([]));
afterAll(() => web.stop());

test('Ctrl K finds an integration by a part of its name, and Enter goes there', async () => {
  const page = await web.open('deliveries');
  await page.getByRole('heading', { name: 'Deliveries', exact: true }).waitFor();
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: /^A page, an integration/ });
  await field.fill('greet');
  await page.getByRole('option', { name: 'Greeter of <b>people</b> Integration' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await field.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: 'Greeter of <b>people</b>' }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/ui/integrations/${integrationId}`);
});

test('an id leads to what it names, and back by the browser', async () => {
  const page = await web.open('integrations', { colorScheme: 'dark', viewport: { width: 390, height: 800 } });
  await page.getByRole('button', { name: 'Jump to…' }).click();
  const field = page.getByRole('combobox', { name: /^A page, an integration/ });
  await field.fill(deliveryId.toUpperCase());
  const found = page.getByRole('option', { name: 'Greeter of <b>people</b> Delivery' });
  await found.waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await found.click();
  await page.waitForURL(`**/ui/deliveries/${deliveryId}`);
  await page.goBack();
  await page.waitForURL('**/ui/integrations');
});

test('pages are offered at once, the arrows go round, Escape closes, and nothing found is said', async () => {
  const page = await web.open('integrations');
  await page.getByRole('heading', { name: 'Integrations' }).waitFor();
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: /^A page, an integration/ });
  const chosen = page.locator('[role="option"][aria-selected="true"]');
  const first = await chosen.textContent();
  await field.press('ArrowUp');
  expect(await chosen.textContent()).not.toBe(first);
  await field.press('ArrowDown');
  expect(await chosen.textContent()).toBe(first);
  await field.fill('no such thing');
  await page.getByText('Nothing found.', { exact: false }).waitFor();
  await field.press('Enter');
  await field.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(new URL(page.url()).pathname).toBe('/ui/integrations');
});
