// Why a delivery failed and what to do about it: each cause forced for real, on one page.

import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { failureCauses } from '../../src/domain/failure-causes.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { axeFaults } from './support/axe.ts';
import { startWebTest, type WebTest } from './support/page.ts';

let web: WebTest;
let receiver: Receiver;
const servers: Server[] = [];

beforeAll(async () => {
  [web, receiver] = await Promise.all([startWebTest(), startReceiver()]);
});
afterEach(async () => expect(await web.closePages()).toEqual([]));
afterAll(async () => {
  await web.stop();
  await receiver.close();
  for (const server of servers) server.close();
});

const pem = (name: string) => readFileSync(new URL(`../infra/outbound/certificates/${name}`, import.meta.url), 'utf8');
const ca = pem('ca.pem');

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const withCertificate = async (name: string) => {
  const server = createTlsServer({ cert: pem(name), key: pem('server.key') }, (_request, response) => response.end());
  return `https://127.0.0.1:${await portOf(server)}/`;
};

type Action = Record<string, unknown>;

/** One that answers a connection with silence, one that speaks nonsense, certificates, and answers of all sorts. */
async function allCases(): Promise<[cause: string, Action][]> {
  const silent = await portOf(createServer((socket) => socket.on('error', () => {})));
  const nonsense = await portOf(
    createServer((socket) =>
      socket.on('error', () => {}).once('data', () => socket.end('%&$ this is no HTTP\r\n\r\n')),
    ),
  );
  const closing = await portOf(
    createServer((socket) => socket.on('error', () => {}).once('data', () => socket.destroy())),
  );
  const { service } = web;
  const task = async (name: string) =>
    (await service.rest('POST', '/tasks', { name, type: 'script', script: 'throw new Error("in vain")' })).body.id;
  const [missing, off, failing] = [await task('Gone'), await task('Off'), await task('Failing')];
  const at = (path: string, more = {}) => ({ url: `${receiver.url}${path}`, ...more });
  const answers = [400, 401, 403, 404, 408, 418, 503].map((status): [string, Action] => {
    receiver.answer(`/${status}`, status);
    return [status === 418 ? 'http_4xx' : status === 503 ? 'http_5xx' : `http_${status}`, at(`/${status}`)];
  });
  receiver.answer('/429', { status: 429, headers: { 'retry-after': '1' } });
  receiver.answer('/302', { status: 302, headers: { location: 'https://elsewhere.example.com/' } });
  receiver.answer('/slow', () => {});
  return [
    ['dns', { url: 'http://nowhere.invalid/' }],
    ['refused', { url: 'http://127.0.0.1:1/' }],
    ['reset', { url: `http://127.0.0.1:${closing}/` }],
    ['bad_response', { url: `http://127.0.0.1:${nonsense}/` }],
    ['connect_timeout', { url: `https://127.0.0.1:${silent}/`, timeout_secs: 1 }],
    ['timeout', at('/slow', { timeout_secs: 1 })],
    ['tls_name', { url: await withCertificate('other.pem'), ca }],
    ['tls_expired', { url: await withCertificate('expired.pem'), ca }],
    ['tls_not_yet_valid', { url: await withCertificate('future.pem'), ca }],
    ['tls_untrusted', { url: await withCertificate('good.pem') }],
    ['tls_protocol', { url: receiver.url.replace('http:', 'https:') }],
    ['blocked', { url: 'http://169.254.169.254/latest/meta-data/' }],
    ...answers,
    ['http_429', at('/429')],
    ['http_3xx', at('/302')],
    ['template', at('/x', { body: '{{index .Data.list 5}}' })],
    ['template', at('/x', { body: '{{.Data.group_name}}', missing: 'error' })],
    ['invalid_request', { url: '{{.Data.group_name}}' }],
    ['empty_message', { type: 'slack', webhook_url: `${receiver.url}/services/x`, message: '{{if .Data.no}}x{{end}}' }],
    ['task_missing', { type: 'trigger_task', task_id: missing }],
    ['task_disabled', { type: 'trigger_task', task_id: off }],
    ['task_failed', { type: 'trigger_task', task_id: failing }],
  ];
}

