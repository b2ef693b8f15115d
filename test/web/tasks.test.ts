// Tasks in the page: the list, live; new ones; two who edit the same; leaving; deleting.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { allEnded, createTask, runsOf } from '../tasks/make.ts';
import { axeFaults } from './support/axe.ts';
import { startWebTest, type WatchedPage, type WebTest } from './support/page.ts';

let web: WebTest;

beforeAll(async () => {
  web = await startWebTest();
});
afterEach(async () => expect(await web.closePages()).toEqual([]));
afterAll(() => web.stop());

const nameField = (page: WatchedPage) => page.getByRole('textbox', { name: 'Name', exact: true });
const code = (page: WatchedPage) => page.getByRole('textbox', { name: 'TypeScript or JavaScript' });
const stored = async (id: string) => (await web.service.rest('GET', `/tasks/${id}`)).body;
const taskIdOf = (page: WatchedPage) =>
  until('the address of the task', () => /\/tasks\/([0-9a-f-]{36})$/.exec(page.url())?.[1]);

test('without tasks the list offers scripts and built-ins, and one of them becomes a task', async () => {
  const page = await web.open('tasks');
  await page.getByRole('heading', { name: 'No tasks yet' }).waitFor();
  await page.getByRole('link', { name: 'SCIM directory sync' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('link', { name: 'Login failed → Slack alert' }).click();
  await code(page).waitFor();
  await page.getByText('The service can read it.').waitFor();
  const secret = page.getByRole('group', { name: 'webhook_url' });
  await secret.locator('input[type="password"]').fill('https://hooks.slack.com/services/never-shown');
  await page.getByRole('button', { name: 'Save' }).click();
  const id = await taskIdOf(page);
  await secret.getByText('Kept as it is. It is never shown.').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  expect(await page.content()).not.toContain('never-shown');
  expect(await stored(id)).toMatchObject({
    name: 'Login failed → Slack alert',
    config: [{ key: 'webhook_url', value: '********', secret: true }, { key: 'threshold' }, { key: 'window_minutes' }],
  });
  await page.getByLabel('Description').fill('changed');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').first().waitFor();
  await until('the change', async () => (await stored(id)).description === 'changed');
  // The secret is still the one that was given.
  await web.service.rest('PUT', `/tasks/${id}`, { script: 'log.info(config.webhook_url?.length)' });
  await web.service.rest('POST', `/tasks/${id}/run`, {});
  const [run] = await runsOf(web.service, id, allEnded);
  expect(run?.output).toBe(`[info] ${'https://hooks.slack.com/services/never-shown'.length}`);
});

test('the list: schedule in words with the next time, who uses it, runs live, filters in the address', async () => {
  const { service } = web;
  const nightly = await createTask(service, {
    name: 'Nightly report',
    description: 'Sends it',
    script: 'log.info("done")',
    cron: '30 3 * * 1-5',
    time_zone: 'Europe/Berlin',
  });
  await createTask(service, { name: 'Rarely', script: 'return 1', enabled: false });
  for (const name of ['One', 'Two'])
    await service.integration({
      name,
      triggers: ['*'],
      actions: [{ type: 'trigger_task', task_id: nightly.id }],
      enabled: false,
    });
  const page = await web.open('tasks');
  const row = page.getByRole('row', { name: /Nightly report/ });
  await row.getByText('At 03:30, Monday through Friday, Europe/Berlin').waitFor();
  expect(await row.locator('time').first().getAttribute('datetime')).toBe(nightly.next_runs[0]);
  await row.getByText('2 integrations').waitFor();
  await row.getByText('Never ran').waitFor();
  await page.getByText('Live', { exact: true }).first().waitFor();
  const ran = (await service.rest('POST', `/tasks/${nightly.id}/run`, {})).body;
  await row.getByRole('link', { name: 'Done' }).waitFor();
  expect(await row.getByRole('link', { name: 'Done' }).getAttribute('href')).toContain(ran.id);
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('combobox', { name: 'Schedule' }).selectOption('no');
  await page.getByRole('link', { name: 'Rarely' }).waitFor();
  await row.waitFor({ state: 'detached' });
  expect(page.url()).toContain('schedule=no');
  await page.goBack();
  await row.waitFor();
  await page.getByRole('searchbox', { name: 'Search by name' }).fill('nothing has this name');
  await page.getByRole('heading', { name: 'No task matches' }).waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('switch', { name: 'Nightly report is on' }).press('Space');
  await page.getByText('Nightly report is off. It runs by hand only.').waitFor();
  expect((await stored(nightly.id)).enabled).toBe(false);
  await page.getByRole('button', { name: 'Undo' }).click();
  await until('on again', async () => (await stored(nightly.id)).enabled === true);
  await page.getByRole('button', { name: 'Run now: Nightly report' }).click();
  await page.getByRole('heading', { name: 'Run of Nightly report' }).waitFor();
});

test('two edit the same task: the second save is refused with a choice for each field, and nothing is lost', async () => {
  const { id } = await createTask(web.service, { name: 'Shared', script: 'return 1' });
  const page = await web.open(`tasks/${id}`);
  await nameField(page).fill('Mine');
  await web.service.rest('PUT', `/tasks/${id}`, { name: 'Theirs', description: 'theirs too' });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('This task was saved by somebody else while you were editing.').waitFor();
  expect((await stored(id)).name).toBe('Theirs');
  await page.getByRole('button', { name: 'Review differences' }).click();
  const dialog = page.getByRole('dialog', { name: 'Somebody else saved this task' });
  await dialog.getByRole('region', { name: 'Differences in Description' }).getByText('theirs too').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save this choice' }).click();
  await until('both', async () => {
    const { name, description } = await stored(id);
    return name === 'Mine' && description === 'theirs too';
  });
  await dialog.waitFor({ state: 'hidden' });
});

test('leaving asks, and the draft is offered again; deleting names the integrations that use the task', async () => {
  const { id } = await createTask(web.service, { name: 'Short lived', script: 'return 1' });
  await web.service.integration({
    name: 'Needs it',
    triggers: ['*'],
    actions: [{ type: 'trigger_task', task_id: id }],
    enabled: false,
  });
  const page = await web.open(`tasks/${id}`, { colorScheme: 'dark' });
  await page.getByLabel('Description').fill('half done');
  await page.getByText('Unsaved changes').waitFor();
  await page.getByRole('link', { name: 'Deliveries' }).click();
  await page
    .getByRole('dialog', { name: 'Leave without saving?' })
    .getByRole('button', { name: 'Leave', exact: true })
    .click();
  await page.getByRole('heading', { name: 'Deliveries', exact: true }).waitFor();
  await page.goBack();
  await page.getByRole('button', { name: 'Take them up again' }).click();
  await until('the text', async () => (await page.getByLabel('Description').inputValue()) === 'half done');
  await page.getByRole('button', { name: 'Delete this task' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete Short lived?' });
  await dialog.getByText('Needs it').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Short lived is deleted.').waitFor();
  expect((await web.service.rest('GET', `/tasks/${id}`)).status).toBe(404);
});

test('a phone of 390 pixels shows list and editor without scrolling sideways', async () => {
  const { id } = await createTask(web.service, {
    name: 'On a phone',
    script: `// ${'long '.repeat(60)}\nreturn 1`,
    cron: '*/5 * * * *',
    enabled: false,
  });
  for (const path of ['tasks', `tasks/${id}`]) {
    const page = await web.open(path, { viewport: { width: 390, height: 800 } });
    await page.getByText('On a phone').first().waitFor();
    await page.getByText('Live', { exact: true }).first().waitFor();
    if (path !== 'tasks') await code(page).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  }
});
