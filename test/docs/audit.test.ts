// What docs/audit.md shows is run as it stands there.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { adminToken, startTestService, type TestService } from '../support/service.ts';

const doc = readFileSync(new URL('../../docs/audit.md', import.meta.url), 'utf8');
const block = (kind: string, name: string) =>
  new RegExp(`\`\`\`${kind} ${name}\n([\\s\\S]*?)\n\`\`\``).exec(doc)?.[1] ?? '';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

async function run(name: string): Promise<string> {
  const command = block('sh', name);
  expect(command).toContain('curl -s');
  const env = { PATH: process.env.PATH, URL: service.url, TOKEN: adminToken };
  return (await promisify(execFile)('sh', ['-c', command], { env })).stdout;
}

test('a change is found and exported as shown', async () => {
  const { items } = JSON.parse(await run('change'));
  expect(items).toEqual([expect.objectContaining(JSON.parse(block('json', 'change')))]);
  const [header, row, end] = (await run('export')).split('\r\n');
  expect(header).toContain('actor_name,action');
  expect(row).toContain('admin,updateIntegration,Integration');
  expect(end).toBe('');
});

test('the fields and filters of the tables are those of the service', async () => {
  const { body } = await service.rest('GET', '/audit-log');
  const table = doc.slice(doc.indexOf('| field |'), doc.indexOf('A **secret**'));
  const rows = table.split('\n').map((line) => line.split(' | ')[0] ?? '');
  const fields = rows.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(fields.toSorted()).toEqual(Object.keys(body.items[0]).sort());
  const { data } = await service.graphql('{ __type(name: "AuditFilter") { inputFields { name } } }');
  for (const { name } of data.__type.inputFields) expect(doc).toContain(`\`${name}\``);
});

test('entries are kept for as long as the table says', () => {
  expect(readConfig({}, () => []).auditRetentionDays).toBe(365);
  expect(doc).toContain('| `AUDIT_RETENTION_DAYS` | 365 |');
});
