// Quiet rules go in, come out, are changed and taken away; and what is wrong with them is told by path.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ config: { role: 'api' } });
});
afterAll(() => service.stop());

const good = { name: 'n', triggers: ['login.failed'], actions: [{ type: 'log', message: 'x' }] };
const rules = { threshold: { count: 10, window_secs: 300, by: 'ip_address' }, digest: { window_secs: 3_600 } };

test('a rule comes out as it went in, stays in a change that does not name it, and goes with null', async () => {
  const { body: made } = await service.rest('POST', '/integrations', { ...good, ...rules });
  expect(made).toMatchObject(rules);
  const put = (body: unknown) => service.rest('PUT', `/integrations/${made.id}`, body);
  expect((await put({ name: 'm' })).body).toMatchObject(rules);
  expect((await put({ threshold: { count: 3, window_secs: 60 } })).body).toMatchObject({
    threshold: { count: 3, window_secs: 60, by: '' },
    digest: rules.digest,
  });
  const { body: without } = await put({ threshold: null, digest: null });
  expect(Object.keys(without)).not.toContain('threshold');
  expect(Object.keys(without)).not.toContain('digest');
});

test('an integration without quiet rules has no field for them', async () => {
  const { body } = await service.rest('POST', '/integrations', good);
  expect(Object.keys(body).filter((name) => /threshold|digest/.test(name))).toEqual([]);
});

test.each([
  ['a count of one', { threshold: { count: 1, window_secs: 60 } }, 'threshold.count', /at least 2/],
  ['a count of 1,001', { threshold: { count: 1_001, window_secs: 60 } }, 'threshold.count', /at most 1000/],
  ['a count in words', { threshold: { count: 'ten', window_secs: 60 } }, 'threshold.count', /whole number/],
  ['no window', { threshold: { count: 2 } }, 'threshold.window_secs', /required/],
  ['a window of nothing', { digest: { window_secs: 0 } }, 'digest.window_secs', /at least 1/],
  ['a window of more than a week', { digest: { window_secs: 604_801 } }, 'digest.window_secs', /at most 604800/],
  ['a field with NUL', { threshold: { count: 2, window_secs: 1, by: 'a\0' } }, 'threshold.by', /cannot be stored/],
  ['a field that is unknown', { digest: { window_secs: 60, by: 'x' } }, 'digest.by', /not a known field/],
  ['a rule that is a number', { digest: 60 }, 'digest', /must be an object/],
])('%s is refused', async (_what, rule, path, message) => {
  const { status, body } = await service.rest('POST', '/integrations', { ...good, ...rule });
  expect([status, body.errors]).toEqual([400, [{ path, message: expect.stringMatching(message) }]]);
});
