// The reference page at /docs in a real browser: everything comes from the service, and a path can be tried out there.
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adminToken, startTestService, type TestService } from '../support/service.ts';
import { findBrowser } from './support/find-browser.ts';

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  const [started, executablePath] = await Promise.all([startTestService(), findBrowser()]);
  service = started;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(async () => {
  await browser?.close();
  await service.stop();
});

test('it shows every path, asks nobody else, breaks no policy, and sends what a reader tries with their token', async () => {
  await service.integration({ name: 'Shown', triggers: ['user.created'], actions: [{ type: 'log', message: 'x' }] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(20_000);
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${service.url}/docs`);
  await page.getByRole('heading', { name: 'iam-integrations' }).waitFor();
  const { paths } = await (await fetch(`${service.url}/openapi.json`)).json();
  const operations = Object.values(paths).flatMap((methods) => Object.keys(methods as object));
  await expect.poll(() => page.locator('.opblock').count(), { timeout: 30_000 }).toBe(operations.length);

  await page.locator('.scheme-container .authorize').click();
  await page.locator('.auth-container input').fill(adminToken);
  await page.locator('.auth-btn-wrapper .authorize').click();
  await page.locator('.auth-btn-wrapper .btn-done').click();
  const list = page.locator('#operations-integrations-getIntegrations');
  await list.locator('.opblock-summary-control').click();
  await list.getByRole('button', { name: 'Execute' }).click();
  await list.locator('.live-responses-table').getByText('"Shown"').first().waitFor();

  expect(asked.filter((url) => !url.startsWith(service.url) && !url.startsWith('data:'))).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});

test('its files are those of the package, and no foreign page can hold it', async () => {
  const answer = await fetch(`${service.url}/docs`);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  const html = await answer.text();
  for (const [, name] of html.matchAll(/(?:src|href)="(docs\/[\w.-]+)"/g))
    expect([name, (await fetch(`${service.url}/${name}`)).status]).toEqual([name, 200]);
  expect(html).not.toMatch(/https?:\/\//);
  expect((await fetch(`${service.url}/docs/package.json`)).status).not.toBe(200);
});
