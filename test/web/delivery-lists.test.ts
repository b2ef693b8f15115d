// Lists of deliveries: why one has no rows, rows that are ticked, and many failures sent again.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { seedDeliveries } from '../history/seed.ts';
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

const rows = (page: Page) => page.locator('tbody tr[data-index]');
const hook = (name: string, path: string, type: string) =>
  web.service.integration({
    name,
    triggers: [type],
    actions: [{ type: 'http', url: `${receiver.url}${path}` }],
    breaker: { failures: 0 },
  });

/** Deliveries of an integration that failed, and would succeed now. */
async function failedOnes(id: string, count: number) {
  await seedDeliveries(web.service.database, {
    count,
    integrationId: id,
    status: 'failed',
    cause: 'http_5xx',
    error: 'answered 503',
  });
  await web.service.database.query(
    `UPDATE deliveries SET action_id = (SELECT (actions->0->>'id')::uuid FROM integrations WHERE id = $1) WHERE integration_id = $1`,
    [id],
  );
}

test('none yet, none failed, and none kept any more are three matters, each with its way on', async () => {
  const page = await web.open('deliveries');
  await page.getByRole('heading', { name: 'No deliveries yet' }).waitFor();
  await page.getByRole('link', { name: 'To the integrations' }).click();
  await page.getByRole('heading', { name: 'Integrations', exact: true }).waitFor();

  const { database, rest } = web.service;
  const id = await hook('Old', '/old', 'user.created');
  await seedDeliveries(database, { count: 2, integrationId: id });
  await seedDeliveries(database, { count: 3, integrationId: id, daysAgo: 40 });
  await page.goto(`${web.service.url}/ui/deliveries?status=failed&since=24h`);
  await page.getByRole('heading', { name: 'No failed deliveries in the last 24 hours' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await until('all five', async () => (await rows(page).count()) === 5);

  const [from, to] = [41, 39].map((days) => new Date(Date.now() - days * 86_400_000).toISOString());
  await page.goto(`${web.service.url}/ui/deliveries?from=${from}&until=${to}`);
  await until('the old ones', async () => (await rows(page).count()) === 3);
  const config = [{ key: 'older_than_days', value: '30', secret: false }];
  const { body: task } = await rest('POST', '/tasks', { name: 'Keep less', type: 'history_retention', config });
  expect((await rest('POST', `/tasks/${task.id}/run`)).status).toBeLessThan(300);
  await until('them to be removed', async () => (await rest('GET', '/deliveries')).body.items.length === 2);
  await page.reload();
  await page.getByRole('heading', { name: 'Deliveries older than 30 days have been removed' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Show what is kept' }).click();
  await until('what is kept', async () => (await rows(page).count()) === 2);
  expect((await rest('GET', '/retention')).body).toEqual({ days: 30, deliveries_per_integration: null });
});

test('with a filter on and a row ticked, thirty events move nothing; a click shows those of the filter in order', async () => {
  const id = await hook('Watched', '/watched', 'group.created');
  await hook('Other', '/other', 'group.deleted');
  await web.service.publish('group.created', {});
  const page = await web.open(`deliveries?integration=${id}`);
  await rows(page).first().waitFor();
  await page.getByRole('checkbox', { name: 'Tick Watched, group.created' }).check();
  await page.mouse.move(640, 5);
  await page.getByText('1 on this page ticked').waitFor();
  const before = await rows(page).allTextContents();
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    new MutationObserver(() => {
      for (const one of document.querySelectorAll('[role="status"]')) {
        const text = one.textContent ?? '';
        if (/new deliver/.test(text) && said.at(-1) !== text) said.push(text);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const events = (type: string, count: number) => Array.from({ length: count }, (_, n) => ({ type, data: { n } }));
  await web.service.rest('POST', '/events', {
    events: [...events('group.created', 18), ...events('group.deleted', 12)],
  });
  const pill = page.getByRole('button', { name: '18 new: show' });
  await pill.waitFor();
  expect(await rows(page).allTextContents()).toEqual(before);
  expect(await page.getByRole('checkbox', { name: 'Tick Watched, group.created' }).isChecked()).toBe(true);
  const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
  expect(said.at(-1)).toBe('18 new deliveries');
  expect(said.length).toBeLessThanOrEqual(3);
  await pill.click();
  await until('all of the filter', async () => (await rows(page).count()) === 19);
  const ids = await page.locator('tbody a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(ids).toEqual(ids.toSorted().reverse());
  await page.getByText('1 ticked', { exact: true }).waitFor();
  expect(await rows(page).last().getByRole('checkbox').isChecked()).toBe(true);
});

test('ticked rows are sent again, and no others; a page can become all that match', async () => {
  const id = await hook('Ticked', '/ticked', 'login.failed');
  await failedOnes(id, 60);
  const page = await web.open(`deliveries?integration=${id}`);
  await page.getByText('Showing 50 of 60').waitFor();
  await page.getByRole('checkbox', { name: 'Tick all that are shown' }).check();
  await page.getByText('50 on this page ticked').waitFor();
  await page.getByRole('button', { name: 'Tick all 60 that match' }).click();
  await page.getByText('All 60 that match are ticked').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Retry those that failed…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Retry failed deliveries' });
  await dialog.getByText('60 failed deliveries').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('button', { name: 'Untick' }).click();
  await rows(page).nth(1).getByRole('checkbox').check();
  await rows(page).nth(3).getByRole('checkbox').check();
  const links = await page
    .locator('tbody a')
    .evaluateAll((list) => list.map((link) => link.getAttribute('href') ?? ''));
  await page.getByRole('button', { name: 'Retry those that failed…' }).click();
  await dialog.getByRole('button', { name: 'Retry 2' }).click();
  await dialog.getByText('2 begun again · 0 skipped').waitFor();
  const sent = await receiver.awaits('/ticked', 2);
  expect(sent).toHaveLength(2);
  expect(sent.map(({ headers }) => headers['webhook-id']).toSorted()).toEqual(
    [links[1], links[3]].map((link) => /deliveries\/([^?]+)/.exec(link ?? '')?.[1]).toSorted(),
  );
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await until('both to be delivered', async () => (await page.locator('table').getByText('Delivered').count()) === 2);
  await page.getByText('2 ticked', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Retry those that failed…' }).click();
  await dialog.getByText('None of those ticked has failed').waitFor();
});

test('1,240 failures of one integration: counted, sent again with progress, stopped, and the tally is what came', async () => {
  const id = await hook('Down', '/down', 'application.created');
  await failedOnes(id, 1_245);
  const { rest, database } = web.service;
  const later = await database.query<{ id: string }>('SELECT id FROM deliveries WHERE integration_id = $1 LIMIT 5', [
    id,
  ]);
  for (const one of later) await rest('POST', `/integrations/${id}/deliveries/${one.id}/retry`);
  await receiver.awaits('/down', 5);
  await until(
    'those to be delivered',
    async () => (await rest('GET', `/deliveries?integration_id=${id}&status=success`)).body.items.length === 5,
  );
  const page = await web.open('deliveries');
  await page.getByLabel('Integration', { exact: true }).selectOption({ label: 'Down' });
  await page.getByRole('button', { name: 'Retry failed…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Retry failed deliveries' });
  await dialog.getByText('1,240 failed deliveries of this list').waitFor();
  await dialog.getByRole('button', { name: 'Retry 1,240' }).click();
  const begun = async () =>
    Number(/([\d,]+) begun again/.exec((await dialog.textContent()) ?? '')?.[1]?.replace(',', '') ?? 0);
  const first = await until('the first progress', async () => (await begun()) || undefined);
  await until('more of it', async () => (await begun()) > first);
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await dialog.getByText('Stopped', { exact: true }).waitFor();
  await until('nothing under way', async () => {
    const open = await rest('GET', `/deliveries?integration_id=${id}&status=pending&status=running`);
    return open.body.items.length === 0;
  });
  const tally = await begun();
  expect(tally).toBeLessThan(1_240);
  const sent = receiver.to('/down').map(({ headers }) => headers['webhook-id']);
  expect(sent).toHaveLength(tally + 5);
  // Those that had succeeded meanwhile were not sent again.
  expect(new Set(sent).size).toBe(tally + 5);
});
