// The editor of tasks: the script, the schedule, the settings of built-ins, the dry run.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { createTask } from '../tasks/make.ts';
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
  await page.locator('.cm-line span', { hasText: /^fetch$/ }).hover();
  await page.locator('.cm-tooltip-hover').getByText('An HTTP request through the service').waitFor();
  await page.keyboard.press('Control+s');
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
