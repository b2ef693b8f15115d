// What becomes of templates in the requests that are sent: cases of real faults, with their own values.
import { expect, test } from 'vitest';
import { captureLog } from './captured-log.ts';
import { failureEvents, quick, startStage } from './make.ts';

const captured = captureLog();
const stage = startStage(() => ({ log: captured.log }));
const logged = (deliveryId: string) =>
  captured.lines().filter((line) => line.deliveryId === deliveryId && line.msg !== 'attempt');
const to = (path: string) => `${stage.receiver.url}${path}`;
const text = { 'Content-Type': 'text/plain' };
const json = { 'Content-Type': 'application/json' };

test('a value with quotes, line breaks and backslashes arrives whole in a JSON body (C001)', async () => {
  const name = 'He said "hi"\n\tC:\\temp \u2028 end';
  const { delivery } = await stage.fire(
    { type: 'http', url: to('/c001'), headers: json, body: '{"name":"{{.Data.user_name}}","t":"{{.EventType}}"}' },
    { user_name: name },
  );
  expect(delivery.status).toBe('success');
  const sent = stage.receiver.to('/c001');
  expect(sent).toHaveLength(1);
  expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ name, t: 'user.created' });
});

test('a plain text body holds values as they are, without entities (C002)', async () => {
  const { deliveries } = await stage.fire(
    [
      { type: 'http', url: to('/c002'), headers: text, body: 'Hello {{.Data.user_name}}' },
      { type: 'log', level: 'info', message: 'Hello {{.Data.user_name}}' },
    ],
    { user_name: 'O\'Brien & "Co" <x>' },
    'user.updated',
  );
  expect(deliveries.map(({ status }) => status)).toEqual(['success', 'success']);
  expect(stage.receiver.to('/c002')[0]?.body).toBe('Hello O\'Brien & "Co" <x>');
  expect(logged(deliveries[1]?.id)).toMatchObject([{ level: 'info', msg: 'Hello O\'Brien & "Co" <x>' }]);
});

test('a missing value becomes one placeholder, and the others are put in (C005)', async () => {
  const body = 'u={{.Data.user_email}};g={{.Data.group_name}};t={{.EventType}}';
  const { deliveries } = await stage.fire(
    [
      { type: 'http', url: to('/c005'), headers: text, body },
      { type: 'slack', webhook_url: to('/c005-slack'), message: body },
      { type: 'log', level: 'warn', message: body },
    ],
    { user_email: 'ann@example.com' },
    'group.member_added',
  );
  expect(deliveries.map(({ status }) => status)).toEqual(['success', 'success', 'success']);
  expect(logged(deliveries[2]?.id)).toMatchObject([
    { level: 'warn', msg: 'u=ann@example.com;g=<no value>;t=group.member_added' },
  ]);
  expect(stage.receiver.to('/c005')[0]?.body).toBe('u=ann@example.com;g=<no value>;t=group.member_added');
  const { text: shown } = JSON.parse(stage.receiver.to('/c005-slack')[0]?.body ?? '');
  // Slack shows &lt; as <.
  expect(shown).toBe('u=ann@example.com;g=&lt;no value&gt;;t=group.member_added');
});

test('a template that names another one that does not exist is refused, and nothing is sent (C007)', async () => {
  const action = { type: 'http', url: to('/c007'), body: '{{template "nope" .}}', max_retries: 3 };
  const answer = await stage.service.rest('POST', '/integrations', {
    name: 'c007',
    triggers: ['user.created'],
    actions: [action],
  });
  if (answer.status === 400) expect(JSON.stringify(answer.body)).toContain('actions[0].body');
  else {
    await stage.service.publish('user.created');
    const failed = await stage.delivery(answer.body.id);
    expect(failed).toMatchObject({ status: 'failed', attempt_count: 1 });
    expect(failed.error).toContain('nope');
    expect(await failureEvents(stage.service, answer.body.id)).toHaveLength(1);
    await stage.service.rest('DELETE', `/integrations/${answer.body.id}`);
  }
  expect(stage.receiver.to('/c007')).toEqual([]);
});

test('a template that fails for an event ends the delivery at once, and says which field and why', async () => {
  const { delivery, integrationId } = await stage.fire(
    {
      type: 'http',
      url: to('/exec'),
      body: 'x',
      headers: { 'X-N': '{{index .Data.list 7}}' },
      max_retries: 3,
      ...quick,
    },
    { list: [1] },
  );
  expect(delivery).toMatchObject({ status: 'failed', attempt_count: 1 });
  expect(delivery.error).toMatch(/^headers\[0\]\.value: .*out of range.*line 1/);
  expect(stage.receiver.to('/exec')).toEqual([]);
  expect(await failureEvents(stage.service, integrationId)).toHaveLength(1);
});

test('a value in an address stays one parameter, whatever characters it has (C009)', async () => {
  const name = 'a&admin=1#x y/é+%41';
  const { delivery } = await stage.fire(
    { type: 'http', method: 'GET', url: to('/c009?u={{.Data.user_name}}&k=1') },
    { user_name: name },
  );
  expect(delivery.status).toBe('success');
  const { pathname, searchParams } = new URL(stage.receiver.to('/c009')[0]?.url ?? '', 'http://x');
  expect(pathname).toBe('/c009');
  expect([...searchParams]).toEqual([
    ['u', name],
    ['k', '1'],
  ]);
});

test('numbers, truth values and objects keep their JSON types in a body (C011)', async () => {
  const { delivery } = await stage.fire(
    {
      type: 'http',
      url: to('/c011'),
      headers: json,
      body: '{"n":{{.Data.count}},"b":{{.Data.flag}},"o":{{.Data.attrs}}}',
    },
    { count: 3, flag: false, attrs: { a: [1, 2] } },
    'user.updated',
  );
  expect(delivery.status).toBe('success');
  expect(stage.receiver.to('/c011')[0]?.body).toBe('{"n":3,"b":false,"o":{"a":[1,2]}}');
});

test('an event without actor, e-mail and address is delivered with nothing in their places (C012)', async () => {
  const id = await stage.integration(
    { type: 'http', url: to('/c012'), headers: text, body: '[{{.ActorID}}][{{.ActorEmail}}][{{.IPAddress}}]' },
    { triggers: ['user.updated'] },
  );
  await stage.service.publish(
    'user.updated',
    { user_id: '0b0e0000-0000-4000-8000-000000000001' },
    { actor_id: null, actor_email: null, ip_address: null },
  );
  expect((await stage.delivery(id)).status).toBe('success');
  expect(stage.receiver.to('/c012')[0]?.body).toBe('[][][]');
});

test('a body with characters that no database stores is sent and recorded once', async () => {
  const { delivery } = await stage.fire({
    type: 'http',
    url: to('/nul'),
    headers: text,
    body: '{{"a\\u0000b"}}',
    max_retries: 3,
  });
  expect(delivery).toMatchObject({ status: 'success', attempt_count: 1 });
  expect(stage.receiver.to('/nul')).toHaveLength(1);
  expect(delivery.attempts[0].request.body).toBe('a\ufffdb');
});
