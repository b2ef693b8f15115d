import { expect, test } from 'vitest';
import { differences, openState } from '../../src/domain/difference.ts';

const between = (before: object | undefined, after: object | undefined) =>
  differences(before && openState(before), after && openState(after));

test('only what differs is told, by its path, whatever the order of the fields', () => {
  const before = { name: 'a', enabled: true, triggers: ['x'], nested: { a: 1, b: { c: 2 } } };
  const after = { nested: { b: { c: 3 }, a: 1 }, triggers: ['x', 'y'], enabled: true, name: 'a' };
  expect(between(before, after)).toEqual([
    { path: 'nested.b.c', before: 2, after: 3 },
    { path: 'triggers', before: ['x'], after: ['x', 'y'] },
  ]);
  expect(between(before, structuredClone(before))).toEqual([]);
});

test('of what is new or gone every field is told that says something', () => {
  const thing = { name: 'a', rule: { count: 2 }, none: null, empty: [], enabled: false };
  const told = [
    { path: 'name', before: null, after: 'a' },
    { path: 'rule.count', before: null, after: 2 },
    { path: 'enabled', before: null, after: false },
  ];
  expect(between(undefined, thing)).toEqual(told);
  expect(between(thing, undefined)).toEqual(told.map(({ path, after }) => ({ path, before: after, after: null })));
});

test('items of a list go by their id, key or name; another order is a change', () => {
  const [a, b] = [
    { id: 'a', url: '1' },
    { id: 'b', url: '2' },
  ];
  expect(between({ actions: [a, b] }, { actions: [b, { ...a, url: '3' }] })).toEqual([
    { path: 'actions[a].url', before: '1', after: '3' },
  ]);
  expect(between({ actions: [a, b] }, { actions: [b, a] })).toEqual([
    { path: 'actions', before: ['a', 'b'], after: ['b', 'a'] },
  ]);
  expect(between({ actions: [a] }, { actions: [b] })).toEqual([
    { path: 'actions[b].id', before: null, after: 'b' },
    { path: 'actions[b].url', before: null, after: '2' },
    { path: 'actions[a].id', before: 'a', after: null },
    { path: 'actions[a].url', before: '1', after: null },
  ]);
  expect(between({ config: [{ key: 'k', value: 1 }] }, { config: [{ key: 'k', value: 2 }] })).toEqual([
    { path: 'config[k].value', before: 1, after: 2 },
  ]);
  // Without names of their own the list is one value.
  expect(between({ list: [{ n: 1 }] }, { list: [{ n: 2 }] })).toEqual([
    { path: 'list', before: [{ n: 1 }], after: [{ n: 2 }] },
  ]);
});

test('a secret that is another one now is a change of its mask; the same secret is none', () => {
  const state = (token: string) => ({
    plain: { auth: { type: 'bearer', token } },
    shown: { auth: { type: 'bearer', token: '********' } },
  });
  expect(differences(state('one'), state('one'))).toEqual([]);
  expect(differences(state('one'), state('a longer one'))).toEqual([
    { path: 'auth.token', before: '********', after: '********', secret: true },
  ]);
  expect(JSON.stringify(differences(undefined, state('one')))).not.toContain('one');
});

test('of long texts the part that differs is told, and nothing that a database cannot store', () => {
  const [before, after] = [`${'x'.repeat(50_000)}old`, `${'x'.repeat(50_000)}new`];
  const [change] = between({ script: before }, { script: after });
  expect(change).toEqual({
    path: 'script',
    before: `…${'x'.repeat(200)}old`,
    after: `…${'x'.repeat(200)}new`,
  });
  expect(String(between(undefined, { script: before })[0]?.after)).toHaveLength(4_001);
  expect(between(undefined, { name: 'a\0b\ud800' })).toEqual([{ path: 'name', before: null, after: 'a\ufffdb\ufffd' }]);
});