/** Forces them all; gives the failed delivery of each. */
async function force(type: string, cases: readonly [string, Action][]): Promise<string[]> {
  const { service } = web;
  const actions = cases.map(([, action]) => ({ type: 'http', ...action }));
  const id = await service.integration({ name: 'Faulty', triggers: [type], actions });
  const { body } = await service.rest('GET', `/integrations/${id}`);
  for (const { task_id } of body.actions)
    if (task_id) {
      const { body: task } = await service.rest('GET', `/tasks/${task_id}`);
      if (task.name === 'Gone') await service.rest('DELETE', `/tasks/${task_id}`);
      if (task.name === 'Off') await service.rest('PUT', `/tasks/${task_id}`, { enabled: false });
    }
  await service.publish(type, {});
  const all = await service.deliveries(
    id,
    (items) => items.length === cases.length && items.every(({ status }) => status === 'failed'),
  );
  return cases.map((_one, index) => all.find(({ action_id }) => action_id === body.actions[index].id)?.id);
}

test('each cause has its own title, its next step, and says whether it is tried again by itself', async () => {
  const cases = await allCases();
  receiver.answer('/410', 410);
  const ids = [
    // The receiver that is gone for good pauses its integration.
    ...(await force('user.updated', [['http_410', { url: `${receiver.url}/410` }]])),
    ...(await force('user.activated', cases.slice(0, 15))),
    ...(await force('user.deactivated', cases.slice(15))),
  ];
  const page = await web.open('deliveries', { viewport: { width: 1280, height: 2_200 } });
  const titles = new Set<string>();
  for (const [index, [cause]] of ([['http_410'], ...cases] as [string][]).entries()) {
    await page.locator(`a[href*="${ids[index]}"]`).click();
    const advice = page.locator(`[role="dialog"] [data-cause="${cause}"]`);
    await advice.waitFor();
    const known = failureCauses[cause as keyof typeof failureCauses];
    await advice.getByRole('heading', { name: known.title }).waitFor();
    titles.add(known.title);
    const text = (await advice.textContent()) ?? '';
    expect(text).toContain(known.advice.split('{')[0]);
    expect({ cause, text }).not.toMatchObject({ text: expect.stringMatching(/\{\w+\}|…/) });
    expect({ cause, alone: !text.includes('Not tried again by itself') }).toEqual({
      cause,
      alone: !('retryable' in known),
    });
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }
  expect(titles.size).toBe(new Set(['http_410', ...cases.map(([cause]) => cause)]).size);
});

test('a value that the event does not have is named where the template fails', async () => {
  const { service } = web;
  const { body } = await service.rest('GET', '/deliveries?status=failed&cause=template&limit=10');
  const missing = body.items.find(({ error }: { error: string }) => error.includes('group_name'));
  const page = await web.open(`deliveries/${missing.id}`, { colorScheme: 'dark' });
  const advice = page.locator('[data-cause="template"]');
  await advice.waitFor();
  expect(await advice.textContent()).toMatch(/group_name/);
  expect(await advice.textContent()).toMatch(/line 1, column \d+/);
  expect(await axeFaults(page)).toEqual([]);
  await advice.getByRole('link', { name: 'Open the template with this event' }).click();
  await page.waitForURL(/\/integrations\/.*\?event=/);
  await page.locator('.cm-lintRange-error').first().waitFor();
  await page
    .getByText(/^Line 1, column \d+: .*group_name/)
    .first()
    .waitFor();
  expect(receiver.received.filter(({ body }) => body.includes('<no value>'))).toEqual([]);
});

test('a value that the samples do not have is warned of before anything is saved', async () => {
  const page = await web.open('integrations/new?start=log_login');
  const field = page.getByRole('textbox', { name: 'Message' });
  await field.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('To {{.Data.group_name}}');
  await page.locator('.cm-lintRange-warning').first().waitFor();
  await page
    .getByText(/^Line 1, column \d+: .*group_name/)
    .first()
    .waitFor();
});
