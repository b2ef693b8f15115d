import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const actions = [
  {
    type: 'http',
    url: 'http://127.0.0.1:9/x',
    retry_on: ['network', '408', '5xx'],
    signing: true,
    signing_scheme: 'v1a',
    tls_insecure: true,
    escape: 'none',
    missing: 'error',
    backoff: { initial_secs: 1, factor: 3, max_secs: 60 },
  },
  { type: 'slack', webhook_url: 'https://hooks.example.com/services/x', message: 'm', blocks: '[]', missing: 'empty' },
  { type: 'log', message: 'm', escape: 'none' },
  { type: 'http', url: 'http://127.0.0.1:9/x', format: 'json' },
  { type: 'http', url: 'http://127.0.0.1:9/x', format: 'cloudevents', content_mode: 'binary' },
  {
    type: 'http',
    url: 'http://127.0.0.1:9/x',
    format: 'set',
    audience: 'https://rp.example.com',
    subject_format: 'iss_sub',
    subject_issuer: 'https://idp.example.com',
  },
];

test('an action without a dialect shows none of its fields', async () => {
  const plain = [{ type: 'http', url: 'http://127.0.0.1:9/x' }];
  const id = await service.integration({ triggers: ['user.created'], actions: plain });
  const [action] = (await service.rest('GET', `/integrations/${id}`)).body.actions;
  for (const name of ['format', 'content_mode', 'audience', 'subject_format', 'subject_issuer'])
    expect(action).not.toHaveProperty(name);
});

test('fields beyond the specification go in and come out as they were, and survive a round trip', async () => {
  const id = await service.integration({ triggers: ['user.created'], actions });
  const got = (await service.rest('GET', `/integrations/${id}`)).body;
  expect(got.actions).toMatchObject(actions.map(({ webhook_url: _, ...action }: Record<string, unknown>) => action));
  expect(got.actions[0].signing_public_keys).toEqual([expect.stringMatching(/^whpk_/)]);
  const put = await service.rest('PUT', `/integrations/${id}`, got);
  expect(put.status).toBe(200);
  expect(put.body.actions).toEqual(got.actions);
});

test('a signing secret is in the answer to the create and to the rotation, and in no other', async () => {
  const created = await service.rest('POST', '/integrations', {
    name: 'signed',
    triggers: ['user.created'],
    actions: [{ type: 'http', url: 'http://127.0.0.1:9/x', signing: true }],
  });
  const { id, actions: made } = created.body;
  expect(made[0].signing_secret).toMatch(/^whsec_/);
  const got = await service.rest('GET', `/integrations/${id}`);
  expect(JSON.stringify(got.body)).not.toContain('whsec_');
  const rotated = await service.rest('POST', `/integrations/${id}/actions/${made[0].id}/rotate-signing-secret`);
  expect(rotated.status).toBe(200);
  expect(rotated.body.actions[0].signing_secret).toMatch(/^whsec_/);
  expect(rotated.body.actions[0].signing_secret).not.toBe(made[0].signing_secret);
});

test('an unchecked certificate is warned about in the answer to the change', async () => {
  const { body } = await service.rest('POST', '/integrations', { name: 'w', triggers: ['*'], actions: [actions[0]] });
  expect(body.warnings).toContainEqual({
    code: 'certificate_not_checked',
    path: 'actions[0]',
    message: expect.stringContaining('certificate'),
  });
});

test('an integration is paused and resumed, and says so', async () => {
  const id = await service.integration({ triggers: ['user.created'], actions: [{ type: 'log', message: 'm' }] });
  const paused = await service.rest('POST', `/integrations/${id}/pause`);
  expect(paused.body).toMatchObject({ paused_at: expect.any(String), paused_reason: 'paused by an administrator' });
  await service.publish('user.created');
  expect(await service.deliveries(id, ([item]) => item?.status === 'pending')).toHaveLength(1);
  const resumed = await service.rest('POST', `/integrations/${id}/resume`);
  expect(resumed.status).toBe(200);
  expect(resumed.body).not.toHaveProperty('paused_at');
  await service.deliveries(id, ([item]) => item?.status === 'success');
  expect((await service.rest('POST', `/integrations/${id}/resume`)).status).toBe(409);
  expect((await service.rest('POST', '/integrations/nothing/pause')).status).toBe(404);
});

test('a pause takes a reason and a rotation an overlap; anything else in their bodies is refused', async () => {
  const created = await service.rest('POST', '/integrations', {
    name: 'commands',
    triggers: ['user.created'],
    actions: [{ type: 'http', url: 'http://127.0.0.1:9/x', signing: true }],
  });
  const at = `/integrations/${created.body.id}`;
  const rotate = `${at}/actions/${created.body.actions[0].id}/rotate-signing-secret`;
  expect((await service.rest('POST', rotate, { overlap_secs: 60 })).status).toBe(200);
  expect((await service.rest('POST', rotate, { overlap_secs: '60' })).body.errors).toEqual([
    { path: 'overlap_secs', message: 'must be a whole number' },
  ]);
  expect((await service.rest('POST', rotate, { overlap_secs: -1 })).status).toBe(400);
  expect((await service.rest('POST', `${at}/pause`, { reason: 'maintenance' })).body.paused_reason).toBe('maintenance');
  expect((await service.rest('POST', `${at}/pause`, { until: 'noon' })).body.errors[0].path).toBe('until');
});
