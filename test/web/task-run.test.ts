// A run of a task in the page: its output while it is written, its end, its failure, and the runs before it.
import { readFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { until } from '../support/until.ts';
import { createTask, hasEnded, runsOf } from '../tasks/make.ts';
import { axeFaults } from './support/axe.ts';
import { startWebTest, type WatchedPage, type WebTest } from './support/page.ts';

let web: WebTest;

beforeAll(async () => {
  web = await startWebTest();
});
afterEach(async () => expect(await web.closePages()).toEqual([]));
afterAll(() => web.stop());

const logOf = (page: WatchedPage) => page.locator('[data-log]');
const runNow = async (taskId: string, body: unknown = {}) =>
  (await web.service.rest('POST', `/tasks/${taskId}/run`, body)).body.id as string;
const runBody = async (taskId: string, runId: string) =>
  (await web.service.rest('GET', `/tasks/${taskId}/runs/${runId}`)).body;
const atEnd = (log: Locator) => log.evaluate((place) => place.scrollHeight - place.scrollTop - place.clientHeight < 24);

test('a script that writes 50,000 lines: the page stays quick, follows until one scrolls up, and Stop ends it', async () => {
  // All at once, and then some more until somebody stops it.
  const { id } = await createTask(web.service, {
    name: 'Talks much',
    timeout_secs: 300,
    script: `for (let line = 1; line <= 50_000; line += 1) {
  log.info(line.toString(36));
  if (line % 500 === 0) await sleep(10);
}
log.warn('said');
for (let more = 1; ; more += 1) {
  log.info('+' + more);
  await sleep(100);
}`,
  });
  const run = await runNow(id);
  const page = await web.open(`tasks/${id}/runs/${run}`);
  const log = logOf(page);
  await log
    .getByText(/^[+0-9a-z]+$/)
    .first()
    .waitFor();
  await page.getByText('Running', { exact: true }).waitFor();
  // A click is answered while it writes.
  await page.getByRole('switch', { name: 'Wrap' }).press('Space');
  await until('no wrapping', async () => (await log.getAttribute('data-wrap')) === 'false');
  await until('it is scrolled', async () => (await log.evaluate((place) => place.scrollTop)) > 500);
  await log.hover();
  await page.mouse.wheel(0, -400);
  await page.getByRole('button', { name: /^↓ [\d,]+ new lines?$/ }).waitFor();
  expect(await page.getByRole('switch', { name: 'Follow' }).isChecked()).toBe(false);
  const reading = await log.evaluate((place) => place.scrollTop);
  await page.getByRole('button', { name: /^↓ [\d,]{2,} new lines$/ }).waitFor();
  expect(await log.evaluate((place) => place.scrollTop)).toBe(reading);
  await page.getByRole('button', { name: /new lines?$/ }).press('Enter');
  await until('the end', () => atEnd(log));
  await until('all lines', async () => (await runBody(id, run)).output.includes('[warn] said'), 60_000);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('Failed', { exact: true }).waitFor();
  await page.getByRole('switch', { name: 'Follow' }).waitFor({ state: 'detached' });
  const { output, status } = await runBody(id, run);
  expect(status).toBe('error');
  // What the service no longer keeps is said; what it keeps is all in the download.
  await page.getByText(/The service keeps the last 64 KiB of a run’s output/).waitFor();
  expect(await log.locator('[data-index]').count()).toBeLessThan(200);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`run-${run}.log`);
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
  const kept = (output as string).split('\n').slice(2);
  expect(kept.length).toBeGreaterThan(5_000);
  expect(lines.slice(-kept.length)).toEqual(kept);
  const said = page.getByText(/^Showing the last 5,000 of [\d,]+ lines\./);
  await said.waitFor();
  await page.getByRole('button', { name: 'Load earlier' }).click();
  await said.waitFor({ state: 'detached' });
});

test('a failed run shows its error first, with the line of the script, which opens in the editor', async () => {
  const { id } = await createTask(web.service, {
    name: 'Breaks',
    script: "log.info('before');\nlog.warn('careful');\nconst user = null;\nlog.info(user.name);\nreturn 1;",
  });
  const run = await runNow(id, { input: { why: 'a test' } });
  await runsOf(web.service, id, (runs) => runs.every(hasEnded));
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await web.open(`tasks/${id}/runs/${run}`, { colorScheme });
    await page
      .getByRole('alert')
      .getByText(/line 4/)
      .first()
      .waitFor();
    await page.locator('[data-fault="true"]', { hasText: 'log.info(user.name);' }).waitFor();
    await page.getByText('by hand', { exact: true }).waitFor();
    await logOf(page).getByText('careful').waitFor();
    expect(await axeFaults(page)).toEqual([]);
  }
  const page = await web.open(`tasks/${id}/runs/${run}`);
  await page.getByText('Input', { exact: true }).click();
  await page.getByText('"why": "a test"').waitFor();
  await page.getByRole('combobox', { name: 'Level' }).selectOption('warn');
  await logOf(page).getByText('before').waitFor({ state: 'detached' });
  await logOf(page).getByText('careful').waitFor();
  await page.getByRole('combobox', { name: 'Level' }).selectOption('all');
  await page.getByLabel('Find in the output').fill('CAREFUL');
  await page.getByText('1 of 1').waitFor();
  await logOf(page).locator('mark', { hasText: 'careful' }).waitFor();
  await page.getByRole('link', { name: 'Open it there' }).click();
  await page.locator('.cm-content').waitFor();
  await until('line 4', () =>
    page.evaluate(
      () =>
        document.getSelection()?.anchorNode?.parentElement?.closest('.cm-line')?.textContent === 'log.info(user.name);',
    ),
  );
});

