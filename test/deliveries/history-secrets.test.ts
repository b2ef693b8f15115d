// What is kept of requests and answers holds no secret: neither in the history nor in logs, failure events or live updates.
import { afterAll, expect, test } from 'vitest';
import { type Subscriber, subscribe } from '../support/subscribe.ts';
import { captureLog } from './captured-log.ts';
import { type Action, quick, startStage } from './make.ts';

const captured = captureLog();
const stage = startStage(() => ({ log: captured.log }));
let live: Subscriber<unknown> | undefined;
afterAll(() => live?.close());

/** Everything that a person can come to see, as one text. */
async function everythingShown(): Promise<string> {
  const { rest, graphql, database } = stage.service;
  const rows = await Promise.all(
    ['integrations', 'events', 'deliveries', 'attempts', 'delivery_updates', 'pgboss.job'].map((table) =>
      database.query(`SELECT t::text FROM ${table} t`),
    ),
  );
  const { data } = await graphql(
    `{ deliveries(first: 100) { edges { node { error integration { actions { id ... on HttpAction {
       url headers { value } body auth { token username password } } ... on SlackAction { webhookUrl } } }
       event { data } attempts { error request { url body headers { name value } } response { body headers { name value } } } } } } }`,
  );
  return JSON.stringify([
    rows,
    (await rest('GET', '/integrations?limit=250')).body,
    data,
    live?.items,
    captured.text(),
  ]);
}

const watch = async () => {
  live ??= await subscribe(
    stage.service.url,
    `subscription { deliveryUpdated { id status error attempts { error request { url body headers { value } }
       response { body headers { value } } } } }`,
  );
};

/** Answers with everything that came, in body and headers, in several spellings. */
const echo = (path: string, status = 400) =>
  stage.receiver.answer(path, ({ url, headers, body }, response) => {
    const text = `${url} ${JSON.stringify(headers)} ${body}`;
    response.writeHead(status, {
      'x-echo': Buffer.from(text.replaceAll('\n', ' '))
        .toString('latin1')
        .replace(/[^\x20-\x7e]/g, '?'),
      'x-token': String(headers.authorization),
    });
    response.end(JSON.stringify({ text, again: JSON.stringify(text), form: encodeURIComponent(text) }));
  });

test('a token in address, body and headers is hidden in each of them, also where the receiver echoes it', async () => {
  await watch();
  echo('/echo');
  // A receiver spells the token in its own ways: it has characters that need it.
  const token = 's3cr3t/t0ken+"q"&<z>';
  const { delivery } = await stage.fire({
    type: 'http',
    url: `${stage.receiver.url}/echo?t=${encodeURIComponent(token)}`,
    headers: { 'Content-Type': 'text/plain', 'X-Plain': `t ${token}` },
    body: `line ${token}`,
    auth: { type: 'bearer', token },
  });
  const [received] = stage.receiver.to('/echo');
  expect(received?.headers.authorization).toBe(`Bearer ${token}`);
  expect(received?.body).toBe(`line ${token}`);
  const [{ request, response }] = delivery.attempts;
  expect(request).toMatchObject({ body: 'line ********', url: `${stage.receiver.url}/echo?t=********` });
  expect(request.headers).toMatchObject({ Authorization: '********', 'X-Plain': 't ********' });
  expect(response.headers['x-token']).toBe('********');
  expect(response.body).toContain('line ********');
  expect(JSON.stringify(delivery)).not.toContain('s3cr3t');
  await live?.awaits('the update', (items) => items.some((item) => JSON.stringify(item).includes(delivery.id)));
  expect(JSON.stringify(live?.items)).not.toContain('s3cr3t');
  expect(captured.text()).not.toContain('s3cr3t');
});

test('a password is hidden by itself and in what basic authentication makes of it', async () => {
  echo('/basic');
  const auth = { type: 'basic', username: 'svc', password: 'pw-SECRET-1' };
  const encoded = Buffer.from('svc:pw-SECRET-1').toString('base64');
  const { delivery } = await stage.fire({ type: 'http', url: `${stage.receiver.url}/basic`, body: 'x', auth });
  expect(stage.receiver.to('/basic')[0]?.headers.authorization).toBe(`Basic ${encoded}`);
  const text = JSON.stringify(delivery);
  expect(text).not.toContain(encoded);
  expect(text).not.toContain('pw-SECRET-1');
  expect(text).toContain('********');
});

test('headers that look like credentials reach the receiver and are masked everywhere else (C080)', async () => {
  echo('/ch');
  const headers = { Authorization: 'Bearer hdr-SECRET', 'X-API-Key': 'k-SECRET', Cookie: 'sid=cookie-SECRET' };
  const { delivery } = await stage.fire({ type: 'http', url: `${stage.receiver.url}/ch`, headers });
  expect(stage.receiver.to('/ch')[0]?.headers).toMatchObject({
    authorization: 'Bearer hdr-SECRET',
    'x-api-key': 'k-SECRET',
    cookie: 'sid=cookie-SECRET',
  });
  expect(delivery.attempts[0].request.headers).toMatchObject({
    Authorization: '********',
    'X-API-Key': '********',
    Cookie: '********',
  });
  const shown = await everythingShown();
  for (const secret of ['hdr-SECRET', 'k-SECRET', 'cookie-SECRET']) expect(shown).not.toContain(secret);
});

test('a credential header that is partly a template hides its own part and what comes of it', async () => {
  echo('/templated');
  const { delivery } = await stage.fire(
    {
      type: 'http',
      url: `${stage.receiver.url}/templated`,
      headers: { 'X-API-Key': 'static-SECRET-{{.Data.user_id}}' },
    },
    { user_id: 'u7' },
  );
  expect(stage.receiver.to('/templated')[0]?.headers['x-api-key']).toBe('static-SECRET-u7');
  expect(JSON.stringify(delivery)).not.toContain('static-SECRET');
});

