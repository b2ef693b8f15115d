// What holds on every screen: no address of the router is left out.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { repository } from '../support/process.ts';
import { until } from '../support/until.ts';
import { axeFaults } from './support/axe.ts';
import { startWebTest, type WebTest } from './support/page.ts';

let web: WebTest;
const ids = new Map<string, string>();

const routes = [
  ...readFileSync(path.join(repository, 'src/web/app/router.tsx'), 'utf8').matchAll(/ path: '([^']+)'/g),
].map(([, route = '']) => route);
const parents = new Map([
  ['$deliveryId', '/deliveries/$deliveryId'],
  ['$eventId', '/events/$eventId'],
]);
const screens = routes.filter((route) => route !== '/').map((route) => parents.get(route) ?? route);
const addressOf = (route: string): string =>
  route.replace(/^\//, '').replaceAll(/\$\w+/g, (name) => ids.get(name) ?? expect.fail(`no ${name} for ${route}`));

beforeAll(async () => {
  web = await startWebTest();
  const { service } = web;
  const { body: task } = await service.rest('POST', '/tasks', {
    name: 'Told at night, with a name that is much longer than anybody would expect it to be',
    script: "log.info('seen', event?.type);",
    cron: '30 3 * * *',
  });
  const url = 'http://127.0.0.1:9/a-rather-long-path/that-does-not-end/for-a-while/because-addresses-are-like-that';
  const integration = await service.integration({
    name: 'Everything <b>that</b> happens, with a name that is much longer than anybody would expect it to be',
    triggers: ['user.created'],
    conditions: [{ field: 'user.email', operator: 'ends_with', value: '@example.com', order: 1 }],
    actions: [
      { type: 'http', url, max_retries: 0, body: '{"mail":"{{.Data.user_email}}"}' },
      { type: 'trigger_task', task_id: task.id },
    ],
  });
  const { id: event } = await service.publish('user.created', { user_email: 'ann@example.com' });
  const ended = (items: Record<string, unknown>[]) =>
    items.length === 2 && items.every(({ status }) => status === 'success' || status === 'failed');
  const deliveries = await service.deliveries(integration, ended);
  const runs = await until('a run', async () => {
    const { body } = await service.rest('GET', `/tasks/${task.id}/runs`);
    return body.items.length > 0 && body.items;
  });
  for (const [name, id] of Object.entries({
    integrationId: integration,
    deliveryId: deliveries.find(({ status }) => status === 'failed')?.id,
    eventId: event,
    taskId: task.id,
    runId: runs[0].id,
  }))
    ids.set(`$${name}`, id);
});
afterEach(async () => expect(await web.closePages()).toEqual([]));
afterAll(() => web.stop());

/** Its heading is there, and nothing is on its way any more. */
async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.getByText('Live', { exact: true }).first().waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
}

test.each(screens)('%s reads well by a screen reader, in light and dark, and fits on a phone', async (route) => {
  const page = await web.open(addressOf(route), { colorScheme: 'light' });
  await settled(page);
  expect(await axeFaults(page), 'light').toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.reload(); // what turns dark while one looks fades, and is hard to read meanwhile
  await settled(page);
  expect(await axeFaults(page), 'dark').toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  await settled(page);
  const wide = await page.evaluate(() => {
    const root = document.documentElement;
    return { is: root.scrollWidth, may: root.clientWidth };
  });
  expect(wide.is, 'sideways scroll at 360 px').toBeLessThanOrEqual(wide.may);
  expect(await page.locator('b', { hasText: /^that$/ }).count()).toBe(0);
});

test('the sidebar leads to every screen that needs no id, and the title of the tab names it', async () => {
  const page = await web.open('integrations');
  await settled(page);
  const links = page.getByRole('navigation', { name: 'Pages' }).getByRole('link');
  const titles = new Set<string>();
  for (const name of await links.allTextContents()) {
    if (name === 'GraphQL playground') continue;
    await links.getByText(name, { exact: true }).click();
    await page.getByRole('navigation', { name: 'Pages' }).locator('[aria-current="page"]', { hasText: name }).waitFor();
    await settled(page);
    titles.add(await page.title());
  }
  expect(titles.size).toBe((await links.count()) - 1);
});