test('what was written while the socket was cut is there when it is back, each line once', async () => {
  const proxy = await startCuttingProxy(web.service.url);
  const { id } = await createTask(web.service, {
    name: 'Goes on',
    timeout_secs: 120,
    script: `for (let line = 1; ; line += 1) {
  log.info('tick', line);
  await sleep(40);
}`,
  });
  const run = await runNow(id);
  const page = await web.open(`tasks/${id}/runs/${run}`, { url: proxy.url, expected: /WebSocket/ });
  const log = logOf(page);
  await log
    .getByText(/^tick \d+$/)
    .first()
    .waitFor();
  proxy.cut();
  await page.getByText(/Paused at line \d+: reconnecting/).waitFor();
  const before = Number(/line (\d+)/.exec((await page.getByText(/Paused at line/).textContent()) ?? '')?.[1]);
  await until('more lines', async () => (await runBody(id, run)).output.split('\n').length > before + 20);
  proxy.restore();
  await page.getByText(/Paused at line/).waitFor({ state: 'detached' });
  await log.getByText(`tick ${before + 20}`, { exact: true }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
  expect(lines).toEqual(lines.map((_, index) => `[info] tick ${index + 1}`));
  expect(lines.length).toBeGreaterThan(before + 19);
  await web.service.rest('POST', `/tasks/${id}/runs/${run}/cancel`);
  await page.getByText('Failed', { exact: true }).waitFor();
  await web.closePages();
  await proxy.close();
});

test('a run that waits says behind how many; runs are paged, filtered, and begun again', async () => {
  const { id } = await createTask(web.service, {
    name: 'One by one',
    overlap: 'queue',
    script: "if (input?.wait) await sleep(100_000); log.info('ran', input?.n ?? 0)",
    timeout_secs: 120,
  });
  const blocking = await runNow(id, { input: { wait: true } });
  const waiting = await runNow(id, { input: { n: 7 } });
  const page = await web.open(`tasks/${id}/runs/${waiting}`);
  await page.getByText('Queued behind 1 run.').waitFor();
  await page.getByText('Nothing is written yet.').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await web.service.rest('POST', `/tasks/${id}/runs/${blocking}/cancel`);
  await logOf(page).getByText('ran 7').waitFor();
  await page.getByText('Done', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Run again' }).click();
  await until('another run', () => !page.url().endsWith(waiting));
  await page.getByText('Done', { exact: true }).waitFor();
  await logOf(page).getByText('ran 7').waitFor();
  await page.getByRole('link', { name: 'To the task' }).click();
  const runs = page.getByRole('region', { name: 'Runs', exact: true });
  await runs.getByText('Showing 3 of 3').waitFor();
  for (let number = 0; number < 21; number += 1) await runNow(id, { input: { n: number } });
  await runsOf(web.service, id, (runs) => runs.every(hasEnded));
  await runs.getByText('Showing 20 of 24').waitFor();
  await runs.getByRole('button', { name: 'Older' }).click();
  await runs.getByText('Showing 4 of 24').waitFor();
  await runs.getByRole('combobox', { name: 'State of runs' }).selectOption('ERROR');
  await runs.getByText('Showing 1 of 1').waitFor();
  await runs.getByRole('link').click();
  await page.getByRole('heading', { name: 'Run of One by one' }).waitFor();
});

test('a run for an event leads to its integration, its delivery and the event; one without output says so', async () => {
  const { id } = await createTask(web.service, { name: 'For events', script: 'return 1' });
  const integration = await web.service.integration({
    name: 'Fires it',
    triggers: ['user.created'],
    actions: [{ type: 'trigger_task', task_id: id }],
  });
  await web.service.publish('user.created', { user_email: 'ann@example.com' });
  const [run] = await runsOf(web.service, id, (runs) => runs.length > 0 && runs.every(hasEnded));
  const page = await web.open(`tasks/${id}/runs/${run?.id}`, { viewport: { width: 360, height: 740 } });
  await page.getByText('This run wrote nothing.').waitFor();
  await page.getByText('user.created', { exact: true }).waitFor();
  expect(await page.getByRole('link', { name: 'Fires it' }).getAttribute('href')).toContain(integration);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.getByRole('link', { name: 'this delivery' }).click();
  await page.getByRole('heading', { name: 'Deliveries', exact: true }).waitFor();
});
