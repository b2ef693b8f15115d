// The command line without a service: help, usage errors, completion, and what cannot be reached.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainText } from '../../src/cli/plain-text.ts';
import { createProgram } from '../../src/cli/program.ts';
import { drawTable } from '../../src/cli/table.ts';
import { launcher, runCli } from './run-cli.ts';

const exec = promisify(execFile);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'iam-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const leaves = (command = createProgram()): ReturnType<typeof createProgram>[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap((one) => leaves(one as never));

test('every command has a description and, unless it is hidden, examples in its help', () => {
  for (const command of leaves()) {
    if (command.name() === 'complete') continue;
    expect(command.description(), command.name()).not.toBe('');
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    expect(help, command.name()).toContain('Examples:\n  $ ');
  }
});

test('what cannot be understood ends with 2 and one line', async () => {
  for (const args of [['nonsense'], ['deliveries', 'list', '--nonsense'], ['deliveries', 'get'], ['events', 'send']]) {
    const { code, stdout, stderr } = await runCli(args, { url: 'http://127.0.0.1:9' });
    expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: .+\n$/);
  }
});

test('a token is never an argument, and without one nothing is asked', async () => {
  const argument = await runCli(['deliveries', 'list', '--token', 'secret-secret-secret']);
  expect(argument.code).toBe(2);
  expect(argument.stderr).toContain('IAM_INTEGRATIONS_TOKEN');
  expect(argument.stderr).not.toContain('secret-secret');
  expect(await runCli(['deliveries', 'list'])).toMatchObject({ code: 5, stdout: '' });
});

test('a service that cannot be reached ends with 6 and one line, and so does something else at its address', async () => {
  const server = createServer((_request, response) => response.writeHead(404).end('<html>')).listen(0, '127.0.0.1');
  const { port } = await new Promise<AddressInfo>((resolve) =>
    server.once('listening', () => resolve(server.address() as AddressInfo)),
  );
  const other = await runCli(['deliveries', 'list'], { url: `http://127.0.0.1:${port}` });
  expect(other).toMatchObject({ code: 6 });
  expect(other.stderr).toMatch(/^error: .* not as iam-integrations does\n$/);
  await new Promise((resolve) => server.close(resolve));
  const nobody = await runCli(['deliveries', 'tail'], { url: `http://127.0.0.1:${port}` });
  expect(nobody).toMatchObject({ code: 6, stdout: '' });
  expect(nobody.stderr).toMatch(/^error: cannot reach .*\n$/);
});

test('an older Node of the machine hands over to the one of the package', async () => {
  // The launcher with the version that it sees replaced: the rest is real.
  const old = path.join(path.dirname(launcher), `launch-as-old-${process.pid}.js`);
  const text = await readFile(launcher, 'utf8');
  await writeFile(
    old,
    text
      .replace('process.versions.node', "(process.env.AGAIN ? process.versions.node : '20.1.0')")
      .replace("stdio: 'inherit'", "stdio: 'inherit', env: { ...process.env, AGAIN: '1' }"),
  );
  try {
    const { stdout } = await exec(process.execPath, [old, 'completion', 'bash']);
    expect(stdout).toContain('complete -o default -F _iam_integrations');
    await expect(exec(process.execPath, [old, 'nonsense'])).rejects.toMatchObject({ code: 2 });
  } finally {
    await rm(old);
  }
});

test('bash takes the completion script, and Tab gives the words that fit', async () => {
  const script = path.join(folder, 'completion.bash');
  await writeFile(script, (await runCli(['completion', 'bash'])).stdout);
  await exec('bash', ['-n', script]);
  await symlink(launcher, path.join(folder, 'iam-integrations'));
  const complete = async (...words: string[]) => {
    const typed = words.map((word) => `'${word}'`).join(' ');
    const { stdout } = await exec(
      'bash',
      [
        '-c',
        `source ${script}; COMP_WORDS=(iam-integrations ${typed}); COMP_CWORD=${words.length}
        _iam_integrations; printf '%s\\n' "\${COMPREPLY[@]}"`,
      ],
      { env: { ...process.env, PATH: `${folder}:${path.dirname(process.execPath)}:${process.env.PATH}` } },
    );
    return stdout.trim().split('\n');
  };
  expect(await complete('deliv')).toEqual(['deliveries']);
  expect(await complete('deliveries', '')).toEqual(['list', 'get', 'retry', 'tail', 'help']);
  expect(await complete('deliveries', 'list', '--st')).toEqual(['--status']);
  expect(await complete('deliveries', 'list', '--status', '')).toEqual(['pending', 'running', 'success', 'failed']);
  expect(await complete('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  // Nothing of ours: bash offers files.
  expect(await complete('events', 'send', '')).toEqual(['']);
});

test('the scripts of zsh and fish ask the command line for the words', async () => {
  const zsh = (await runCli(['completion', 'zsh'])).stdout;
  expect(zsh).toMatch(/^#compdef iam-integrations\n/);
  expect(zsh).toContain('compdef _iam_integrations iam-integrations');
  const fish = (await runCli(['completion', 'fish'])).stdout;
  expect(fish).toContain('complete -c iam-integrations');
  const { stdout } = await runCli(['complete', '--', 'completion', '']);
  expect(stdout).toBe('bash\t\nzsh\t\nfish\t\n');
});

test('a table fits the terminal, ids stay whole, and without a terminal nothing is cut', () => {
  const rows = [{ id: '0197f0c2-6d4e-7c3a-9d0e-5a4b3c2d1e0f', text: '長い名前'.repeat(20) }];
  const columns = [
    { title: 'id', text: ({ id }: (typeof rows)[0]) => id, whole: true },
    { title: 'text', text: ({ text }: (typeof rows)[0]) => text },
  ];
  const narrow = drawTable(rows, columns, 60).split('\n');
  expect(narrow).toHaveLength(2);
  expect(narrow[1]).toMatch(/^0197f0c2-6d4e-7c3a-9d0e-5a4b3c2d1e0f {2}長.*…$/);
  // Each of these signs is two columns wide.
  expect(
    [...(narrow[1] ?? '')].reduce((sum, sign) => sum + (/[^\x00-\xff…]/.test(sign) ? 2 : 1), 0),
  ).toBeLessThanOrEqual(60);
  expect(drawTable(rows, columns, undefined)).toContain('長い名前'.repeat(20));
});

test('what is shown cannot move the cursor, colour or reorder', () => {
  expect(plainText('a\u001b[31mred\u0007\nb\u202ec')).toBe('a\ufffd[31mred\ufffd b\ufffdc');
  expect(plainText('one\r\ntwo\tthree\u001b]0;title\u0007', { lines: true })).toBe(
    'one\ntwo\tthree\ufffd]0;title\ufffd',
  );
});
