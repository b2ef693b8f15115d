// `npm run screenshots`: the pictures of docs/page.md, taken from the demo as it runs. Takes two minutes.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { repository } from '../support/process.ts';
import { createClient } from '../support/service.ts';
import { until } from '../support/until.ts';
import { findBrowser } from './support/find-browser.ts';

const folder = path.join(repository, 'docs', 'page');
/** So much must have happened before the pictures say something. */
const deliveriesFirst = 150;
const startMs = 120_000;

interface Shot {
  readonly name: string;
  /** Below /ui/. */
  readonly at: string;
  /** What must be seen before the picture is taken, and what is done before it. */
  readonly ready: (page: Page) => Promise<unknown>;
  readonly dark?: boolean;
  readonly width?: number;
}

async function startDemo(dataDir: string): Promise<{ child: ChildProcess; url: string; token: string }> {
  const child = spawn(process.execPath, ['src/demo/demo.ts'], {
    cwd: repository,
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir },
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk));
  child.stderr?.pipe(process.stderr);
  return until(
    'the demo',
    () => {
      const url = /running at (http:\S+)/.exec(output)?.[1];
      const token = /admin token +(\S+)/.exec(output)?.[1];
      return url && token ? { child, url, token } : undefined;
    },
    startMs,
  );
}

async function shotsOf({ rest }: ReturnType<typeof createClient>): Promise<readonly Shot[]> {
  const items = async (address: string): Promise<{ id: string }[]> => (await rest('GET', address)).body.items;
  const first = async (address: string) => (await items(address))[0]?.id ?? '';
  const staff = await first('/integrations?name=new%20staff');
  const tickets = await first('/integrations?name=tickets');
  const task = await first('/tasks');
  const failed = await first(`/integrations/${tickets}/deliveries?status=failed`);
  const event = await first('/events?type=login.failed');
  const run = await first(`/tasks/${task}/runs`);
  const text = (words: string | RegExp) => (page: Page) =>
    page.locator('main').getByText(words).locator('visible=true').first().waitFor();
  return [
    { name: 'overview', at: 'overview?window=1h', ready: text('Demo: tickets') },
    { name: 'integrations', at: 'integrations', ready: text('Demo: directory sync') },
    {
      name: 'integration',
      at: `integrations/${staff}?tab=settings`,
      ready: (page) => page.locator('.cm-content').first().waitFor(),
    },
    { name: 'deliveries', at: 'deliveries', ready: text('Delivered') },
    {
      name: 'delivery',
      at: `deliveries/${failed}`,
      ready: (page) => page.locator('[data-cause]').waitFor(),
    },
    { name: 'event', at: `events/${event}`, ready: text('Demo: tickets') },
    { name: 'tasks', at: 'tasks', ready: text('Demo: who asks for access') },
    { name: 'task', at: `tasks/${task}`, ready: (page) => page.locator('.cm-content').first().waitFor() },
    { name: 'run', at: `tasks/${task}/runs/${run}`, ready: text(/asked|access_request/) },
    { name: 'audit', at: 'settings/audit', ready: text('Demo: tickets') },
    { name: 'overview-dark', at: 'overview?window=1h', ready: text('Demo: tickets'), dark: true },
    {
      name: 'delivery-phone',
      at: `deliveries/${failed}`,
      ready: (page) => page.locator('[data-cause]').waitFor(),
      width: 390,
    },
  ];
}

async function main(): Promise<void> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'iam-screenshots-'));
  const { child, url, token } = await startDemo(dataDir);
  const browser = await chromium.launch({
    executablePath: await findBrowser(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const client = createClient(url, token);
    await until(
      'deliveries',
      async () => (await client.graphql('{ deliveries { totalCount } }')).data.deliveries.totalCount >= deliveriesFirst,
      startMs,
    );
    await mkdir(folder, { recursive: true });
    for (const { name, at, ready, dark, width = 1280 } of await shotsOf(client)) {
      const context = await browser.newContext({
        viewport: { width, height: 800 },
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion: 'reduce',
      });
      await context.addInitScript((secret) => sessionStorage.setItem('iam-integrations-token', secret), token);
      const page = await context.newPage();
      await page.goto(`${url}/ui/${at}`);
      await ready(page);
      await page.getByText('Live', { exact: true }).first().waitFor();
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: path.join(folder, `${name}.png`) });
      process.stdout.write(`docs/page/${name}.png\n`);
      await context.close();
    }
  } finally {
    await browser.close();
    child.kill('SIGTERM');
    await once(child, 'exit');
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main();
