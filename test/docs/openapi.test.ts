// What docs/openapi.md shows is run as it stands there.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adminToken, startTestService, type TestService } from '../support/service.ts';

const doc = readFileSync(new URL('../../docs/openapi.md', import.meta.url), 'utf8');
const block = (name: string) => new RegExp(`\`\`\`sh ${name}\n([\\s\\S]*?)\n\`\`\``).exec(doc)?.[1] ?? '';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

async function run(name: string): Promise<any> {
  expect(block(name)).toContain('curl -s');
  const { stdout } = await promisify(execFile)('sh', ['-c', block(name)], {
    env: { PATH: `${path.dirname(process.execPath)}:${process.env.PATH}`, URL: service.url, TOKEN: adminToken },
    maxBuffer: 8 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}

test('the document is what the page says of it', async () => {
  const document = await run('document');
  expect(document.openapi).toBe('3.1.0');
  expect(document.paths['/integrations'].get.security).toEqual([{ token: ['read'] }]);
  expect(document.components.schemas['user.created']).toMatchObject({ type: 'object' });
});

test('its example makes an integration', async () => {
  expect(await run('create')).toMatchObject({ name: 'New staff', version: 1 });
});
