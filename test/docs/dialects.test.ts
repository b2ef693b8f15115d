// docs/dialects.md does what it says: requests are sent, actions fire at a receiver, tokens are taken apart.
import { readFileSync } from 'node:fs';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { explainSetAnswer } from '../../src/actions/http-message.ts';
import { failure } from '../../src/domain/failure-causes.ts';
import { ownEventUri, standardEvents } from '../../src/domain/security-event-types.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { adminToken, startTestService, type TestService } from '../support/service.ts';

const doc = readFileSync(new URL('../../docs/dialects.md', import.meta.url), 'utf8');
const publicUrl = 'https://iam.example.com';
let service: TestService;
let receiver: Receiver;
beforeAll(async () => {
  service = await startTestService({ config: { publicUrl } });
  receiver = await startReceiver();
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

const blockOf = (part: string, name: string) => new RegExp(`\`\`\`${name}\n([\\s\\S]*?)\n\`\`\``).exec(part)?.[1];
const parts = doc.split(/^###? /m).map((part) => ({ title: part.split('\n')[0] ?? '', part }));
const withBlock = (name: string) =>
  parts.flatMap(({ title, part }) => (blockOf(part, name) === undefined ? [] : [{ title, part }]));

/** Headers and body of a block that looks like an HTTP message. */
function messageOf(block: string) {
  const [head = '', body = ''] = block.split('\n\n');
  const lines = head.split('\n');
  const first = lines[0]?.startsWith('POST ') ? lines.shift() : undefined;
  const headers = Object.fromEntries(lines.map((line) => line.split(/: (.*)/).slice(0, 2) as [string, string]));
  return { path: first?.slice('POST '.length) ?? '', headers, body };
}

/** `…` in the documentation is anything that is there. */
function expected(value: unknown): unknown {
  if (value === '…') return expect.anything();
  if (Array.isArray(value)) return value.map(expected);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expected(item)]));
}

test('the documentation has five requests and four actions', () => {
  expect([withBlock('request').length, withBlock('action').length]).toEqual([5, 4]);
});

test.each(withBlock('request'))('the request is answered as written: $title', async ({ part }) => {
  const { path, headers, body } = messageOf(blockOf(part, 'request') ?? '');
  const [status = '', ...answer] = (blockOf(part, 'answer') ?? '').split('\n');
  const response = await fetch(`${service.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, ...headers },
    body,
  });
  const given = (await response.json()) as { errors?: { path: string }[] };
  given.errors?.sort((a, b) => a.path.localeCompare(b.path));
  expect(response.status).toBe(Number(status));
  expect(given).toEqual(expected(JSON.parse(answer.join('\n'))));
});

let number = 0;
async function fired(part: string) {
  number += 1;
  const path = `/${number}`;
  receiver.answer(path, 202);
  const event = JSON.parse(blockOf(doc, 'event') ?? '');
  const action = { ...JSON.parse(blockOf(part, 'action') ?? ''), url: `${receiver.url}${path}` };
  const id = await service.integration({ triggers: [event.type], actions: [action] });
  // Each time a new event, for a duplicate would fire nothing.
  await service.rest('POST', '/events', { ...event, id: `${event.id}${'x'.repeat(number)}` });
  const [request] = await receiver.awaits(path, 1);
  await service.rest('PUT', `/integrations/${id}`, { enabled: false });
  const asWritten = (text: string) => text.replaceAll(`${event.id}${'x'.repeat(number)}`, event.id);
  return { headers: request?.headers ?? {}, body: request?.body ?? '', asWritten };
}

test.each(withBlock('sent'))('the action sends what is written: $title', async ({ part }) => {
  const { headers, body, asWritten } = await fired(part);
  const sent = messageOf(blockOf(part, 'sent') ?? '');
  for (const [name, value] of Object.entries(sent.headers)) expect(asWritten(String(headers[name]))).toBe(value);
  expect(JSON.parse(asWritten(body))).toEqual(expected(JSON.parse(sent.body)));
});

test('the token is the one that is written, signed with a published key', async () => {
  const [{ part } = { part: '' }] = withBlock('token');
  const { headers, body, asWritten } = await fired(part);
  expect(headers).toMatchObject({
    'content-type': 'application/secevent+jwt',
    authorization: 'Bearer from-the-receiver',
  });
  const keys = (await (await fetch(`${service.url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
  const { payload, protectedHeader } = await jwtVerify(body, createLocalJWKSet(keys));
  const [, header = '', claims = ''] = /^(\{.*\})\n([\s\S]*)$/.exec(blockOf(part, 'token') ?? '') ?? [];
  expect(protectedHeader).toEqual(expected(JSON.parse(header)));
  expect(JSON.parse(asWritten(JSON.stringify(payload)))).toEqual(expected(JSON.parse(claims)));
  const metadata = await (await fetch(`${service.url}/.well-known/ssf-configuration`)).json();
  expect(metadata).toMatchObject({ issuer: publicUrl, jwks_uri: `${publicUrl}/.well-known/jwks.json` });
});

test('the table names every type that is sent as a standard event, and that event', () => {
  const rows = [...doc.matchAll(/^\| `([a-z_.]+)` \| (RISC|CAEP) `([a-z-]+)`/gm)].map(
    ([, type = '', profile = '', name = '']) =>
      [type, `https://schemas.openid.net/secevent/${profile.toLowerCase()}/event-type/${name}`] as const,
  );
  expect(new Map(rows)).toEqual(new Map([...standardEvents].map(([type, { uri }]) => [type, uri])));
  expect(doc).toContain(`\`${ownEventUri('')}\``);
});

test('the table of refusals has the words that deliveries say', () => {
  const [, table = ''] = doc.split('| `err` | words |');
  const rows = [...table.matchAll(/^\| `([a-z_]+)` \| (.*) \|$/gm)];
  expect(rows.length).toBe(7);
  for (const [, err, words] of rows) {
    const response = { status: 400, headers: {}, body: JSON.stringify({ err }), truncated: false };
    const why = explainSetAnswer({ ok: false, durationMs: 1, response, failure: failure('http_400', { host: 'h' }) });
    expect(why?.message).toBe(`h answered 400 ${err}: ${words}`);
  }
});
