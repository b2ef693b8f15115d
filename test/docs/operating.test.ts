// The worst day of docs/operating.md, acted out: every command as it stands there, in its order, with its answer.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { adminToken, startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

const doc = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');
const block = (kind: string, name: string) =>
  new RegExp(`\`\`\`${kind} ${name}\n([\\s\\S]*?)\n\`\`\``).exec(doc)?.[1] ?? '';
const names = [...doc.matchAll(/^```sh (\S+)$/gm)].map(([, name = '']) => name);

let service: TestService;
let receiver: Receiver;
const known: Record<string, string> = {};
const left = new Set(names);

beforeAll(async () => {
  service = await startTestService();
  receiver = await startReceiver();
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

/** Runs a command and holds its answer against the one that is shown. */
async function run(name: string): Promise<any> {
  const command = block('sh', name).replaceAll('https://crm.example.com/hook', `${receiver.url}/crm`);
  expect(command, name).toContain('curl -s');
  left.delete(name);
  const { stdout } = await promisify(execFile)('bash', ['-c', command], {
    env: {
      PATH: process.env.PATH,
      URL: service.url,
      H: `authorization: Bearer ${adminToken}`,
      J: 'content-type: application/json',
      ...known,
    },
  });
  const answer = /^[[{]/.test(stdout) ? JSON.parse(stdout) : stdout;
  const shown = block('json', name);
  if (shown !== '') expect({ name, answer }).toMatchObject({ name, answer: JSON.parse(shown) });
  else expect(answer.errors ?? answer.status).not.toEqual(expect.any(Array));
  return answer;
}

const condition = (value: string) => [{ field: 'user.email', operator: 'ends_with', value, order: 1 }];
const ended = ({ status }: { status?: string }) => status === 'success' || status === 'failed';
const jobEnded = (id: string) =>
  until('the job to end', async () => {
    const { body } = await service.rest('GET', `/bulk-jobs/${id}`);
    return body.finished_at !== null && body;
  });

test('the day begins: HR is down, the secret of the CRM is another one, a condition was changed', async () => {
  receiver.answer('/hr', 503);
  receiver.answer('/crm', ({ headers }, response) => {
    response.writeHead(headers.authorization === 'Bearer the-new-one' ? 200 : 401).end();
  });
  const http = (path: string) => ({ type: 'http', url: receiver.url + path, body: '{"who":"{{.Data.user_email}}"}' });
  known.HR = await service.integration({
    name: 'HR',
    triggers: ['group.created'],
    actions: [http('/hr')],
    breaker: { failures: 3, wait_secs: 3_600, max_wait_secs: 3_600 },
  });
  for (const n of [1, 2, 3]) {
    await service.publish('group.created', { n });
    await service.deliveries(known.HR, (all) => all.length === n && all.every(ended));
  }
  await until('the breaker', async () => {
    const { body } = await service.rest('GET', `/integrations/${known.HR}/breakers`);
    return body.items[0].state === 'open';
  });
  for (const n of [4, 5]) await service.publish('group.created', { n });
  await service.deliveries(known.HR, (all) => all.filter(({ waits_for }) => waits_for === 'breaker').length === 2);

  const crm = { ...http('/crm'), auth: { type: 'bearer', token: 'the-old-one' } };
  known.CRM = await service.integration({ name: 'CRM', triggers: ['user.updated'], actions: [crm] });
  known.ACTION = (await service.rest('GET', `/integrations/${known.CRM}`)).body.actions[0].id;
  await service.publish('user.updated', { user_email: 'bob@example.com' });
  const [failed] = await service.deliveries(known.CRM, ([one]) => one?.status === 'failed');
  known.DELIVERY = failed?.id;

  known.OFFBOARDING = await service.integration({
    name: 'Offboarding',
    triggers: ['user.deleted'],
    conditions: condition('@example.com'),
    actions: [http('/offboarding')],
  });
  await service.rest('PUT', `/integrations/${known.OFFBOARDING}`, { conditions: condition('@exmaple.com') });
  await service.publish('user.deleted', { user_email: 'tom@example.com' }, { id: 'tom-left' });
  await service.publish('user.deleted', { user_email: 'eve@example.com' }, { id: 'eve-left' });

  const source = { name: 'directory', kind: 'custom', settings: { value: 'Bearer from-outside' } };
  known.SOURCE = (await service.rest('POST', '/sources', source)).body.id;
  const sent = await fetch(`${service.url}/events/directory`, {
    method: 'POST',
    headers: { authorization: 'Bearer from-outside', 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'd-1', type: 'person.offboarded', who: { mail: 'kim@example.com' } }),
  });
  expect(sent.status).toBe(200);
  known.WELCOME = await service.integration({
    name: 'Welcome',
    triggers: ['user.created'],
    actions: [http('/welcome')],
  });
});

test('what failed, and why', async () => {
  await until('the figures', async () => {
    const { body } = await service.rest('GET', '/overview?window=hour');
    return body.failures === 4;
  });
  await run('overview');
  known.NOTICE = (await run('notices')).items[0].id;
  await run('breakers');
  await run('failed');
  await run('attempts');
  await run('who');
  await run('secret');
  const [tried] = (await run('test')).deliveries;
  await service.deliveries(known.CRM ?? '', (all) => all.find(({ id }) => id === tried.id)?.status === 'success');
  await run('retry-one');
  await service.deliveries(known.CRM ?? '', (all) => all.every(({ status }) => status === 'success'));
});

test('what did not fire and why, what a change would do, and what was missed is sent', async () => {
  await run('event');
  await run('explain');
  await run('who-changed');
  await run('replay');
  expect(receiver.to('/offboarding')).toEqual([]);
  await run('save');
  await run('backfill-count');
  expect(receiver.to('/offboarding')).toEqual([]);
  await run('backfill');
  const sent = await receiver.awaits('/offboarding', 2);
  expect(sent.map(({ body }) => JSON.parse(body).who).toSorted()).toEqual(['eve@example.com', 'tom@example.com']);
});

test('an unknown type is found and given a meaning', async () => {
  await run('unmapped');
  await run('rule');
  await run('rule-test');
});

test('an import is stopped, and its messages are dropped', async () => {
  await run('pause');
  const events = Array.from({ length: 300 }, (_, n) => ({
    type: 'user.created',
    actor_id: 'import',
    data: { user_email: `p${n}@example.com` },
  }));
  expect((await service.rest('POST', '/events', { events })).status).toBe(202);
  await run('waiting');
  await run('drop');
  const { body } = await service.rest(
    'GET',
    `/deliveries?integration_id=${known.WELCOME}&cause=backlog_dropped&limit=1`,
  );
  expect(body.items).toHaveLength(1);
  expect(receiver.to('/welcome')).toEqual([]);
  await run('cancel');
});

test('HR comes back: what waited goes at a rate, what failed is sent again, stopped and gone on with', async () => {
  await run('hold');
  const hr = known.HR ?? '';
  for (const n of [6, 7]) await service.publish('group.created', { n });
  await service.deliveries(hr, (all) => all.filter(({ waits_for }) => waits_for === 'paused').length >= 2);
  receiver.answer('/hr', 200);
  await run('drain');
  await run('drain-job');
  await service.deliveries(hr, (all) => all.filter(({ status }) => status === 'success').length === 4);
  await run('retry-count');
  known.JOB = (await run('retry')).job.id;
  await run('stop');
  await jobEnded((await run('rest')).job.id);
  await service.deliveries(hr, (all) => all.length === 7 && all.every(({ status }) => status === 'success'));
  const rows = (await run('export')).trim().split('\r\n');
  expect(rows).toHaveLength(8);
});

test('a person is counted, the notice is seen, and no command was left out', async () => {
  const job = await jobEnded((await run('erase')).id);
  expect(job.result.events).toBe(1);
  await run('acknowledge');
  expect([...left]).toEqual([]);
});
