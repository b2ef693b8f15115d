import { describe, expect, test } from 'vitest';
import { createEraser, erased } from '../../src/domain/erasure.ts';

const email = createEraser({ userEmail: 'Ann+iam@Example.com' });

test.each([
  ['ann+iam@example.com', erased],
  ['Mail to ANN+IAM@EXAMPLE.COM, please.', `Mail to ${erased}, please.`],
  ['<ann+iam@example.com>', `<${erased}>`],
  ['/users?mail=ann%2Biam%40example.com&x=1', `/users?mail=${erased}&x=1`],
  ['q=to%3Dann%2Biam%40example.com', `q=to%3D${erased}`],
  [String.raw`{"a":"line\nann\u002biam\u0040example.com"}`, String.raw`{"a":"line\n${erased}"}`],
  ['ann&#43;iam&#64;example.com', erased],
  [`code ${Buffer.from('Ann+iam@Example.com').toString('base64')}`, `code ${erased}`],
  ['it ended with ann+iam@example.com.', `it ended with ${erased}.`],
])('an email address is taken out of %s', (text, expected) => {
  expect(email.text(text)).toBe(expected);
});

test.each([
  'joann+iam@example.com',
  'x.ann+iam@example.com',
  'ann+iam@example.com.au',
  'ann+iam@example.community',
  'ann@example.com',
])('the address of another person stays: %s', (text) => {
  expect(email.text(text)).toBe(text);
  expect(email.json({ user_email: text, note: `see ${text}` })).toEqual({ user_email: text, note: `see ${text}` });
});

describe('a short id', () => {
  const five = createEraser({ userId: '5' });
  test('is found as the whole value of a field for ids, as text and as number', () => {
    expect(five.json({ user_id: '5', id: 5, members: [4, 5, '5'], count: 5, level: '5', text: '5 of 5' })).toEqual({
      user_id: erased,
      id: erased,
      members: [4, erased, erased],
      count: 5,
      level: '5',
      text: '5 of 5',
    });
  });
  test('is not part of another one', () => {
    expect(five.json({ user_id: '55', actor_id: 'u5' })).toEqual({ user_id: '55', actor_id: 'u5' });
  });
});

test('a long id is found in texts as a whole word', () => {
  const long = createEraser({ userId: '00uAna00000000000001' });
  expect(long.text('user 00uAna00000000000001 locked')).toBe(`user ${erased} locked`);
  expect(long.text('user 00uAna000000000000012 locked')).toBe('user 00uAna000000000000012 locked');
  expect(long.text('x-00uAna00000000000001')).toBe('x-00uAna00000000000001');
  const uuid = '3f6c1a52-8d0e-4b7a-9c41-5e2d7f80a113';
  expect(createEraser({ userId: uuid }).text(`user-${uuid}_x`)).toBe(`user-${erased}_x`);
});

test('what stands beside the person in an event goes too, and what stands beside others stays', () => {
  const eraser = createEraser({ userId: 'u-1' });
  const result = eraser.event({
    id: 'e1',
    actorId: 'admin-7',
    actorEmail: 'admin@example.com',
    ipAddress: '10.0.0.1',
    data: {
      user_id: 'u-1',
      user_email: 'ann@example.com',
      user_name: 'ann.example',
      userDisplayName: 'Ann Example',
      user_agent: 'Mozilla',
      ip_address: '10.9.9.9',
      requester_email: 'boss@example.com',
      group_name: 'Engineering',
      reason: 'Ann Example asked, write to ANN@example.com',
      nested: {
        list: [{ owner: { id: 'u-1', name: 'Ann Example', role: 'editor' } }, { owner: { id: 'u-2', name: 'Bob' } }],
      },
      'by ann@example.com': true,
    },
  });
  expect(result).toMatchObject({
    id: 'e1',
    actorId: 'admin-7',
    actorEmail: 'admin@example.com',
    ipAddress: '10.0.0.1',
  });
  expect(result?.data).toEqual({
    user_id: erased,
    user_email: erased,
    user_name: erased,
    userDisplayName: erased,
    user_agent: erased,
    ip_address: erased,
    requester_email: 'boss@example.com',
    group_name: 'Engineering',
    reason: `${erased} asked, write to ${erased}`,
    nested: { list: [{ owner: { id: erased, name: erased, role: 'editor' } }, { owner: { id: 'u-2', name: 'Bob' } }] },
    [`by ${erased}`]: true,
  });
  expect(result?.beside).toEqual(expect.arrayContaining(['ann@example.com', 'Ann Example', 'ann.example']));
});

test('the person as the actor takes the address along; an event without the person is left alone', () => {
  const eraser = createEraser({ userEmail: 'ann@example.com' });
  const event = {
    id: 'login-ANN@example.com-1',
    actorId: 'u-1',
    actorEmail: 'Ann@Example.com',
    ipAddress: '10.0.0.1',
    data: { actor_name: 'Ann' },
  };
  expect(eraser.event(event)).toMatchObject({
    id: `login-${erased}-1`,
    actorId: erased,
    actorEmail: erased,
    ipAddress: erased,
    data: { actor_name: erased },
  });
  expect(eraser.event({ ...event, id: 'x', actorEmail: 'bob@example.com' })).toBeUndefined();
});
