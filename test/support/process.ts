// The service as operators run it: a child process of its own, with an environment and signals.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { adminToken, createClient } from './service.ts';
import { until } from './until.ts';

export interface ChildService {
  readonly url: string;
  readonly pid: number;
  /** What it wrote so far, standard output and standard error. */
  output(): string;
  /** The structured log lines among the output. */
  logLines(): Record<string, any>[];
  readonly client: ReturnType<typeof createClient>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the process is gone, with its exit code (null after a signal). */
  readonly exit: Promise<number | null>;
  isRunning(): boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ChildOptions {
  readonly uid?: number;
  readonly gid?: number;
  readonly cwd?: string;
}

export const repository = path.resolve(import.meta.dirname, '../..');

const compileCache = path.join(repository, 'node_modules/.cache/compiled');

/** What every child needs; PORT 0 picks a free one. */
const basics: Environment = {
  PORT: '0',
  ADMIN_TOKEN: adminToken,
  ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
  OUTBOUND_ALLOW: '127.0.0.0/8',
};

/** Starts it and leaves it be: for starts that fail. It is gone at the end of the test, whatever happens. */
export function spawnService(environment: Environment, { cwd = repository, ...account }: ChildOptions = {}) {
  const { PATH, HOME } = process.env;
  const child: ChildProcess = spawn(process.execPath, [path.join(repository, 'src/main.ts')], {
    cwd,
    // Compiled once for all children: half of the start's work on a busy machine.
    env: { PATH, HOME, NODE_COMPILE_CACHE: compileCache, ...basics, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...account,
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const exit = once(child, 'close').then(([code]) => code as number | null);
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  onTestFinished(async () => {
    if (isRunning()) child.kill('SIGKILL');
    await exit;
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    exit,
    isRunning,
    kill: (signal: NodeJS.Signals) => void child.kill(signal),
  };
}

/** Resolves when it listens. */
export async function startChildService(environment: Environment, options: ChildOptions = {}): Promise<ChildService> {
  const child = spawnService(environment, options);
  const url = await until(
    'the service to listen',
    () => {
      if (!child.isRunning()) throw new Error(`the service ended:\n${child.output()}`);
      return /listening on ([^\s,]+)[^\n]*\n/.exec(child.output())?.[1];
    },
    120_000,
  );
  const token = environment.ADMIN_TOKEN ?? /admin token.*: (\S+)\n/.exec(child.output())?.[1] ?? adminToken;
  return {
    ...child,
    url,
    client: createClient(url, token),
    logLines: () =>
      child
        .output()
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line)),
  };
}
