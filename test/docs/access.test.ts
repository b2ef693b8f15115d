// What docs/access.md shows is run as it stands there.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { usualGuessingLimits } from '../../src/access/slow-guessing.ts';
import { readConfig } from '../../src/config.ts';
import { adminToken, startTestService, type TestService } from '../support/service.ts';

const doc = readFileSync(new URL('../../docs/access.md', import.meta.url), 'utf8');
const block = (kind: string, name: string) =>
  new RegExp(`\`\`\`${kind} ${name}\n([\\s\\S]*?)\n\`\`\``).exec(doc)?.[1] ?? '';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

async function run(name: string, more: Record<string, string> = {}): Promise<string> {
  const command = block('sh', name);
  expect(command).toContain('curl -s');
  const env = { PATH: process.env.PATH, URL: service.url, TOKEN: adminToken, ...more };
  return (await promisify(execFile)('sh', ['-c', command], { env })).stdout;
}

test('a token is made, found and revoked as shown', async () => {
  const made = JSON.parse(await run('make'));
  const { secret, hint, ...shown } = JSON.parse(block('json', 'make'));
  expect(made).toMatchObject({ ...shown, hint: `${made.secret.slice(0, hint.length - 1)}…` });
  expect(secret.slice(0, 4)).toBe(made.secret.slice(0, 4));
  expect(JSON.parse(await run('list')).items).toMatchObject([{ id: made.id, active: true }]);
  expect(await run('revoke', { ID: made.id })).toBe('204\n');
  expect(JSON.parse(await run('list')).items).toEqual([]);
});

test('what the page logs in with is open to everybody', async () => {
  expect(JSON.parse(await run('login'))).toEqual({ oidc: null });
});

test('the settings of each provider are taken as they stand there', () => {
  const examples = [...doc.matchAll(/```sh env\n([\s\S]*?)\n```/g)].map(([, text = '']) => text);
  expect(examples).toHaveLength(4);
  for (const text of examples) {
    const lines = text.split('\n').map((line) => /^([A-Z_]+)='?([^']*)'?$/.exec(line));
    const env = Object.fromEntries(lines.map((line) => [line?.[1] ?? '', line?.[2] ?? '']));
    const { oidc } = readConfig(env, () => []).access;
    expect(oidc?.login?.clientId).toBeDefined();
    expect(Object.values(oidc?.grants ?? {}).flat().length).toBeGreaterThan(0);
  }
});

test('the limits are those of the tables', () => {
  const { rateLimit } = readConfig({}, () => []).access;
  expect(rateLimit).toEqual({ perSec: 10_000, burst: 20_000, told: false });
  expect(doc).toContain('| `RATE_LIMIT_PER_SEC` | 10000 |');
  expect(usualGuessingLimits).toEqual({ free: 20, firstWaitMs: 1_000, longestWaitMs: 900_000, forgetMs: 3_600_000 });
});
