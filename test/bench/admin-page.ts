// The admin page in a browser, over 1,000 integrations and a million deliveries: how soon a screen can be used, and how
// busy its thread is while 50 deliveries a second come in.
import { type Browser, chromium, type Page } from 'playwright-core';
import { findBrowser } from '../web/support/find-browser.ts';
import { type BenchOptions, type Line, load, median, round, sleep } from './measure.ts';
import { seedHistory } from './seed-history.ts';
import { createClient, sendSteadily } from './send.ts';
import { type ServiceProcess, startServiceProcess, token } from './service-process.ts';

const usableBarMs = 1_000;
const taskBarMs = 200;
const scriptBarKiB = 200;
const visits = 5;
const perSecond = 50;

/** Where one goes, and what shows that the screen can be used. */
const screens: Record<string, readonly [path: string, sign: string]> = {
  'list of integrations': ['integrations', 'tbody tr'],
  'integrations, by a part of the name': ['integrations?name=seed%209', 'tbody tr'],
  deliveries: ['deliveries', 'tbody tr a'],
  'deliveries that failed': ['deliveries?status=failed', 'tbody tr a'],
  events: ['events', 'tbody tr a'],
  overview: ['overview', 'dl dd'],
};

export async function benchAdminPage({ quick }: BenchOptions): Promise<Line[]> {
  const service = await startServiceProcess();
  const browser = await chromium.launch({
    executablePath: await findBrowser(),
    args: ['--no-sandbox', '--disable-gpu', '--enable-precise-memory-info', '--js-flags=--expose-gc'],
  });
  try {
    await seed(service, quick ? 100_000 : 1_000_000);
    const lines: Line[] = [];
    for (const [what, [path, sign]] of Object.entries(screens))
      lines.push(await usableLine(browser, service, what, path, sign));
    lines.push(await scriptLine(browser, service));
    lines.push(...(await liveLines(browser, service, quick ? 10 : 60)));
    return lines;
  } finally {
    await browser.close();
    await service.stop();
  }
}

async function seed({ url, sql }: ServiceProcess, deliveries: number): Promise<void> {
  const client = createClient({ url, token });
  await client.call('POST', '/integrations', {
    name: 'live',
    triggers: ['login.success'],
    actions: [{ type: 'log', message: '{{.EventType}}' }],
  });
  client.close();
  await seedHistory(sql, deliveries);
  await sql(
    `INSERT INTO integrations (id, name, description, enabled, triggers, conditions, actions, version, set_version,
       created_at, updated_at)
     SELECT gen_random_uuid(), 'seed ' || (100 + g), '', false, triggers, conditions, '[]', 1, set_version, now(), now()
     FROM (SELECT * FROM integrations WHERE name = 'seed 1') one, generate_series(1, 900) g`,
  );
}

async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.addInitScript(`sessionStorage.setItem('iam-integrations-token', '${token}')`);
  return context.newPage();
}

/** From the navigation of an empty tab, with nothing in its cache, to the first row. */
async function usableLine(browser: Browser, { url }: ServiceProcess, what: string, path: string, sign: string) {
  const times: number[] = [];
  for (let visit = 0; visit < visits; visit += 1) {
    const page = await openPage(browser);
    const begun = performance.now();
    await page.goto(`${url}/ui/${path}`, { waitUntil: 'commit' });
    await page.locator(sign).first().waitFor();
    times.push(performance.now() - begun);
    await page.context().close();
  }
  return line(`usable: ${what}`, `${round(median(times))} ms`, `${usableBarMs} ms`, median(times) <= usableBarMs);
}

async function scriptLine(browser: Browser, { url }: ServiceProcess): Promise<Line> {
  const page = await openPage(browser);
  await page.goto(`${url}/ui/integrations`);
  await page.locator('tbody tr').first().waitFor();
  const names: string[] = await page.evaluate(
    `performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith('.js'))`,
  );
  const sizes = await Promise.all(
    names.map(async (name) =>
      Number((await fetch(name, { headers: { 'accept-encoding': 'gzip' } })).headers.get('content-length')),
    ),
  );
  await page.context().close();
  const kiB = sizes.reduce((sum, size) => sum + size, 0) / 1_024;
  return line('script of the first view, gzipped', `${round(kiB)} KiB`, `${scriptBarKiB} KiB`, kiB <= scriptBarKiB);
}

async function liveLines(browser: Browser, { url }: ServiceProcess, secs: number): Promise<Line[]> {
  const page = await openPage(browser);
  await page.goto(`${url}/ui/deliveries`);
  await page.locator('tbody tr a').first().waitFor();
  await sleep(2_000);
  await page.evaluate(`window.tasks = []; new PerformanceObserver((list) =>
    window.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });`);
  const heap = async () => {
    await page.evaluate('gc()');
    return Number(await page.evaluate('performance.memory.usedJSHeapSize')) / 2 ** 20;
  };
  const before = await heap();
  const client = createClient({ url, token });
  await sendSteadily(perSecond, perSecond * secs, async (index) => {
    await client.call('POST', '/events', { type: 'login.success', data: { n: index } });
  });
  client.close();
  await sleep(2_000);
  await page.locator('tbody tr').first().getByText('live', { exact: true }).waitFor();
  const tasks = (await page.evaluate('window.tasks')) as number[];
  const after = await heap();
  await page.context().close();
  const longest = Math.max(0, ...tasks);
  const told = `${round(longest)} ms, ${tasks.length} over 50 ms`;
  return [
    line(`longest task, ${perSecond} rows/s for ${secs} s`, told, `${taskBarMs} ms`, longest <= taskBarMs),
    line('heap before and after', `${round(before)} and ${round(after)} MiB`, 'flat', after - before < 10),
  ];
}

const line = (what: string, measured: string, bar: string, met: boolean): Line => ({
  what,
  measured,
  bar,
  met: met ? 'yes' : 'no',
  load: load(),
});
