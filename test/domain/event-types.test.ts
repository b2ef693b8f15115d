import { isIPv4 } from 'node:net';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, test } from 'vitest';
import {
  type EventType,
  eventTypeCategories,
  eventTypes,
  findEventType,
  isEventTypeName,
} from '../../src/domain/event-types.ts';

// Written out from the specification, "Supported event types".
const specified = [
  'user.created',
  'user.updated',
  'user.deleted',
  'user.activated',
  'user.deactivated',
  'group.created',
  'group.updated',
  'group.deleted',
  'group.member_added',
  'group.member_removed',
  'application.created',
  'application.updated',
  'application.deleted',
  'app_mapping.created',
  'app_mapping.updated',
  'app_mapping.deleted',
  'login.success',
  'login.failed',
  'mfa.enrolled',
  'mfa.unenrolled',
  'access_request.submitted',
  'access_request.approved',
  'access_request.denied',
  'access_request.expired',
  'access_request.revoked',
  'access_request.escalated',
  'proxy.session_ended',
  'event_action.delivery_failed',
  'task.run_failed',
];

const ajv = new Ajv2020({ strict: true, validateFormats: false });

const fieldsOf = (type: EventType | undefined) => Object.keys(type?.payloadSchema.properties ?? {});
const namesWith = (field: string) =>
  eventTypes.filter((type) => fieldsOf(type).includes(field)).map(({ name }) => name);

test('The event types are the 29 of the specification, in its order, and no others', () => {
  expect(specified).toHaveLength(29);
  expect(eventTypes.map((type) => type.name)).toEqual(specified);
});

test('Every event type is found by its name', () => {
  expect(specified.map(findEventType)).toEqual(eventTypes);
  expect(specified.every(isEventTypeName)).toBe(true);
});

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', '', 'User.Created', ' user.created', 'user.*'])(
  '"%s" is not an event type',
  (name) => {
    expect(findEventType(name)).toBeUndefined();
    expect(isEventTypeName(name)).toBe(false);
  },
);

test('Event types are grouped as the trigger picker shows them, without an empty group', () => {
  expect(eventTypeCategories.map((category) => category.title)).toEqual([
    'Users',
    'Groups',
    'Applications',
    'App mapping',
    'Sign-in',
    'MFA',
    'Access requests',
    'Proxy',
    'Failures',
  ]);
  expect([...new Set(eventTypes.map((type) => type.category))]).toEqual(eventTypeCategories.map(({ name }) => name));
});

describe.each(eventTypes)('$name', (type) => {
  it('says what happened and what usually causes it', () => {
    expect(type.description).toMatch(/^[A-Z][^.]+\. [A-Z][^.]+\.$/);
  });

  it('has a sample that is valid against its payload schema', () => {
    const validate = ajv.compile(type.payloadSchema);
    validate(type.sample.data);
    expect(validate.errors).toBeNull();
    expect(type.sample.type).toBe(type.name);
  });

  it('has only sample fields that its schema names', () => {
    expect(fieldsOf(type)).toEqual(expect.arrayContaining(Object.keys(type.sample.data)));
  });

  it('describes every field and gives examples that are valid', () => {
    for (const [name, field] of Object.entries(type.payloadSchema.properties)) {
      expect(field.description, name).toMatch(/\S/);
      for (const example of field.examples) expect(ajv.validate(field, example), `${name} ${example}`).toBe(true);
    }
  });

  it('accepts the further fields that a provider sends', () => {
    expect(ajv.validate(type.payloadSchema, { ...type.sample.data, realm: { id: 7 } })).toBe(true);
  });

  it('has a sample with an RFC 3339 time and documentation addresses only', () => {
    const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;
    const { fired_at, ip_address, actor_email, data } = type.sample;
    for (const time of [fired_at, data.expires_at ?? fired_at]) {
      expect(time).toMatch(rfc3339);
      expect(Date.parse(String(time))).not.toBeNaN();
    }
    if (ip_address !== null) {
      expect(isIPv4(ip_address)).toBe(true);
      expect(ip_address).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\./);
    }
    const texts = [actor_email, ...Object.values(data)].filter((value) => typeof value === 'string');
    for (const address of texts.filter((value) => value.includes('@'))) expect(address).toMatch(/@example\.com$/);
  });
});

describe('Documented payload fields', () => {
  it.each([
    ['event_action.delivery_failed', 'integration_id integration_name event_type delivery_id attempt_count error'],
    ['task.run_failed', 'task_id task_name task_type triggered_by output run_id'],
    ['proxy.session_ended', 'hostname provider_id user_email user_sub'],
  ])('%s has exactly the fields of the specification, all of them always', (name, fields) => {
    const type = findEventType(name);
    expect(fieldsOf(type)).toEqual(fields.split(' '));
    expect(type?.payloadSchema.required).toEqual(fields.split(' '));
    expect(Object.keys(type?.sample.data ?? {})).toEqual(fields.split(' '));
  });

  it.each([
    ['user_id user_email user_name', /^(user|login|mfa|access_request|app_mapping)\.|^group\.member_/],
    ['group_id group_name', /^(group|access_request|app_mapping)\./],
    ['app_id app_name', /^(application|app_mapping|login|access_request)\.|^user\.created$/],
    ['resource_type', /^(user|group|application|app_mapping|mfa|access_request)\./],
  ])('%s are fields of the events that affect one', (fields, affected) => {
    for (const field of fields.split(' ')) {
      const expected = specified.filter((name) => affected.test(name));
      // The proxy names its user by email and sub only.
      const beside = field === 'user_email' ? ['proxy.session_ended'] : [];
      expect(namesWith(field)).toEqual([...expected, ...beside]);
    }
  });

  it('No event of an identity provider must carry any particular field', () => {
    const own = ['proxy.session_ended', 'event_action.delivery_failed', 'task.run_failed'];
    for (const type of eventTypes.filter(({ name }) => !own.includes(name))) {
      expect(ajv.validate(type.payloadSchema, {}), type.name).toBe(true);
    }
  });

  it('Ids that are no UUIDs are valid, because most identity providers have none', () => {
    const schema = findEventType('group.member_added')?.payloadSchema;
    expect(schema?.properties.user_id?.format).toBeUndefined();
    expect(ajv.validate(schema!, { user_id: 'auth0|65f0aa01', group_id: '301122334455667701' })).toBe(true);
  });
});

test('A failed sign-in has no actor in its sample, because nobody proved who they are', () => {
  const sample = findEventType('login.failed')?.sample;
  expect(sample).toMatchObject({ actor_id: null, actor_email: null });
  expect(sample?.data).toHaveProperty('user_name');
});
