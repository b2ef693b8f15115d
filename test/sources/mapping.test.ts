// The providers' tables, row by row, and what holds for all of them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/domain/event.ts';
import { findEventType, isEventTypeName } from '../../src/domain/event-types.ts';
import { eventsOf } from '../../src/sources/make-events.ts';
import { findSourceKind, sourceKinds } from '../../src/sources/registry.ts';
import { sampleTime as now } from './read-samples.ts';
import { rows } from './tables/all.ts';
import type { Row } from './tables/row.ts';

const maker = { source: 'test', rules: [], now };

function mapped(kindName: string, document: Record<string, any>, id?: string) {
  const kind = findSourceKind(kindName);
  if (!kind) throw new Error(`no kind ${kindName}`);
  const value = JSON.parse(JSON.stringify(document)) as JsonObject;
  const message = kind.map({ value, hash: 'hash', id: id ?? Object.keys((value.events as object) ?? {})[0] });
  return 'control' in message ? message : eventsOf(maker, message);
}

const eventsOfRow = ([kind, , document]: Row) => {
  const events = mapped(kind, document);
  if ('control' in events) throw new Error(events.control);
  return events;
};

test.each(rows.map((row) => ({ kind: row[0], what: row[1], row })))('$kind: $what', ({ row }) => {
  const [kind, , , ...expected] = row;
  const events = eventsOfRow(row);
  expect(events.map(({ type }) => type)).toEqual(expected.map((one) => (one === 'unmapped' ? 'unmapped' : one.type)));
  for (const [index, wanted] of expected.entries()) {
    const event = events[index];
    if (wanted === 'unmapped' || !event) continue;
    expect(event.data).toMatchObject(
      Object.fromEntries(Object.entries(wanted.data ?? {}).filter(([, value]) => value !== undefined)),
    );
    for (const [name, value] of Object.entries(wanted.data ?? {}))
      if (value === undefined) expect(event.data).not.toHaveProperty(name);
    if (wanted.actor !== undefined) expect(event.actorId).toBe(wanted.actor);
    if (wanted.at !== undefined) expect(event.firedAt.toISOString()).toBe(wanted.at);
    if (wanted.ip !== undefined) expect(event.ipAddress).toBe(wanted.ip);
    for (const value of [...Object.values(event.data), event.actorEmail, event.ipAddress])
      expect(['', 'unknown']).not.toContain(value);
    // Only fields that the event type has, so that forms and templates know them; one says which issuer an id is of.
    const known = Object.keys(findEventType(event.type)?.payloadSchema.properties ?? {});
    expect([...known, 'user_issuer', ...(kind === 'standard-webhooks' ? Object.keys(event.data) : [])]).toEqual(
      expect.arrayContaining(Object.keys(event.data)),
    );
  }
});

test('every type of a table is one of ours', () => {
  for (const [, , , ...expected] of rows)
    for (const one of expected) expect(one === 'unmapped' || isEventTypeName(one.type), JSON.stringify(one)).toBe(true);
});

test.each([
  ['auth0-events', { a0purpose: 'test', type: 'user.created', id: 'evt_1' }, { control: 'test' }],
  [
    'msgraph',
    { lifecycleEvent: 'reauthorizationRequired', subscriptionId: 's' },
    { control: 'lifecycle', warning: expect.stringContaining('reauthorizationRequired') },
  ],
  [
    'ssf',
    { events: { 'https://schemas.openid.net/secevent/ssf/event-type/stream-updated': { status: 'paused' } } },
    { control: 'stream-updated', warning: 'the stream is paused' },
  ],
] as const)('%s: what tells of the connection itself is no event', (kind, document, expected) => {
  expect(mapped(kind, document)).toEqual(expected);
});

test('one enrolment of a one-time password has one id, in the words of Keycloak 25 and of 26', () => {
  const enrolment = (type: string, id: string, time: number, details: object) =>
    eventsOfRow(['keycloak', '', { id, time, type, authDetails: { userId: 'u-1' }, details }])[0]?.id;
  const old = enrolment('access.UPDATE_TOTP', 'k-1', 1795166410010, {});
  expect(enrolment('access.UPDATE_CREDENTIAL', 'k-2', 1795166410004, { credential_type: 'otp' })).toBe(old);
  expect(enrolment('access.UPDATE_TOTP', 'k-3', 1795166500000, {})).not.toBe(old);
  expect(enrolment('access.REMOVE_TOTP', 'k-4', 1795166410010, {})).not.toBe(old);
});

test('a registration at Logto has one id, whichever of its two events comes', () => {
  const id = (document: Record<string, any>) => eventsOfRow(['logto', '', document])[0]?.id;
  expect(id({ event: 'PostRegister', userId: 'u1', user: { id: 'u1' } })).toBe(
    id({ event: 'User.Created', data: { id: 'u1' } }),
  );
});

test('the same id of two issuers is two events', () => {
  const id = (iss: string) =>
    eventsOfRow(['ssf', '', { iss, jti: 'j', iat: 1, events: { 'https://x.example/e': {} } }])[0]?.id;
  expect(id('https://a.example.com')).not.toBe(id('https://b.example.com'));
});

test('numbers beyond 2^53 stay as they were written', async () => {
  const kind = findSourceKind('custom');
  const body = Buffer.from('{"id":301122334455667701,"type":"x","big":1e999,"small":7.5}');
  const headers = { authorization: 'v' };
  const opened = await kind?.open(
    { method: 'POST', headers, query: new URLSearchParams(), body },
    { auth: 'header', header: 'Authorization', value: 'v' },
    { now, keySets: { of: () => expect.fail() } },
  );
  expect(opened?.items[0]?.value).toEqual({ id: '301122334455667701', type: 'x', big: '1e999', small: 7.5 });
});

describe.each(sourceKinds.map(({ name }) => ({ name })))('$name', ({ name }) => {
  test('maps whatever a document holds without falling over, and what it keeps can be stored', () => {
    const known = findSourceKind(name)?.samples(now, 'x')[0] ?? {};
    const keys = [
      'type',
      'event',
      'event_type',
      'eventType',
      'action',
      'data',
      'user',
      'context',
      'target',
      'events',
      'members',
      ...Object.keys(known),
    ];
    const document = fc.dictionary(
      fc.oneof(fc.constantFrom(...keys), fc.string()),
      fc.oneof(fc.jsonValue(), fc.constantFrom(...(Object.values(known) as never[]))),
    );
    fc.assert(
      fc.property(document, (value) => {
        const events = mapped(name, value, 'https://x.example/e');
        if ('control' in events) return;
        for (const event of events) {
          expect(event.id.length).toBeLessThanOrEqual(256);
          expect(Buffer.byteLength(JSON.stringify(event.data))).toBeLessThanOrEqual(256 * 1024);
        }
      }),
      { numRuns: 300 },
    );
  });
});
