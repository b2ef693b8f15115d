// What becomes of an event whose person was erased: nothing more.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const start = async (body: Record<string, unknown>) => {
  const { body: job } = await service.rest('POST', '/erase', body);
  await until(
    'the erasure to end',
    async () => (await service.rest('GET', `/bulk-jobs/${job.id}`)).body.finished_at !== null,
  );
};

test('nothing is sent for an erased event later on', async () => {
  await service.publish('mfa.enrolled', { user_id: 'u-gone-0001', mfa_method: 'totp' }, { id: 'gone' });
  await service.publish('mfa.enrolled', { user_id: 'u-here-0001', mfa_method: 'totp' }, { id: 'here' });
  await start({ user_id: 'u-gone-0001' });
  const late = await service.integration({ triggers: ['mfa.enrolled'], actions: [{ type: 'log', message: 'x' }] });
  const { data, errors } = await service.graphql(
    'mutation ($id: ID!) { backfill(integrationId: $id, eventIds: ["gone", "here"], dryRun: false) { events notMatching } }',
    { id: late },
  );
  expect(errors).toBeUndefined();
  expect(data.backfill).toEqual({ events: 1, notMatching: 1 });
  const [only] = await service.deliveries(late, ([item]) => item?.status === 'success');
  expect(only?.event_id).toBe('here');
});
