// `token` against a real service.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { type CliOptions, runCli } from './run-cli.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const cli = (args: readonly string[], options: CliOptions = {}) => runCli(args, { url: service.url, ...options });
const enter = async (secret: string, path: string) =>
  (await fetch(`${service.url}${path}`, { headers: { authorization: `Bearer ${secret}` } })).status;

test('a token is made, opens what its scope says, is listed without its secret, and is revoked by its name', async () => {
  const made = await cli(['token', 'create', '--name', 'Watcher', '--scope', 'read', '--expires', '90d']);
  expect(made.code).toBe(0);
  const secret = made.stdout.trim();
  expect(made.stderr).toBe('made for Watcher: read\n');
  expect(await enter(secret, '/integrations')).toBe(200);

  const list = await cli(['token', 'list', '--json']);
  expect(list.lines).toMatchObject([{ name: 'Watcher', scopes: ['read'], active: true }]);
  expect(list.stdout).not.toContain(secret);
  expect(Date.parse(list.lines[0].expires_at)).toBeGreaterThan(Date.now() + 89 * 86_400_000);
  expect((await cli(['token', 'list'])).stdout).toMatch(/Watcher +read +active/);

  expect(await cli(['token', 'revoke', 'Watcher'])).toMatchObject({ code: 0, stdout: 'Watcher is revoked\n' });
  expect(await enter(secret, '/integrations')).toBe(401);
  expect((await cli(['token', 'list', '--active', '--json'])).lines).toEqual([]);
  expect((await cli(['token', 'revoke', 'Watcher'])).code).toBe(3);
});

test('a scope that there is not is a usage error that names those that there are', async () => {
  const wrong = await cli(['token', 'create', '--name', 'x', '--scope', 'root']);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('admin, read, events:write');
});
