// Signing in to the page at a real OpenID provider.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { audience, startProvider, type TestProvider } from '../access/provider.ts';
import { axeFaults } from './support/axe.ts';
import { type OpenOptions, startWebTest, type WebTest } from './support/page.ts';

let provider: TestProvider;
let web: WebTest;

beforeAll(async () => {
  provider = await startProvider();
  const { access } = readConfig(
    {
      OIDC_ISSUER: provider.issuer,
      OIDC_AUDIENCE: audience,
      OIDC_SCOPE_CLAIM: 'realm_access.roles',
      OIDC_ADMIN_VALUES: 'iam admins',
      OIDC_READ_VALUES: 'iam-readers',
      OIDC_CLIENT_ID: 'admin-page',
      OIDC_LOGIN_SCOPE: 'openid',
      OIDC_LOGIN_PARAMS: `resource=${encodeURIComponent(audience)}`,
    },
    () => [],
  );
  web = await startWebTest({ config: { access } });
  provider.letIn(`${web.service.url}/ui/`);
});
afterEach(async () => expect(await web.closePages()).toEqual([]));
afterAll(async () => {
  await web.stop();
  await provider.close();
});

/** The provider's own page asks for fonts of the internet, which are refused here, and has no icon. */
const ofProvider = /ERR_FAILED|ERR_BLOCKED|favicon|status of 404/;

/** Every address that is asked for, and a page that can reach nothing but this machine. */
async function open(path: string, options: OpenOptions = {}) {
  const page = await web.open('sign-in', { signedIn: false, expected: ofProvider, ...options });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.context().route(
    ({ hostname }) => hostname !== '127.0.0.1',
    (route) => route.abort(),
  );
  await page.goto(`${web.service.url}/ui/${path}`);
  return { page, asked };
}

const atProvider = (page: Page) => page.getByRole('button', { name: `Sign in at ${new URL(provider.issuer).host}` });

async function signInAs(page: Page, person: string): Promise<void> {
  await atProvider(page).click();
  await page.locator('input[name="login"]').fill(person);
  await page.locator('input[name="password"]').fill('any');
  await page.locator('button[type="submit"]').click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

const keptBy = (page: Page) =>
  page.evaluate(() => ({
    session: sessionStorage.getItem('iam-integrations-token') ?? '',
    elsewhere: document.cookie + JSON.stringify(localStorage),
  }));

test('a person signs in at the provider and is where they wanted to be; the token is in no address', async () => {
  const { page, asked } = await open('deliveries?status=failed');
  await atProvider(page).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await signInAs(page, 'ann');
  await page.getByRole('heading', { name: 'Deliveries', exact: true }).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  expect(page.url()).toBe(`${web.service.url}/ui/deliveries?status=failed`);
  const { session, elsewhere } = await keptBy(page);
  expect(session.split('.')).toHaveLength(3);
  expect(elsewhere).not.toContain(session);
  expect(asked.filter((url) => url.includes(session))).toEqual([]);
  expect(asked.filter((url) => url.includes('code=')).length).toBeLessThanOrEqual(1);

  await page.reload();
  await page.getByText('Live', { exact: true }).waitFor();
  const socket = page.waitForEvent('websocket');
  await page.reload();
  const closed = (await socket).waitForEvent('close');
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByRole('button', { name: /^Sign out/ }).click();
  await atProvider(page).waitFor();
  await closed;
  expect((await keptBy(page)).session).toBe('');
});

test('somebody without a role is told so', async () => {
  const { page } = await open('integrations', { expected: new RegExp(`${ofProvider.source}|status of 403`) });
  await signInAs(page, 'bob');
  await page.getByText('You are known there, but may do nothing here.', { exact: false }).waitFor();
  expect((await keptBy(page)).session).toBe('');
});

test('who turns back at the provider is told what it said, and can try again', async () => {
  const { page } = await open('integrations');
  await atProvider(page).click();
  await page.getByRole('link', { name: 'Cancel' }).click();
  await page.getByText('The provider did not sign you in: End-User aborted interaction').waitFor();
  expect(page.url()).toBe(`${web.service.url}/ui/integrations`);
  expect(await axeFaults(page)).toEqual([]);
  await signInAs(page, 'rita');
  await page.getByRole('heading', { name: 'Integrations', exact: true }).waitFor();
});

test('a way back that began elsewhere signs nobody in', async () => {
  const { page } = await open('?code=stolen&state=made-up');
  await atProvider(page).waitFor();
  expect((await keptBy(page)).session).toBe('');
});

test('when the token ends, what was typed is offered again after the next log-in', async () => {
  const { page } = await open('integrations/new');
  // By the provider's clock it has expired; some seconds of the tolerance are left.
  const token = await provider.sign({
    exp: Math.floor(Date.now() / 1_000) - 20,
    realm_access: { roles: ['iam admins'] },
  });
  await page.evaluate((secret) => sessionStorage.setItem('iam-integrations-token', secret), token);
  await page.reload();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Half done');
  await page.getByText('You were signed out').waitFor();
  await signInAs(page, 'ann');
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Take them up again' }).click();
  expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('Half done');
});
