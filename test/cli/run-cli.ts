// The command line as people run it: a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { repository } from '../support/process.ts';
import { adminToken } from '../support/service.ts';
import { until } from '../support/until.ts';

export const launcher = path.join(repository, 'src/cli/launch.js');

export interface CliOptions {
  /** Where the service is. */
  readonly url?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What it reads on standard input. Default: nothing. */
  readonly input?: string;
  readonly cwd?: string;
  /** The Node that starts it. Default: the package's own. */
  readonly node?: string;
}

export interface CliEnd {
  /** Null after a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of standard output that are JSON. */
  readonly lines: any[];
}

export function startCli(args: readonly string[], { url, env, input, cwd, node = process.execPath }: CliOptions = {}) {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(node, [launcher, ...args], {
    cwd: cwd ?? repository,
    env: {
      ...{ PATH, HOME, NODE_COMPILE_CACHE },
      ...(url !== undefined && { IAM_INTEGRATIONS_URL: url, IAM_INTEGRATIONS_TOKEN: adminToken }),
      ...env,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  if (input !== undefined) child.stdin.end(input);
  else child.stdin.end();
  const end: Promise<CliEnd> = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    stdout,
    stderr,
    lines: jsonLines(stdout),
  }));
  return {
    end,
    stdout: () => stdout,
    stderr: () => stderr,
    kill: (signal: NodeJS.Signals) => void child.kill(signal),
    /** Resolves when it has written so many lines. */
    awaitsLines: (count: number) =>
      until(`${count} lines of ${args.join(' ')}`, () => {
        const lines = stdout.split('\n').slice(0, -1);
        return lines.length >= count && lines;
      }),
  };
}

export const runCli = (args: readonly string[], options?: CliOptions): Promise<CliEnd> => startCli(args, options).end;

const jsonLines = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
