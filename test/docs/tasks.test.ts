import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { eventTypes } from '../../src/domain/event-types.ts';
import { builtInKinds } from '../../src/tasks/built-ins/registry.ts';
import { dryRunScript } from '../../src/tasks/dry-run.ts';
import { checkScript } from '../../src/tasks/sandbox/check-script.ts';
import { createSandbox } from '../../src/tasks/sandbox/create-sandbox.ts';
import type { RecordedCall } from '../../src/tasks/sandbox/recording-host.ts';
import { scriptExamples } from '../../src/tasks/script-examples.ts';
import { startTestService } from '../support/service.ts';

const doc = readFileSync(new URL('../../docs/tasks.md', import.meta.url), 'utf8');
const blockOf = (part: string, name: string) => new RegExp(`\`\`\`${name}\n([\\s\\S]*?)\n\`\`\``).exec(part)?.[1];
const snippets = doc
  .split(/^###? /m)
  .map((part) => ({ title: part.split('\n')[0] ?? '', part, script: blockOf(part, 'ts') ?? '' }))
  .filter(({ script }) => script !== '');

const sandbox = createSandbox();
afterAll(() => sandbox.close());

const callText = (call: RecordedCall) => {
  if (call.kind === 'fetch') return `fetch ${call.request.method} ${call.request.url}`;
  return call.kind === 'scim' ? `scim ${call.connection} ${call.method}` : `${call.kind} ${call.key}`;
};

test('the documentation has at least eight snippets', () => {
  expect(snippets.length).toBeGreaterThanOrEqual(8);
});

test.each(snippets)('the snippet does what is written: $title', async ({ part, script }) => {
  expect(checkScript(script)).toEqual([]);
  const event = blockOf(part, 'event');
  const run = await dryRunScript(sandbox, {
    source: script,
    ...(event !== undefined && { event: JSON.parse(event) }),
    config: (blockOf(part, 'config') ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ({ key: line.split(' = ')[0] ?? '', value: line.split(' = ')[1] ?? '' })),
  });
  const error = blockOf(part, 'error');
  if (error !== undefined) expect(run).toMatchObject({ status: 'error', error: { message: error } });
  else expect(run).toMatchObject({ status: 'success', output: blockOf(part, 'output') });
  expect(run.recorded.map(callText).join('\n')).toBe(blockOf(part, 'calls') ?? '');
});

test('the request body of the five minutes is a task that can be saved', async () => {
  const service = await startTestService({ config: { role: 'api' } });
  const saved = await service.rest('POST', '/tasks', JSON.parse(blockOf(doc, 'json task') ?? ''));
  expect(saved).toMatchObject({ status: 201, body: { time_zone: 'Europe/Rome' } });
  expect(saved.body.next_runs).toHaveLength(5);
  await service.stop();
});

test('the documentation names every example with its settings and triggers, and every built-in', () => {
  for (const { name, triggers, config } of scriptExamples()) {
    const row = doc.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '';
    for (const word of [...triggers, ...config.map(({ key }) => key)])
      expect({ name, word, isThere: row.includes(`\`${word}\``) }).toEqual({ name, word, isThere: true });
  }
  for (const { type } of builtInKinds) expect(doc).toContain(`\`${type}\``);
  const fields = Object.keys(eventTypes.find(({ name }) => name === 'task.run_failed')?.payloadSchema.properties ?? {});
  for (const field of fields) expect(doc).toContain(`\`${field}\``);
});
