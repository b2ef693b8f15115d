import { expect, test } from 'vitest';
import { checkHeaders } from '../../../src/infra/outbound/request-headers.ts';
import { outbound, post, receiver } from './make.ts';

test.each([
  ['X-Title', 'it’s Đây'],
  ['X-Break', 'a\r\nX-Evil: 1'],
  ['X-Line', 'a\nb'],
  ['X-Nul', 'a\0b'],
  ['X-Del', 'a\x7fb'],
  ['X Space', 'a'],
  ['X-Colon:', 'a'],
  ['', 'a'],
  ['Ünicode', 'a'],
  ['X-A\r\nX-B', 'a'],
  ['Host', 'evil.test'],
  ['content-length', '3'],
  ['Connection', 'close'],
  ['Transfer-Encoding', 'chunked'],
  ['Upgrade', 'h2c'],
  ['Keep-Alive', 'timeout=1'],
  ['TE', 'trailers'],
  ['Trailer', 'X'],
  ['Expect', '100-continue'],
  ['Proxy-Authorization', 'Basic x'],
  ['proxy-connection', 'x'],
])('C026: the header %j is refused by name before anything is sent, without its value', async (name, value) => {
  const target = await receiver();
  const { failure } = await outbound().send(post(target.url, { headers: [[name, value]] }));
  expect(failure?.cause).toBe('invalid_header');
  expect(failure?.params.header).toBe(name === '' ? '(without a name)' : name.replace(/[^\x20-\x7e]/g, '?'));
  expect(failure?.message).not.toMatch(/[\r\n\0]/);
  if (value.length > 3) expect(failure?.message).not.toContain(value);
  expect(target.connections()).toBe(0);
});

test('Latin-1 values, tabs and repeated names are sent', async () => {
  const target = await receiver();
  const headers = [
    ['X-Name', 'Zoë\tMüller'],
    ['X-Many', 'a'],
    ['x-many', 'b'],
    ['Cookie', 'a=1'],
    ['Cookie', 'b=2'],
  ] as const;
  expect(checkHeaders(headers)).toBeUndefined();
  await outbound().send(post(target.url, { headers }));
  expect(target.seen[0]?.headers).toMatchObject({ 'x-name': 'Zoë\tMüller', 'x-many': 'a, b', cookie: 'a=1; b=2' });
});

test.each(['POST', 'GET'] as const)(
  'User-Agent and Content-Type have defaults, which the caller can change (%s)',
  async (method) => {
    const target = await receiver();
    const sender = outbound();
    const bodies = ['{"a":1}', ' [1]', '"text"', '12', 'true', 'hello', '{broken', '-'];
    for (const body of bodies) await sender.send(post(target.url, { method, body }));
    const headers = [
      ['content-type', 'application/xml'],
      ['USER-AGENT', 'mine'],
    ] as const;
    await sender.send(post(target.url, { method, headers, body: '{}' }));
    const json = 'application/json';
    const text = 'text/plain; charset=utf-8';
    expect(target.seen.map((one) => one.headers['content-type'])).toEqual([
      json,
      json,
      json,
      json,
      json,
      text,
      text,
      text,
      'application/xml',
    ]);
    expect(target.seen[0]?.headers['user-agent']).toBe('iam-integrations/1.2.3');
    expect(target.seen.at(-1)?.headers['user-agent']).toBe('mine');
    expect(target.seen[0]?.headers['accept-encoding']).toBe('gzip, deflate, br');
  },
);
