// A real PostgreSQL from npm, run beside the service when no DATABASE_URL is given. It is started with pg_ctl, in a
// session of its own, so that Ctrl-C reaches the service first and the server outlives the last attempt.
import { randomBytes } from 'node:crypto';
import { access, chown, constants, mkdir, readFile, readlink, realpath, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { makeOnce } from './make-once.ts';
import { type Account, postgresAccount, reachableFolders, runAs } from './server-account.ts';

export interface EmbeddedDatabase {
  /** Connection string of the service's database. */
  readonly url: string;
  /** Stops the server, unless another process of the same folder uses it still. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Folder that holds the cluster; made when absent. */
  readonly dataDir: string;
  /** TCP port on 127.0.0.1. Default: a free one. */
  readonly port?: number;
  /** Further `name=value` settings of postgresql.conf, given at start. */
  readonly settings?: readonly string[];
}

const databaseName = 'iam_integrations';
const startWithinMs = 60_000;

/**
 * Starts the cluster in `dataDir`, or joins it when it already runs (after a SIGKILL of the service it does).
 * As root the server runs as the user `postgres`, which is made when absent: PostgreSQL refuses to run as root.
 */
export async function startEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const account = process.getuid?.() === 0 ? await postgresAccount() : undefined;
  const { folder, binaries } = await reachableFolders(path.resolve(options.dataDir), account);
  const cluster = path.join(folder, 'postgres');
  const passwordFile = path.join(folder, 'postgres-password');
  if (account) await chown(folder, account.uid, account.gid);
  if (!(await exists(path.join(cluster, 'PG_VERSION'))))
    await makeCluster({ cluster, passwordFile, binaries, account });
  const password = await readFile(passwordFile, 'utf8');
  const runningPort = await portOfRunningServer(cluster);
  const port = runningPort ?? (await startServer(binaries, cluster, account, options));
  const url = (database: string) => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
  await createDatabaseIfAbsent(url('postgres'));
  return {
    url: url(databaseName),
    stop: async () => {
      if (await staysInUse(url('postgres'))) return;
      await runAs(account, path.join(binaries, 'pg_ctl'), ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '30']);
    },
  };
}

interface NewCluster {
  readonly cluster: string;
  readonly passwordFile: string;
  readonly binaries: string;
  readonly account: Account | undefined;
}

/** The cluster appears whole or not at all, and the first of several processes wins. */
async function makeCluster({ cluster, passwordFile, binaries, account }: NewCluster): Promise<void> {
  await makeOnce(passwordFile, randomBytes(24).toString('base64url'));
  if (account) await chown(passwordFile, account.uid, account.gid);
  const draft = `${cluster}-${randomBytes(4).toString('hex')}`;
  await mkdir(draft, { mode: 0o700 });
  if (account) await chown(draft, account.uid, account.gid);
  try {
    await runAs(account, path.join(binaries, 'initdb'), [
      `--pgdata=${draft}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ]);
    await rename(draft, cluster).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function startServer(
  binaries: string,
  cluster: string,
  account: Account | undefined,
  { port: wantedPort, settings = [] }: EmbeddedOptions,
): Promise<number> {
  const port = wantedPort ?? (await freePort());
  const flags = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', ...settings];
  const log = path.join(cluster, 'server.log');
  const args = ['start', '-D', cluster, '-w', '-t', '60', '-l', log, '-o', flags.map((flag) => `-c ${flag}`).join(' ')];
  try {
    await runAs(account, path.join(binaries, 'pg_ctl'), args);
    return port;
  } catch (error) {
    // Another process of the same folder may have been quicker; its server names its port a moment after its pid.
    for (let tries = 0; tries < 20; tries += 1) {
      const runningPort = await portOfRunningServer(cluster);
      if (runningPort !== undefined) return runningPort;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const tail = (await readFile(log, 'utf8').catch(() => '')).split('\n').slice(-6).join('\n');
    throw new Error(`The embedded PostgreSQL in ${cluster} did not start:\n${tail}`, { cause: error });
  }
}

/** Reads postmaster.pid; a stale file of a server that died is not a running server. */
async function portOfRunningServer(cluster: string): Promise<number | undefined> {
  const pidFile = path.join(cluster, 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!pid || !port) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  // Where the system tells (Linux): a PostgreSQL server works in its own data folder, whatever else has this pid now.
  const workFolder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  if (workFolder === undefined || workFolder === (await realpath(cluster))) return port;
  // PostgreSQL itself would take the other process for a server of this cluster, and not start.
  if ((await readFile(pidFile, 'utf8')) === text) await rm(pidFile);
  return undefined;
}

/** Connections that have just been closed are listed for a moment longer. */
async function staysInUse(adminUrl: string): Promise<boolean> {
  for (let tries = 0; tries < 20; tries += 1) {
    if (!(await isInUse(adminUrl))) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

async function isInUse(adminUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: adminUrl });
  try {
    await client.connect();
    const { rows } = await client.query<{ used: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_stat_activity
         WHERE datname = $1 AND application_name LIKE 'iam-integrations%') AS used`,
      [databaseName],
    );
    return rows[0]?.used ?? false;
  } catch {
    return false; // it is down already, or will not be asked
  } finally {
    await client.end().catch(() => {});
  }
}

/** Connects to a server that may still be starting up. */
async function connectTo(url: string): Promise<pg.Client> {
  for (const deadline = Date.now() + startWithinMs; ; ) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      const mayCome = ['57P03', 'ECONNREFUSED'].includes((error as { code?: string }).code ?? '');
      if (!mayCome || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function createDatabaseIfAbsent(adminUrl: string): Promise<void> {
  const client = await connectTo(adminUrl);
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [databaseName]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${databaseName}`);
  } catch (error) {
    const raced = ['42P04', '23505'].includes((error as { code?: string }).code ?? '');
    if (!raced) throw error;
  } finally {
    await client.end();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

const exists = (file: string) =>
  access(file, constants.F_OK).then(
    () => true,
    () => false,
  );
