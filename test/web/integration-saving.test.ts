// Saving an integration in the page: secrets that stay, two who edit, drafts that are left, deleting.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
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

test('stored secrets: never shown, kept by a bare save, used by a test, replaced on demand', async () => {
  const { service } = web;
  const token = 'stored-secret-token-1';
  const id = await service.integration({
    name: 'With a secret',
    triggers: ['user.updated'],
    actions: [{ type: 'http', url: `${receiver.url}/secret`, body: '{}', auth: { type: 'bearer', token } }],
  });
  const page = await web.open(`integrations/${id}`);
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.postData() ?? ''));
  const answers: string[] = [];
  page.on('response', async (response) => {
    if (response.url().endsWith('/graphql')) answers.push(await response.text().catch(() => ''));
  });
  await page.getByText('Kept as it is. It is never shown.').waitFor();
  await page.getByRole('button', { name: 'Send test' }).click();
  const [tried] = await receiver.awaits('/secret', 1);
  expect(tried?.headers.authorization).toBe(`Bearer ${token}`);
  await page.getByLabel('Description').fill('changed');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved. Listening for user.updated.').waitFor();
  const saving = sent.find((body) => body.includes('SaveDraft')) ?? '';
  expect(saving).toContain('"type":"bearer"');
  expect(saving).not.toContain('********');
  expect(saving).not.toContain('"token"');
  await service.publish('user.updated', {});
  expect((await receiver.awaits('/secret', 2))[1]?.headers.authorization).toBe(`Bearer ${token}`);
  await page.getByRole('button', { name: 'Replace: Token' }).click();
  await page.getByRole('button', { name: 'Keep the stored one' }).click();
  await page.getByText('Kept as it is. It is never shown.').waitFor();
  await page.getByRole('button', { name: 'Replace: Token' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('actions[0].auth.token: must not be empty').waitFor();
  await page.getByLabel('Token').fill('another-secret-2');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Kept as it is. It is never shown.').waitFor();
  await service.publish('user.updated', {});
  expect((await receiver.awaits('/secret', 3))[2]?.headers.authorization).toBe('Bearer another-secret-2');
  for (const secret of [token, 'another-secret-2']) {
    expect(await page.content()).not.toContain(secret);
    expect(answers.join()).not.toContain(secret);
    expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain(secret);
  }
});

test('two edit the same: the second is told, sees each field, and loses nothing', async () => {
  const { service } = web;
  const id = await service.integration({
    name: 'Shared',
    description: 'as it was',
    triggers: ['mfa.enrolled'],
    actions: [{ type: 'log', message: 'x' }],
  });
  const page = await web.open(`integrations/${id}`);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Mine');
  await service.rest('PUT', `/integrations/${id}`, { name: 'Theirs', description: 'theirs too' });
  // Told when one comes back to the page, and again when one saves.
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await page.getByText('This integration was saved by somebody else while you were editing.').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Review differences' }).click();
  const dialog = page.getByRole('dialog', { name: 'Somebody else saved this integration' });
  await dialog
    .getByRole('region', { name: 'Differences in Name' })
    .getByText('Theirs', { exact: true })
    .last()
    .waitFor();
  await dialog.getByRole('region', { name: 'Differences in Description' }).getByText('theirs too').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save this choice' }).click();
  await page.getByText('Saved. Listening for mfa.enrolled.').waitFor();
  const { body } = await service.rest('GET', `/integrations/${id}`);
  expect(body).toMatchObject({ name: 'Mine', description: 'theirs too', version: 3 });
  await page.getByRole('link', { name: 'Who changed what' }).click();
  await page.getByRole('row', { name: /update integration Mine/ }).waitFor();
  await page.getByRole('row', { name: /update integration Theirs/ }).waitFor();
});

test('leaving asks; the draft stays in the tab without its secrets, also when the session ends', async () => {
  const page = await web.open('integrations/new', { expected: /status of 401/ });
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Half done');
  await page.getByRole('button', { name: 'Slack message' }).click();
  await page.getByLabel('Slack webhook URL').fill(`${receiver.url}/services/never-kept`);
  await page.getByText('Unsaved changes').waitFor();
  await page.getByRole('link', { name: 'Deliveries' }).click();
  const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
  await dialog.getByRole('button', { name: 'Stay' }).click();
  expect(page.url()).toContain('/integrations/new');
  await page.getByRole('link', { name: 'Deliveries' }).click();
  await dialog.getByRole('button', { name: 'Leave', exact: true }).click();
  await page.getByRole('heading', { name: 'Deliveries', exact: true }).waitFor();
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain('never-kept');
  await page.goBack();
  await page.getByRole('button', { name: 'Take them up again' }).click();
  await until(
    'the name',
    async () => (await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()) === 'Half done',
  );
  expect(await page.getByLabel('Slack webhook URL').inputValue()).toBe('');
  await page.route('**/graphql', (route) =>
    route.fulfill({ status: 401, json: { errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] } }),
  );
  await page.getByRole('button', { name: 'Save' }).click();
  const again = page.getByRole('dialog', { name: 'You were signed out' });
  await again.waitFor();
  await page.unroute('**/graphql');
  await again.getByLabel('Admin token').fill('test-admin-token-0123456789');
  await again.getByRole('button', { name: 'Sign in' }).click();
  await again.waitFor({ state: 'hidden' });
  expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('Half done');
});

test('deleting asks first', async () => {
  const id = await web.service.integration({
    name: 'Short lived',
    triggers: ['*'],
    actions: [{ type: 'log', message: 'x' }],
  });
  const page = await web.open(`integrations/${id}`);
  await page.getByRole('button', { name: 'Delete this integration' }).click();
  await page.getByRole('dialog', { name: 'Delete Short lived?' }).getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Short lived is deleted.').waitFor();
  expect((await web.service.rest('GET', `/integrations/${id}`)).status).toBe(404);
});
