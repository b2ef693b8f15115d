// The service as a process of its own, with an embedded database in a throw-away folder, as `npm start` runs it.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { waitFor } from './measure.ts';
import {
  type BenchProcess,
  cpuSecondsOf,
  residentMiBOf,
  serverCpuSeconds,
  serverFolder,
  serverLines,
} from './process-usage.ts';

export interface ServiceProcess extends BenchProcess {
  readonly token: string;
  readonly dataDir: string;
  /** Runs statements in the service's own embedded database. */
  sql<Row = Record<string, unknown>>(text: string, params?: readonly unknown[]): Promise<Row[]>;
  /** MiB, without the embedded server. */
  residentMiB(): Promise<number>;
  /** What is really held by the heap and its buffers, after a collection of garbage. */
  heldMiB(): Promise<number>;
  /** SIGKILL; the folder and the embedded server stay for a `startServiceProcess` with this dataDir. */
  kill(): Promise<void>;
}

export interface ServiceProcessOptions {
  readonly env?: Record<string, string>;
  /** A folder that an earlier process left. Default: a new one. */
  readonly dataDir?: string;
}

export const token = 'bench-admin-token-0123456789';
const profile = process.env.BENCH_PROFILE;
/** BENCH_PROFILE=folder writes a CPU profile of each program under test there. */
export const profileFlags = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [];
const heldFile = 'held.json';
/** On SIGUSR2: collects garbage, twice, for the first may only end one that had begun, and writes down what is left. */
const onSignal = `import { writeFileSync } from 'node:fs';
process.on('SIGUSR2', () => { gc(); setTimeout(() => { gc();
  writeFileSync(process.env.DATA_DIR + '/${heldFile}', JSON.stringify(process.memoryUsage())); }, 200); });`;
const compileCache = new URL('../../src/compile-cache.js', import.meta.url).href;
const nodeFlags = [
  '--expose-gc',
  `--import=${compileCache}`,
  `--import=data:text/javascript,${encodeURIComponent(onSignal)}`,
  ...profileFlags,
];

export async function startServiceProcess(options: ServiceProcessOptions = {}): Promise<ServiceProcess> {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'iam-bench-')));
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
  const child = spawn(process.execPath, [...nodeFlags, main], {
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: dataDir,
      ADMIN_TOKEN: token,
      OUTBOUND_ALLOW: '127.0.0.0/8',
      LOG_LEVEL: 'warn',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await listeningUrl(child);
  const pid = child.pid ?? 0;
  let pool: pg.Pool | undefined;
  const close = async (signal: 'SIGTERM' | 'SIGKILL') => {
    await pool?.end();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  };
  return {
    url,
    token,
    dataDir,
    pid,
    sql: async <Row>(text: string, params: readonly unknown[] = []) => {
      pool ??= await openPool(dataDir);
      return (await pool.query(text, params as unknown[])).rows as Row[];
    },
    cpuSeconds: async () => ({ node: await cpuSecondsOf(pid), server: await serverCpuSeconds(dataDir) }),
    residentMiB: () => residentMiBOf(pid),
    heldMiB: async () => {
      const file = path.join(dataDir, heldFile);
      await rm(file, { force: true });
      child.kill('SIGUSR2');
      const readHeld = () => readFile(file, 'utf8').catch(() => '');
      await waitFor('the collection', async () => (await readHeld()).endsWith('}'), 10_000);
      const { heapUsed, external } = JSON.parse(await readHeld()) as NodeJS.MemoryUsage;
      return (heapUsed + external) / 1_024 / 1_024;
    },
    kill: () => close('SIGKILL'),
    stop: async () => {
      await close('SIGTERM');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What a child says on its output once it listens. */
export function listeningUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /listening on (http:\S+)/.exec(output)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the process ended with code ${code}\n${output}`)));
  });
}

async function openPool(dataDir: string): Promise<pg.Pool> {
  const password = await readFile(path.join(await serverFolder(dataDir), 'postgres-password'), 'utf8');
  const [, , , port] = await serverLines(dataDir);
  const connectionString = `postgresql://postgres:${password}@127.0.0.1:${port}/iam_integrations`;
  // Named otherwise than the service: its stop would take us for a second node and leave the server running.
  const pool = new pg.Pool({ connectionString, max: 2, application_name: 'bench' });
  pool.on('error', () => {});
  return pool;
}
