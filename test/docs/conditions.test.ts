import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { maxConditions, maxGroupDepth, maxValues, operators } from '../../src/domain/condition.ts';
import { maxMatchedText, maxPattern } from '../../src/domain/condition-pattern.ts';
import { maxDigestEvents, maxThresholdCount, maxWindowSecs } from '../../src/domain/quiet-rules.ts';
import { warningCodes } from '../../src/integrations/lint/lint-integration.ts';
import { startTestService, type TestService } from '../support/service.ts';

const doc = readFileSync(new URL('../../docs/conditions.md', import.meta.url), 'utf8');
const examples = [...doc.matchAll(/```conditions\n([\s\S]*?)\n```\n```events\n([\s\S]*?)\n```/g)].map(
  ([, conditions = '', events = '']) => ({
    conditions,
    events: events.split('\n').map((line) => {
      const [, says = '', data = ''] = /^(fires|does not) +(\{.*\})$/.exec(line) ?? [];
      return { says, data };
    }),
  }),
);

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ config: { role: 'api' } });
});
afterAll(() => service.stop());

test('every example of the documentation is run', () => {
  expect(examples).toHaveLength([...doc.matchAll(/```conditions/g)].length);
  expect(examples.length).toBeGreaterThanOrEqual(6);
});

test.each(examples)('the integration fires as is written: $conditions', async ({ conditions, events }) => {
  const id = await service.integration({
    triggers: ['user.created'],
    conditions: JSON.parse(conditions),
    actions: [{ type: 'log', message: 'x' }],
  });
  for (const { says, data } of events) {
    const { deliveries } = await service.publish('user.created', JSON.parse(data));
    expect({ data, deliveries }).toEqual({ data, deliveries: says === 'fires' ? 1 : 0 });
  }
  await service.rest('DELETE', `/integrations/${id}`);
});

test('every operator and limit is in the documentation', () => {
  for (const operator of operators) expect(doc).toMatch(new RegExp(`^\\| .*\`${operator}\`.* \\|`, 'm'));
  const ofConditions = [maxConditions, maxGroupDepth, maxValues, maxPattern, maxMatchedText];
  for (const limit of [...ofConditions, maxThresholdCount, maxWindowSecs, maxDigestEvents])
    expect(doc).toMatch(new RegExp(`\\b${limit.toLocaleString('en')}\\b`));
});

test('every integration of the documentation can be saved as it is written', async () => {
  const bodies = [...doc.matchAll(/```integration\n([\s\S]*?)\n```/g)].map(([, body = '']) => body);
  expect(bodies.length).toBeGreaterThanOrEqual(2);
  for (const body of bodies) {
    const saved = await service.rest('POST', '/integrations', body);
    expect({ body, status: saved.status }).toEqual({ body, status: 201 });
    expect(saved.body).toMatchObject({ name: JSON.parse(body).name });
  }
});

test('every warning is in the documentation, and its example has those that are written', async () => {
  for (const code of warningCodes) expect(doc).toMatch(new RegExp(`^\\| .*\`${code}\`.* \\|`, 'm'));
  const block = (name: string) => new RegExp(`\`\`\`${name}\\n([\\s\\S]*?)\\n\`\`\``).exec(doc)?.[1];
  const { status, body } = await service.rest('POST', '/integrations', block('warned'));
  expect(status).toBe(201);
  const warnings = body.warnings.map(({ code, path }: { code: string; path: string }) => `${code} ${path}`);
  expect(warnings.join('\n')).toBe(block('warnings'));
});
