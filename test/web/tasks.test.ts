// Tasks in the page: the list, live; the editor with its script, settings and schedule; two who edit; deleting.
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

test('a script is completed from the published types, checked by the service, and Tab leaves the editor', async () => {
  const page = await web.open('tasks/new');
  await nameField(page).fill('Typed');
  await code(page).click();
  await page.keyboard.type('log.');
  await page.getByRole('option', { name: /^warn/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.type("info('x');\nconst answer = await fetch('https://a.example');\nanswer.");
  await page.getByRole('option', { name: /^status/ }).waitFor();
  expect(await page.getByRole('option').allTextContents()).toEqual(
    expect.arrayContaining([expect.stringMatching(/^json/), expect.stringMatching(/^ok/)]),
  );
  await page.keyboard.press('Escape');
  await page.keyboard.type('ok +;');
  await page.getByText(/^Line 3, column \d+: /).waitFor();
  await page.locator('.cm-lintRange-error').first().waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/1 thing to fix/).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await code(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Backspace');
  await page.keyboard.type(' 1;');
  await page.getByText('The service can read it.').waitFor();
  await page.keyboard.press('Tab');
  await until('the focus outside', () => page.evaluate(() => !document.activeElement?.closest('.cm-editor')));
  await page.getByText('What a script may use').click();
  await page.getByLabel('Search in it').fill('scim');
  await page.getByRole('region', { name: 'What a script may use' }).getByText('scim', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  const id = await taskIdOf(page);
  expect((await stored(id)).script).toContain('answer.ok + 1;');
});

test('the next runs are those of the service, also across a change of the clocks, in the zone of the task', async () => {
  const page = await web.open('tasks/new', { timezoneId: 'Asia/Tokyo' });
  await page.getByRole('combobox', { name: 'Time zone' }).fill('Europe/Rome');
  // Every second month: five of them take longer than the clocks of Rome ever go without a change.
  await page.getByRole('textbox', { name: 'Schedule' }).fill('30 2 1 */2 *');
  const times = page.getByRole('list', { name: 'Next runs' }).locator('time');
  await until('five times', async () => (await times.count()) === 5);
  const query = '{ schedulePreview(cron: "30 2 1 */2 *", timeZone: "Europe/Rome") }';
  const expected = (await web.service.graphql(query)).data.schedulePreview as string[];
  const shown = await times.evaluateAll((all) => all.map((time) => time.getAttribute('datetime')));
  expect(shown).toEqual(expected);
  const wall = new Intl.DateTimeFormat('en-US', {
    timeZone: 'Europe/Rome',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  expect(await times.allTextContents()).toEqual(expected.map((time) => wall.format(new Date(time))));
  await page.getByText(/The clocks change before /).waitFor();
  await page.getByRole('textbox', { name: 'Schedule' }).fill('0 25 * * *');
  await page.getByText('field 2 (hour) is 25: use 0-23, *, lists or steps').waitFor();
  await page.getByRole('button', { name: 'Weekdays at 09:00' }).click();
  await page.getByText('At 09:00, Monday through Friday, in Europe/Rome').waitFor();
  await page.getByRole('combobox', { name: 'Time zone' }).fill('Mars/Base');
  await page.getByText('is not an IANA time zone such as UTC or Europe/Rome').waitFor();
  expect(await axeFaults(page)).toEqual([]);
});

test('a built-in is a form of what it says of itself; what is missing is said at its field', async () => {
  await web.service.rest('POST', '/scim-connections', {
    name: 'hr',
    base_url: 'http://127.0.0.1:9/scim',
    auth: { type: 'bearer', token: 'x' },
  });
  const page = await web.open('tasks/new', { colorScheme: 'dark' });
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('github_team_sync');
  const { builtInTasks } = (await web.service.graphql('{ builtInTasks { type configFields { label } } }')).data;
  const { configFields } = builtInTasks.find(({ type }: { type: string }) => type === 'github_team_sync');
  for (const { label } of configFields) await page.locator('label', { hasText: label }).first().waitFor();
  await nameField(page).fill('Teams');
  await page.getByRole('textbox', { name: 'Organization' }).fill('acme');
  const settings = page.getByRole('region', { name: 'Settings', exact: true });
  const token = settings.locator('input[type="password"]');
  await token.fill('gh-never-shown');
  await page.getByRole('combobox', { name: 'SCIM connection' }).selectOption('hr');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('1 thing to fix').waitFor();
  const teams = page.getByRole('textbox', { name: 'Groups and teams' });
  expect(await teams.getAttribute('aria-invalid')).toBe('true');
  expect(await axeFaults(page)).toEqual([]);
  await teams.fill('Employees = staff');
  await page.getByRole('button', { name: 'Save' }).click();
  const id = await taskIdOf(page);
  await settings.getByText('Kept as it is. It is never shown.').waitFor();
  expect((await stored(id)).type).toBe('github_team_sync');
  await page.getByRole('button', { name: 'Replace: Token' }).click();
  await page.getByRole('button', { name: 'Keep the stored one' }).click();
  await settings.getByText('Kept as it is. It is never shown.').waitFor();
});

test('a dry run shows output, result, recorded calls, or the line that failed; stored secrets stay out', async () => {
  const script = `log.info('got', event?.type, config.city);
const answer = await fetch('https://hr.example.com/people');
if (input?.fail) throw new Error('asked to');
return { status: answer.status };`;
  const { id } = await createTask(web.service, {
    name: 'Dry',
    script,
    config: [
      { key: 'city', value: 'Rome' },
      { key: 'token', value: 'dry-secret', secret: true },
    ],
  });
  await web.service.publish('user.deleted', { user_email: 'bob@example.com' });
  const page = await web.open(`tasks/${id}`);
  const panel = page.getByRole('region', { name: 'Run', exact: true });
  await panel.getByText('Stored secrets are not given to a dry run: token.').waitFor();
  await panel.getByRole('combobox', { name: 'Event' }).selectOption('type:user.created');
  await panel.getByRole('button', { name: 'Dry run' }).click();
  await panel.getByText('It works').waitFor();
  await panel.getByText('[info] got user.created Rome').waitFor();
  await panel.getByText('1 call that was not made').click();
  await panel.getByText('https://hr.example.com/people').waitFor();
  const received = panel.locator('optgroup[label="Received"] option', { hasText: 'user.deleted' });
  await panel
    .getByRole('combobox', { name: 'Event' })
    .selectOption((await received.first().getAttribute('value')) ?? '');
  await panel.getByLabel('Input, as JSON').fill('{"fail": tru');
  await panel.getByText('This is no JSON.').waitFor();
  await panel.getByLabel('Input, as JSON').fill('{"fail": true}');
  await panel.getByRole('button', { name: 'Dry run' }).click();
  await panel.getByText('It failed').waitFor();
  await panel.getByText(/^Line 3, column \d+: asked to/).waitFor();
  await panel.getByText('[info] got user.deleted Rome').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  expect((await web.service.rest('GET', `/tasks/${id}/runs`)).body.items).toEqual([]);
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
  const page = await web.open(`tasks/${id}`);
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