test('a secret at the place where an answer is cut does not show its beginning', async () => {
  stage.receiver.answer('/cut', ({ headers }, response) => {
    const token = String(headers.authorization).slice('Bearer '.length);
    response.writeHead(500).end('x'.repeat(16_384 - 10) + token + 'y'.repeat(50_000));
  });
  const token = 'cut-SECRET-0123456789abcdef';
  const { delivery } = await stage.fire({
    type: 'http',
    url: `${stage.receiver.url}/cut`,
    auth: { type: 'bearer', token },
  });
  const [{ response }] = delivery.attempts;
  expect(response.truncated).toBe(true);
  expect(response.body).toBe(`${'x'.repeat(16_384 - 10)}********`);
});

test('a token that a receiver hands out is not kept', async () => {
  stage.receiver.answer('/login', { status: 200, body: '{"access_token":"handed-out-SECRET","expires_in":60}' });
  const { delivery } = await stage.fire({ type: 'http', url: `${stage.receiver.url}/login?api_key=in-the-URL` });
  expect(delivery.attempts[0].response.body).toBe('{"access_token":"********","expires_in":60}');
  expect(delivery.attempts[0].request.url).toBe(`${stage.receiver.url}/login?api_key=********`);
});

test('a webhook address is shown neither after a refusal, a failed look-up, a timeout nor a 429 (C074)', {
  timeout: 60_000,
}, async () => {
  await watch();
  const hook = '/services/T0/B0/XYZSECRET';
  stage.receiver.answer('/hang/XYZSECRET', () => {});
  stage.receiver.answer(
    `/busy${hook}`,
    ({ url }, response) =>
      void response.writeHead(429, { 'retry-after': '3600', 'x-path': url }).end(`too many for ${url}`),
  );
  stage.receiver.answer(`/html${hook}`, ({ url }, response) => void response.writeHead(404).end(`Cannot POST ${url}`));
  const addresses = [
    `http://127.0.0.1:1${hook}`,
    `http://nope.invalid${hook}`,
    `${stage.receiver.url}/hang/XYZSECRET`,
    `${stage.receiver.url}/busy${hook}`,
    `${stage.receiver.url}/html${hook}`,
    `http://10.0.0.1${hook}`,
  ];
  const ids = [];
  for (const webhook_url of addresses) {
    const action: Action = { type: 'slack', webhook_url, message: 'm' };
    ids.push(await stage.integration(action, { triggers: ['mfa.enrolled'] }));
  }
  await stage.service.publish('mfa.enrolled');
  const attempted = await Promise.all(ids.map((id) => stage.delivery(id, ({ attempt_count }) => attempt_count > 0)));
  expect(attempted.map(({ error }) => error.replace(/:\d+/g, ':PORT'))).toEqual([
    'connection refused by 127.0.0.1:PORT',
    expect.stringMatching(/^host name not found: no address for nope\.invalid/),
    'timeout after 10 s waiting for the answer of 127.0.0.1:PORT',
    '127.0.0.1 answered 429: too many requests',
    'Slack answered 404: it refused the message',
    expect.stringMatching(/^address not allowed: 10\.0\.0\.1, private network/),
  ]);
  expect(captured.text()).toContain(ids[0] as string);
  const shown = await everythingShown();
  expect(shown).toContain('event_action.delivery_failed');
  expect(shown).not.toContain('XYZSECRET');
  for (const id of ids) await stage.service.rest('DELETE', `/integrations/${id}`);
});

test('the error in a failure event hides secrets too', async () => {
  stage.receiver.answer('/moved', { status: 302, headers: { location: 'http://mv-SECRET-host.test/x' } });
  const { delivery, integrationId } = await stage.fire({
    type: 'http',
    url: `${stage.receiver.url}/moved`,
    auth: { type: 'bearer', token: 'mv-secret-host' },
    max_retries: 1,
    ...quick,
  });
  expect(delivery.error).toContain('redirect not followed');
  const [event] = await stage.service.database.query<{ data: { error: string } }>(
    `SELECT data FROM events WHERE data->>'integration_id' = $1`,
    [integrationId],
  );
  expect(event?.data.error).toBe(delivery.error);
  expect(delivery.error).not.toContain('mv-secret-host');
});

test('an action whose secrets cannot be opened fails its delivery, and the service goes on', async () => {
  const action = { type: 'http', url: `${stage.receiver.url}/sealed`, auth: { type: 'bearer', token: 'was-sealed' } };
  const id = await stage.integration(action, { triggers: ['application.created'] });
  await stage.service.database.query(
    `UPDATE integrations SET actions = jsonb_set(actions, '{0,config,auth,token}', '"sealed:v1:AAAA"'),
       set_version = (SELECT version + 1 FROM integration_set) WHERE id = $1`,
    [id],
  );
  await stage.service.database.query('UPDATE integration_set SET version = version + 1');
  await stage.service.publish('application.created');
  const failed = await stage.delivery(id);
  expect(failed).toMatchObject({ status: 'failed', attempt_count: 1 });
  expect(failed.error).toMatch(/^internal error, reference [\da-f-]{36}$/);
  expect(captured.text()).toContain(failed.error.slice(-36));
  expect(stage.receiver.to('/sealed')).toEqual([]);
  expect((await stage.fire({ type: 'http', url: `${stage.receiver.url}/after` })).delivery.status).toBe('success');
});
