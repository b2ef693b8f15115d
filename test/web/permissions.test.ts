// What the page offers to those who may not do everything.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { axeFaults } from './support/axe.ts';
import { startWebTest, type WebTest } from './support/page.ts';

let web: WebTest;
let integration: string;
let failed: string;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  web = await startWebTest();
  const { service } = web;
  for (const scopes of [['read'], ['read', 'events:write']]) {
    const { body } = await service.rest('POST', '/tokens', { name: `Only ${scopes.join(' and ')}`, scopes });
    tokens[scopes.join(' ')] = body.secret;
  }
  integration = await service.integration({
    name: 'Looked at',
    triggers: ['user.created'],
    actions: [{ type: 'http', url: 'http://127.0.0.1:9/', max_retries: 0 }],
  });
  await service.publish('user.created');
  const items = await service.deliveries(integration, (all) => all.length === 1 && all[0]?.status === 'failed');
  failed = items[0]?.id;
  await service.rest('POST', '/tasks', { name: 'Task', script: "log.info('x');" });
});
afterEach(async () => expect(await web.closePages()).toEqual([]));
afterAll(() => web.stop());

async function open(path: string, scopes: string) {
  const page = await web.open(path, { signedIn: false });
  await page.getByLabel('Admin token').fill(tokens[scopes] ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: `Sign out Only ${scopes.replace(' ', ' and ')}` }).waitFor();
  return page;
}

test.each([
  ['integrations/new', 'Save'],
  ['integrations/:id', 'Save'],
  ['integrations/:id', 'Send test'],
  ['deliveries/:failed', 'Retry'],
  ['events', 'Send a sample event'],
  ['tasks', 'Run now: Task'],
  ['settings/tokens', 'New token'],
  ['settings/sources', 'New source'],
  ['settings/scim', 'New connection'],
])('who may only look finds %s without “%s”, and the reason', async (at, name) => {
  const page = await open(at.replace(':id', integration).replace(':failed', failed), 'read');
  const button = page.getByRole('button', { name, exact: true });
  await until('it to rest', () => button.isDisabled());
  expect(await button.getAttribute('title')).toMatch(/It needs the scope/);
  expect(await axeFaults(page)).toEqual([]);
});

test('who may only look is told so on every screen, sees all values, and cannot switch anything', async () => {
  const page = await open('integrations', 'read');
  await page.getByText('Signed in as Only read: you can look, but not change anything.', { exact: false }).waitFor();
  expect(await page.getByRole('switch', { name: 'Looked at is on' }).isDisabled()).toBe(true);
  await page.getByRole('link', { name: 'Looked at' }).click();
  expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('Looked at');
});

test('who may send events besides can send a sample', async () => {
  const page = await open('events', 'read events:write');
  await page.getByRole('button', { name: 'Send a sample event' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('dialog').getByRole('status').waitFor();
});

test('viewer says who asks, in GraphQL and in REST', async () => {
  const { service } = web;
  const headers = { authorization: `Bearer ${tokens.read}` };
  expect((await service.rest('GET', '/viewer', undefined, headers)).body).toEqual({
    kind: 'token',
    name: 'Only read',
    scopes: ['read'],
    expires_at: null,
  });
  expect((await service.graphql('{ viewer { kind name scopes expiresAt } }')).data.viewer).toEqual({
    kind: 'ADMIN_TOKEN',
    name: 'admin',
    scopes: ['ADMIN'],
    expiresAt: null,
  });
});
