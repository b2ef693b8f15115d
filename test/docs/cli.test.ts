// What docs/cli.md shows is run as it stands there.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { createProgram } from '../../src/cli/program.ts';
import { launcher } from '../cli/run-cli.ts';
import { adminToken, startTestService, type TestService } from '../support/service.ts';

const doc = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
const block = (kind: string, name: string) =>
  new RegExp(`\`\`\`${kind} ${name}\n([\\s\\S]*?)\n\`\`\``).exec(doc)?.[1] ?? '';

let service: TestService;
const folder = mkdtempSync(path.join(tmpdir(), 'iam-docs-cli-'));
symlinkSync(launcher, path.join(folder, 'iam-integrations'));
beforeAll(async () => {
  service = await startTestService();
});
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

async function run(script: string): Promise<string> {
  const { stdout } = await promisify(execFile)('bash', ['-euc', script], {
    cwd: folder,
    env: {
      ...process.env,
      PATH: `${folder}:${path.dirname(process.execPath)}:${process.env.PATH}`,
      IAM_INTEGRATIONS_URL: service.url,
      IAM_INTEGRATIONS_TOKEN: adminToken,
    },
  });
  return stdout;
}

test('the examples do what they say', async () => {
  const lines = (await run(block('sh', 'examples'))).trim().split('\n');
  expect(lines.slice(0, -1)).toEqual(['1 events, 0 deliveries', '0 of 0 failed deliveries are pending again']);
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ data: { user_email: 'ann@example.com' } });
});

test('the configuration is applied as shown, exported, and then there is nothing to change', async () => {
  await writeFile(path.join(folder, 'iam.yaml'), block('yaml', 'configuration'));
  const commands = block('sh', 'apply')
    .replaceAll('=…', '=secret-of-docs')
    .replace(/ +#.*$/gm, '')
    .replace(/^(.* diff .*)$/m, '$1 || test $? = 7');
  const output = await run(commands);
  expect(output).toContain('+ task Directory sync\n');
  expect(output).toContain('    actions[0].auth.token: secret is set\n');
  expect(output.trim().split('\n').at(-1)).toBe(/# (0 created.*)$/m.exec(block('sh', 'apply'))?.[1]);
  await run(block('sh', 'export'));
  const exported = readFileSync(path.join(folder, 'iam.yaml'), 'utf8');
  expect(exported).not.toContain('secret-of-docs');
  const again =
    'NEW_STAFF_TOKEN=secret-of-docs DIRECTORY_SYNC_API_KEY=secret-of-docs iam-integrations integrations diff -f iam.yaml';
  expect(await run(again)).toBe('0 to create, 0 to update, 0 to delete, 2 unchanged\n');
});

test('every command and every exit code is in a table', () => {
  const nouns = createProgram().commands.filter((one) => one.name() !== 'complete');
  for (const noun of nouns) {
    const rows = doc.split('\n').filter((line) => line.startsWith('|') && line.includes(`\`${noun.name()}`));
    const row = rows.join('\n');
    const verbs = [...noun.commands.map((one) => one.name()), ...(noun.registeredArguments[0]?.argChoices ?? [])];
    expect({ noun: noun.name(), missing: verbs.filter((verb) => !new RegExp(`\\b${verb}\``).test(row)) }).toEqual({
      noun: noun.name(),
      missing: [],
    });
    expect(row).not.toBe('');
  }
  for (const code of Object.values(exitCodes)) expect(doc).toContain(`\n| ${code} |`);
});
