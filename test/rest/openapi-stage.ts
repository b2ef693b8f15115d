// What the paths of /openapi.json are about, made for each example: a thing of each noun, in the state that it needs.
import { seedDeliveries } from '../history/seed.ts';
import type { TestService } from '../support/service.ts';
import { waitingDelivery } from '../support/waiting-delivery.ts';

export type Params = Readonly<Record<string, string>>;

/** The id that nothing has. */
export const nothing = '00000000-0000-7000-8000-000000000000';

const integration = {
  name: 'Example',
  triggers: ['user.created'],
  actions: [{ type: 'http', url: 'https://example.com/hook', signing: true }],
};

let count = 0;

async function made(service: TestService, path: string, body: unknown): Promise<Record<string, any>> {
  const answer = await service.rest('POST', path, body);
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

async function delivery(service: TestService, status: 'failed' | 'pending'): Promise<Params> {
  const { id } = await made(service, '/integrations', integration);
  await seedDeliveries(service.database, { count: 1, integrationId: id, status });
  const [row] = await service.database.query<{ id: string }>(
    `UPDATE deliveries SET next_attempt_at = CASE WHEN status = 'pending' THEN now() + interval '1 day' END
     WHERE integration_id = $1 RETURNING id`,
    [id],
  );
  return { id, deliveryId: row?.id ?? '' };
}

async function run(service: TestService): Promise<Params> {
  const { id } = await made(service, '/tasks', { name: 'Sleeper', script: 'await sleep(60_000)' });
  const started = await made(service, `/tasks/${id}/run`, undefined);
  return { id, runId: started.id };
}

async function bulkJob(service: TestService): Promise<Params> {
  const { job } = await made(service, '/deliveries/retry', { filter: { event_type: ['none'] } });
  // As if it had much to do, so that it is not done before.
  await service.database.query(
    "UPDATE bulk_jobs SET status = 'queued', finished_at = NULL, due_at = now() + interval '1 day' WHERE id = $1",
    [job.id],
  );
  return { id: job.id };
}

/** By the beginning of a path, the longest first that fits: what its parameters name. */
export const things: Readonly<Record<string, (service: TestService) => Promise<Params>>> = {
  'POST /integrations/:id/deliveries/:deliveryId/cancel': (service) => delivery(service, 'pending'),
  'POST /integrations/:id/deliveries/:deliveryId/attempt-now': waitingDelivery,
  'POST /integrations/:id/resume': async (service) => {
    const { id } = await made(service, '/integrations', integration);
    await made(service, `/integrations/${id}/pause`, {});
    return { id };
  },
  '/integrations/:id/deliveries/:deliveryId': (service) => delivery(service, 'failed'),
  '/integrations/:id': async (service) => {
    const { id, actions } = await made(service, '/integrations', integration);
    return { id, actionId: actions[0].id };
  },
  '/tasks/:id/runs/:runId': run,
  '/tasks/:id': async (service) => ({ id: (await made(service, '/tasks', { name: 'T', script: 'return 1' })).id }),
  '/bulk-jobs/:id': bulkJob,
  '/tokens/:id': async (service) => ({
    id: (await made(service, '/tokens', { name: 'example', scopes: ['read'] })).id,
  }),
  '/scim-connections/:id': async (service) => {
    const auth = { type: 'bearer', token: 'example-token' };
    const body = { name: `connection-${++count}`, base_url: 'https://directory.example.com/scim/v2', auth };
    return { id: (await made(service, '/scim-connections', body)).id };
  },
  '/notices/:id': async (service) => {
    const { id: integrationId } = await made(service, '/integrations', integration);
    const [row] = await service.database.query<{ id: string }>(
      `INSERT INTO notices (id, kind, integration_id, integration_name, message, raised_at)
       VALUES (gen_random_uuid(), 'paused_gone', $1, 'x', 'x', now()) RETURNING id`,
      [integrationId],
    );
    return { id: row?.id ?? '' };
  },
  '/events/:id': async (service) => ({ id: (await service.publish('user.created', { user_id: '1' })).id }),
  '/sources/:id': async (service) => {
    const source = { name: `source-${++count}`, kind: 'custom', settings: { value: 'v' } };
    return { id: (await made(service, '/sources', source)).id };
  },
};

export async function paramsFor(service: TestService, method: string, path: string): Promise<Params> {
  if (!path.includes(':')) return {};
  const whole = `${method} ${path}`;
  const fits = Object.keys(things).filter((key) => (key.startsWith('/') ? path : whole).startsWith(key));
  const [key] = fits.toSorted((one, other) => other.length - one.length);
  const make = key === undefined ? undefined : things[key];
  if (!make) throw new Error(`${whole}: say in test/rest/openapi-stage.ts what its parameters name`);
  return make(service);
}

/** How the rows that answer 409 come to it, beside a stale If-Match: what is done before the same request. */
export const conflicts: Readonly<Record<string, (service: TestService, params: Params) => Promise<unknown>>> = {
  'POST /integrations/:id/resume': (service, { id }) => service.rest('POST', `/integrations/${id}/resume`),
  'POST /integrations/:id/actions/:actionId/rotate-signing-secret': async (service, { id, actionId }) => {
    const actions = [{ id: actionId, type: 'http', url: 'https://example.com/hook', signing: false }];
    await service.rest('PUT', `/integrations/${id}`, { actions });
  },
  'POST /integrations/:id/deliveries/:deliveryId/retry': (service, { id }) =>
    service.rest('POST', `/integrations/${id}/pause`),
  'POST /integrations/:id/deliveries/:deliveryId/attempt-now': (service, { id, deliveryId }) =>
    service.rest('POST', `/integrations/${id}/deliveries/${deliveryId}/cancel`),
  'POST /integrations/:id/deliveries/:deliveryId/cancel': (service, { id, deliveryId }) =>
    service.rest('POST', `/integrations/${id}/deliveries/${deliveryId}/cancel`),
  'POST /integrations/:id/backfill': (service, { id }) =>
    service.rest('PUT', `/integrations/${id}`, { enabled: false }),
  'POST /bulk-jobs/:id/cancel': (service, { id }) => service.rest('POST', `/bulk-jobs/${id}/cancel`),
  'POST /tasks/:id/run': async (service, { id }) => {
    await service.rest('PUT', `/tasks/${id}`, { script: 'await sleep(60_000)' });
    await service.rest('POST', `/tasks/${id}/run`);
  },
  'POST /tasks/:id/runs/:runId/cancel': async (service, { runId }) => {
    await service.database.query(`UPDATE task_runs SET status = 'error', finished_at = now() WHERE id = $1`, [runId]);
  },
  'DELETE /tokens/:id': (service, { id }) => service.rest('DELETE', `/tokens/${id}`),
  // The same name again.
  'POST /sources': () => Promise.resolve(),
  'PUT /sources/:id': () => Promise.resolve(),
  'POST /scim-connections': () => Promise.resolve(),
  'PUT /scim-connections/:id': () => Promise.resolve(),
  'POST /configuration/apply': () => Promise.resolve(),
};

/** Where the example itself is in no conflict: another body. */
export const conflictingBodies: Readonly<Record<string, unknown>> = {
  'PUT /sources/:id': { name: 'hr' },
  'PUT /scim-connections/:id': { name: 'directory' },
  'POST /configuration/apply': {
    configuration: 'other',
    tasks: [{ key: 'other', name: 'Other', script: 'return 1' }],
    plan_hash: 'of-another-plan',
  },
};
