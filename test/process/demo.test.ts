// `npm run demo -- --source okta`: a fake provider beside the demo, through the same door as the real one.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { repository } from '../support/process.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let child: ChildProcess;
let output = '';

beforeAll(async () => {
  database = await createTestDatabase();
  const { PATH, HOME } = process.env;
  const env = {
    PATH,
    HOME,
    PORT: '0',
    DATABASE_URL: database.url,
    DATA_DIR: '/nonexistent',
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
  };
  child = spawn(process.execPath, ['src/demo/demo.ts', '--source', 'okta'], { cwd: repository, env });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk));
});
afterAll(async () => {
  if (child.exitCode === null) child.kill('SIGKILL');
  await database.drop();
});

test('the provider greets, sends signed events, and integrations fire for them', async () => {
  const answers = await until(
    'three answers',
    () => {
      if (child.exitCode !== null) throw new Error(output);
      const found = output.match(/← answer: \d+.*/g) ?? [];
      return found.length >= 4 && found;
    },
    60_000,
  );
  expect(answers[0]).toMatch(/200 {"verification":"[0-9a-f-]+"}/);
  expect(new Set(answers.slice(1))).toEqual(new Set(['← answer: 200 ']));
  await until('a delivery', () => /live: Demo: new staff/.test(output), 20_000);
  const types = await database.query<{ type: string }>(`SELECT DISTINCT type FROM events WHERE source = 'demo-okta'`);
  expect(types.map(({ type }) => type)).toEqual(expect.arrayContaining(['user.created', 'unmapped']));
  child.kill('SIGTERM');
  await once(child, 'close');
  expect(child.exitCode).toBe(0);
});
