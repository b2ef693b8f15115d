// The calls of docs/explaining.md, in their order.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verdicts } from '../../src/explain/verdict.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';

const doc = readFileSync(new URL('../../docs/explaining.md', import.meta.url), 'utf8');
const calls = [...doc.matchAll(/```request\n(\w+) (\S+)\n([\s\S]*?)```(?:\n```answer\n([\s\S]*?)\n```)?/g)].map(
  ([, method = '', path = '', body = '', answer = '']) => ({ method, path, body, answer }),
);

let service: TestService;
let receiver: Receiver;
beforeAll(async () => {
  service = await startTestService();
  receiver = await startReceiver();
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

test('every call does what is written beside it', async () => {
  expect(calls.length).toBe([...doc.matchAll(/^```request$/gm)].length);
  let integration = '';
  const filled = (text: string) =>
    text.replaceAll('$INTEGRATION', integration).replaceAll('https://hr.example.com', receiver.url);
  for (const { method, path, body, answer } of calls) {
    const given = body.trim() === '' ? undefined : JSON.parse(filled(body));
    const got = await service.rest(method, filled(path), given);
    expect({ path, isDone: got.status < 300, body: got.body }).toMatchObject({ isDone: true });
    if (path === '/integrations') integration = got.body.id;
    if (answer !== '') expect({ path, body: got.body }).toMatchObject({ path, body: JSON.parse(filled(answer)) });
  }
  expect((await receiver.awaits('/hook', 3)).map(({ headers }) => headers.authorization)).toEqual(
    Array(3).fill('Bearer a-secret'),
  );
});

test('every verdict is in the documentation', () => {
  for (const verdict of Object.keys(verdicts)) expect(doc).toContain(`| \`${verdict}\` |`);
});
