// The settings: tokens, event sources, SCIM connections, the audit log.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createClient } from '../support/service.ts';
import { until } from '../support/until.ts';
import { axeFaults } from './support/axe.ts';
import { startWebTest, type WebTest } from './support/page.ts';

let web: WebTest;

beforeAll(async () => {
  web = await startWebTest();
});
afterEach(async () => expect(await web.closePages()).toEqual([]));
afterAll(() => web.stop());

const dialog = (page: Page) => page.getByRole('dialog');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Everything that the page holds or has been told. */
async function watched(path: string, options = {}) {
  const page = await web.open(path, options);
  const answers: string[] = [];
  page.on('response', async (response) => {
    if (response.url().endsWith('/graphql')) answers.push(await response.text().catch(() => ''));
  });
  return { page, answers };
}

test('a token is made, shown once, opens what it says, and is ended', async () => {
  const { page, answers } = await watched('settings/tokens');
  await page.getByRole('heading', { name: 'No token so far but the one of the first start' }).waitFor();
  await page.getByRole('main').getByRole('button', { name: 'New token' }).click();
  await dialog(page).getByRole('button', { name: 'New token' }).click();
  await dialog(page).locator('[aria-invalid="true"]').first().waitFor();
  await dialog(page).getByLabel('Name').fill('CI');
  await dialog(page).getByLabel('send events').check();
  expect(await axeFaults(page)).toEqual([]);
  await dialog(page).getByRole('button', { name: 'New token' }).click();
  await page.getByRole('dialog', { name: 'Copy it now' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  const secret = (await dialog(page).locator('pre').textContent()) ?? '';
  await button(page, 'I have it').click();
  await page.getByRole('cell', { name: 'look at everything, send events' }).waitFor();
  const client = createClient(web.service.url, secret);
  expect((await client.rest('GET', '/integrations')).status).toBe(200);
  expect((await client.rest('POST', '/integrations', {})).status).toBe(403);
  answers.length = 0;
  await page.reload();
  await page.getByRole('cell', { name: 'look at everything, send events' }).waitFor();
  expect(answers.length).toBeGreaterThan(0);
  expect(
    `${await page.content()}${answers}${JSON.stringify(await page.evaluate(() => ({ ...sessionStorage, ...localStorage })))}`,
  ).not.toContain(secret);
  await button(page, 'Revoke CI').click();
  await dialog(page).getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('No token so far', { exact: false }).waitFor();
  expect((await client.rest('GET', '/integrations')).status).toBe(401);
  await page.getByLabel('Also those that have ended').check();
  await page.getByText('Revoked').waitFor();
});

test('a source is made from what its kind asks for, receives at the address that is shown, and keeps its secret', async () => {
  const { page, answers } = await watched('settings/sources');
  await page.getByRole('heading', { name: 'No provider sends events of its own so far' }).waitFor();
  await page.getByRole('main').getByRole('button', { name: 'New source' }).click();
  await dialog(page).getByLabel('Kind').selectOption({ label: 'Okta event hooks' });
  await dialog(page).getByLabel('Name').fill('okta-main');
  await button(page, 'Save').click();
  await dialog(page).getByText('is required').waitFor();
  await dialog(page).getByLabel('Authentication secret').fill('okta-S3CRET');
  expect(await axeFaults(page)).toEqual([]);
  await button(page, 'Save').click();
  await page.getByRole('cell', { name: 'okta-main /events/okta-main' }).waitFor();
  const path = (await page.getByText('/events/', { exact: false }).first().textContent()) ?? '';
  const send = (authorization: string) =>
    fetch(`${web.service.url}${path}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({
        eventType: 'com.okta.event_hook',
        data: { events: [{ uuid: crypto.randomUUID(), eventType: 'user.lifecycle.create', published: new Date() }] },
      }),
    });
  expect((await send('okta-S3CRET')).status).toBe(200);
  expect((await send('wrong')).status).toBe(401);
  await until('the counts', async () => {
    await page.reload();
    return page
      .getByText('1 refused, the last for its credential')
      .waitFor({ timeout: 1_000 })
      .then(
        () => true,
        () => false,
      );
  });
  expect(await axeFaults(page)).toEqual([]);
  await button(page, 'Change okta-main').click();
  await dialog(page).getByText('It stays as it is unless it is replaced.').waitFor();
  await dialog(page).getByLabel('Description').fill('Everybody');
  await button(page, 'Save').click();
  await dialog(page).waitFor({ state: 'detached' });
  expect((await send('okta-S3CRET')).status).toBe(200);
  await button(page, 'Change okta-main').click();
  await button(page, 'Replace: Authentication secret').click();
  await dialog(page).getByLabel('Authentication secret').fill('okta-N3W');
  await button(page, 'Save').click();
  await dialog(page).waitFor({ state: 'detached' });
  expect((await send('okta-N3W')).status).toBe(200);
  expect((await send('okta-S3CRET')).status).toBe(401);
  expect(`${await page.content()}${answers}`).not.toMatch(/okta-S3CRET|okta-N3W/);
  await button(page, 'Delete okta-main').click();
  await dialog(page).getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No provider sends', { exact: false }).waitFor();
});

test('a SCIM connection is made, changed without its secret, and refused when somebody else was faster', async () => {
  const { page, answers } = await watched('settings/scim', { colorScheme: 'dark' });
  await page.getByRole('main').getByRole('button', { name: 'New connection' }).first().click();
  await dialog(page).getByLabel('Name').fill('Directory');
  await dialog(page).getByLabel('Address').fill('nowhere');
  await dialog(page).getByLabel('Log-in').selectOption({ label: 'OAuth 2.0 client credentials' });
  await dialog(page).getByLabel('Where tokens come from').fill('https://idp.example.com/token');
  await dialog(page).getByLabel('Client id').fill('iam');
  await dialog(page).getByLabel('Client secret').fill('scim-S3CRET');
  await button(page, 'Save').click();
  await dialog(page).locator('[aria-invalid="true"]').first().waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await dialog(page).getByLabel('Address').fill('https://directory.example.com/scim/v2');
  await button(page, 'Save').click();
  await page.getByRole('cell', { name: 'https://directory.example.com/scim/v2' }).waitFor();
  await button(page, 'Change Directory').click();
  await dialog(page).getByText('It stays as it is unless it is replaced.').waitFor();
  const { body } = await web.service.rest('GET', '/scim-connections');
  const renamed = await web.service.rest('PUT', `/scim-connections/${body.items[0].id}`, { name: 'Staff' });
  expect(renamed.status).toBe(200);
  await dialog(page).getByLabel('Name').fill('People');
  await button(page, 'Save').click();
  await dialog(page).getByText('Somebody else saved it meanwhile.', { exact: false }).waitFor();
  await button(page, 'Cancel').click();
  await page.reload();
  await button(page, 'Change Staff').click();
  await dialog(page).getByLabel('Name').fill('People');
  await button(page, 'Save').click();
  await page.getByRole('cell', { name: 'People', exact: true }).waitFor();
  expect(`${await page.content()}${answers}`).not.toContain('scim-S3CRET');
  expect(await axeFaults(page)).toEqual([]);
});

test('the audit log says who changed what, field by field, is searched, and never shows a secret', async () => {
  const { service } = web;
  const id = await service.integration({
    name: 'Watched',
    triggers: ['user.created'],
    actions: [{ type: 'http', url: 'http://127.0.0.1:9/', auth: { type: 'bearer', token: 'audit-S3CRET' } }],
  });
  const stored = (await service.rest('GET', `/integrations/${id}`)).body;
  await service.rest('PUT', `/integrations/${id}`, { name: 'Watched closely' });
  await service.rest('PUT', `/integrations/${id}`, {
    actions: [{ ...stored.actions[0], auth: { type: 'bearer', token: 'audit-N3W' } }],
  });
  const { page, answers } = await watched('settings/audit?type=Integration');
  const row = page.getByRole('row', { name: /update integration Watched closely/ });
  await row.first().waitFor();
  expect(await row.count()).toBe(2);
  await row.last().getByText('1 field').click();
  await row.last().getByText('Watched', { exact: true }).waitFor();
  await row.first().getByText('1 field').click();
  await row.first().getByText('A secret: changed, not shown.').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByLabel('Search names, actions, values').fill('closely');
  await page.waitForURL(/text=closely/);
  await page.getByLabel('Who').fill('nobody of this name');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'No entry matches' }).waitFor();
  await button(page, 'Clear filters').click();
  await page.getByRole('row', { name: /create token CI/ }).waitFor();
  expect(`${await page.content()}${answers}`).not.toMatch(/audit-S3CRET|audit-N3W/);
});

test('a long log goes in pages', async () => {
  for (let number = 0; number < 60; number += 1)
    await web.service.rest('POST', '/tokens', { name: `Token ${number}`, scopes: ['read'] });
  const page = await web.open('settings/audit?type=Token', { viewport: { width: 390, height: 800 } });
  await page.getByRole('row', { name: /Token 59/ }).waitFor();
  await button(page, 'Older').click();
  await page.getByRole('row', { name: /Token 0\b/ }).waitFor();
  expect(await button(page, 'Older').isDisabled()).toBe(true);
  await button(page, 'Newer').click();
  await page.getByRole('row', { name: /Token 59/ }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.goto(`${web.service.url}/ui/settings/tokens`);
  await page.getByRole('row', { name: /^Token 59/ }).waitFor();
  await button(page, 'Older').click();
  await page.getByRole('row', { name: /^Token 0 / }).waitFor();
  await button(page, 'Newer').click();
  await page.getByRole('row', { name: /^Token 59/ }).waitFor();
});
