// Loading the page, signing in and out, and what stands around every screen.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { adminToken } from '../support/service.ts';
import { until } from '../support/until.ts';
import { axeFaults } from './support/axe.ts';
import { startWebTest, type WebTest } from './support/page.ts';

let web: WebTest;

beforeAll(async () => {
  web = await startWebTest();
  await web.service.integration({
    name: 'Greeter',
    triggers: ['user.created'],
    actions: [{ type: 'log', message: 'hi' }],
  });
});
afterEach(async () => expect(await web.closePages()).toEqual([]));
afterAll(() => web.stop());

test('a browser at the root of the service gets to the page, and is asked for the token', async () => {
  const page = await web.open('', { signedIn: false });
  await page.goto(web.service.url);
  expect(new URL(page.url()).pathname).toBe('/ui/');
  await page.getByRole('heading', { name: 'iam-integrations' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
});

test('other clients find nothing at the root', async () => {
  const answer = await fetch(web.service.url);
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toMatch('application/problem+json');
});

test('a wrong token is refused in words; the right one opens the integrations, and is in no address', async () => {
  const page = await web.open('', { signedIn: false, expected: /status of 401/ });
  await page.getByLabel('Admin token').fill('not-the-token');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('The service does not know this token.').waitFor();
  await page.getByLabel('Admin token').fill(adminToken);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Greeter' }).waitFor();
  expect(page.url()).not.toContain(adminToken);
  expect(await page.evaluate(() => document.cookie + JSON.stringify(localStorage))).not.toContain(adminToken);
});

test('a reload keeps the log-in of the tab; signing out ends it and closes the socket', async () => {
  const page = await web.open();
  await page.getByText('Live', { exact: true }).waitFor();
  await page.reload();
  await page.getByText('Live', { exact: true }).waitFor();
  const socket = page.waitForEvent('websocket').then((opened) => opened);
  await page.reload();
  const closed = (await socket).waitForEvent('close');
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByRole('button', { name: /^Sign out/ }).click();
  await page.getByLabel('Admin token').waitFor();
  await closed;
  expect(await page.evaluate(() => sessionStorage.getItem('iam-integrations-token'))).toBeNull();
  await page.reload();
  await page.getByLabel('Admin token').waitFor();
});

test('an address below /ui/ that is no screen says so, and leads on', async () => {
  const page = await web.open('nowhere');
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
  await page.getByRole('link', { name: 'All integrations' }).click();
  await page.getByRole('link', { name: 'Greeter' }).waitFor();
});

test('the first view needs less than 200 KiB of compressed script', async () => {
  const page = await web.open();
  await page.getByRole('link', { name: 'Greeter' }).waitFor();
  const scripts = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((name) => name.endsWith('.js')),
  );
  expect(scripts.length).toBeGreaterThan(2);
  const sizes = await Promise.all(
    scripts.map(async (name) => {
      const { headers } = await fetch(name, { headers: { 'accept-encoding': 'gzip' } });
      expect(headers.get('content-encoding')).toBe('gzip');
      return Number(headers.get('content-length'));
    }),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(200 * 1024);
});

test('the page is served with a strict policy and a nonce that is never the same; its scripts are kept for ever', async () => {
  const get = (path: string, headers = {}) => fetch(`${web.service.url}${path}`, { headers });
  const [first, second] = [await get('/ui/'), await get('/ui/integrations/x?y=z')];
  const policy = first.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[\w+/=]{24}';/);
  expect(policy).toMatch(/base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'$/);
  expect(policy).not.toContain('unsafe');
  expect(second.headers.get('content-security-policy')).not.toBe(policy);
  expect(first.headers.get('cache-control')).toBe('no-store');
  const nonce = /nonce-([\w+/=]+)/.exec(policy)?.[1];
  const html = await first.text();
  expect(html).toContain(`nonce="${nonce}"`);
  const script = /src="(\/ui\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? '';
  for (const encoding of ['br', 'gzip']) {
    const asset = await get(script, { 'accept-encoding': encoding });
    expect(asset.status).toBe(200);
    expect(asset.headers.get('content-encoding')).toBe(encoding);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(await asset.text()).toContain('react');
  }
  expect((await get('/ui/assets/gone.js')).status).toBe(404);
  expect((await get('/ui/..%2f..%2fservice.ts')).headers.get('content-type')).toMatch('text/html');
  const scheme = await get('/ui/color-scheme.js');
  expect((await get('/ui/color-scheme.js', { 'if-none-match': scheme.headers.get('etag') })).status).toBe(304);
});

test('dark mode is there before the first script of the page has run, and can be chosen', async () => {
  const page = await web.open('', { colorScheme: 'dark' });
  const scheme = () => page.evaluate(() => document.documentElement.getAttribute('data-mantine-color-scheme'));
  await page.getByRole('link', { name: 'Greeter' }).waitFor();
  expect(await scheme()).toBe('dark');
  await page.getByTitle('Light').click();
  await until('a light page', async () => (await scheme()) === 'light');
  await page.route('**/assets/*.js', (route) => route.abort());
  await page.reload({ waitUntil: 'domcontentloaded' }).catch(() => {});
  expect(await scheme()).toBe('light');
  await web.closePages();
});

test('times are shown as here or as in UTC, everywhere, and the page remembers which', async () => {
  const page = await web.open('', { timezoneId: 'Asia/Tokyo' });
  await page.getByRole('link', { name: 'Greeter' }).waitFor();
  await page.getByText('UTC', { exact: true }).click();
  await page.reload();
  await page.getByRole('link', { name: 'Greeter' }).waitFor();
  expect(await page.getByRole('radio', { name: 'UTC' }).isChecked()).toBe(true);
});

test('at 390 pixels the menu opens, and nothing scrolls sideways', async () => {
  const page = await web.open('', { viewport: { width: 390, height: 800 } });
  await page.getByRole('link', { name: 'Greeter' }).waitFor();
  await page.getByRole('button', { name: 'Menu' }).click();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('link', { name: 'Deliveries' }).click();
  await page.getByRole('heading', { name: 'Deliveries', exact: true }).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});

test('keys: ? lists them, / goes to the search field, j and k go through the rows', async () => {
  const page = await web.open();
  await page.getByRole('link', { name: 'Greeter' }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });
  await page.keyboard.press('j');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Greeter');
  await page.keyboard.press('/');
  await page.keyboard.type('nothing has this name');
  await page.getByRole('heading', { name: 'No integration matches' }).waitFor();
  expect(new URL(page.url()).searchParams.get('name')).toBe('nothing has this name');
});
