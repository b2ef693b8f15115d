// docs/sources.md: each body makes a source, a fake provider with the same settings sends to it, and what arrives is what
// is written. The tables are held against what the kinds do with every document of the tests.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeProvider, startFakeProvider } from '../../src/demo/fake-provider.ts';
import { eventsOf } from '../../src/sources/make-events.ts';
import { findSourceKind, sourceKinds } from '../../src/sources/registry.ts';
import { sendTo, storedEvents } from '../sources/providers.ts';
import { allRows } from '../sources/tables/all.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

const doc = readFileSync(new URL('../../docs/sources.md', import.meta.url), 'utf8');
const blockOf = (part: string, name: string) => new RegExp(`\`\`\`${name}\n([\\s\\S]*?)\n\`\`\``).exec(part)?.[1];
const sections = doc.split(/^## /m).flatMap((part) => {
  const body = blockOf(part, 'json source');
  if (body === undefined) return [];
  return [{ title: part.split('\n')[0] ?? '', part, body: JSON.parse(body), arrives: blockOf(part, 'arrives') ?? '' }];
});

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

test('every kind has its section, under its title', () => {
  const written = sections.map(({ title, body }) => [body.kind, title]);
  expect(written.toSorted()).toEqual(sourceKinds.map(({ name, title }) => [name, title]).toSorted());
});

describe.each(sections)('$title', ({ part, body, arrives }) => {
  let provider: FakeProvider;
  let id = '';
  beforeAll(async () => {
    const kind = findSourceKind(body.kind);
    if (!kind) throw new Error(`no kind ${body.kind}`);
    const { jwks_url, ...settings } = body.settings;
    provider = await startFakeProvider(kind, settings);
    // The only thing that no test can have: the provider's own address of its keys.
    const own = jwks_url === undefined ? {} : { jwks_url: provider.settings.jwks_url };
    const made = await service.rest('POST', '/sources', { ...body, settings: { ...settings, ...own } });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    id = made.body.id;
  });
  afterAll(() => provider.close());

  test('its handshake and its events arrive as written', async () => {
    const greeting = await provider.greeting(new Date());
    if (greeting) expect((await sendTo(service, body.name, greeting)).status).toBeLessThan(300);
    const count = findSourceKind(body.kind)?.samples(new Date(), 'x').length ?? 0;
    for (let number = 0; number < count; number++) {
      const { status, text } = await sendTo(service, body.name, await provider.request(number, new Date()));
      expect(status, text).toBeLessThan(300);
    }
    const stored = await storedEvents(service, body.name);
    expect(stored.map(({ original_type, type }) => `${original_type} → ${type}`).join('\n')).toBe(arrives);
    const tried = await service.rest('POST', `/sources/${id}/test`);
    expect(tried.body.items.flatMap(({ events }: any) => events.map(({ type }: any) => type))).toEqual(
      stored.map(({ type }) => type),
    );
    if (greeting)
      await until('the handshake to be counted', async () => {
        const { body: shown } = await service.rest('GET', `/sources/${id}`);
        return shown.stats.control.length > 0;
      });
  });

  test.skipIf(!part.includes('| here |'))('its table says what becomes of each type', () => {
    const names = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    const rows = part
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.slice(2).split(' | '))
      .map(([theirs, ours]) => ({ theirs: names(theirs), ours: names(ours) }));
    const known = mappings(body.kind);
    // A row with several of both sides lists what comes of any of them.
    for (const { theirs, ours } of rows) {
      for (const one of theirs)
        expect([one, ours.some((other) => known.has(`${one} → ${other}`))]).toEqual([one, true]);
      for (const other of ours)
        expect([other, theirs.some((one) => known.has(`${one} → ${other}`))]).toEqual([other, true]);
    }
    const written = rows.flatMap(({ theirs, ours }) =>
      theirs.flatMap((one) => ours.map((other) => `${one} → ${other}`)),
    );
    const unnamed = [...known].filter((pair) => !written.includes(pair));
    const isAlike = /u2f|passwordless|check\.failed|user_membership\.(change|update)/;
    expect(unnamed.filter((pair) => !isAlike.test(pair) && body.kind !== 'keycloak-vymalo')).toEqual([]);
  });
});

/** What a kind makes of every document of the tests, such as `access.LOGIN → login.success`, in short names. */
function mappings(kindName: string): ReadonlySet<string> {
  const kind = findSourceKind(kindName);
  const found = new Set<string>();
  for (const { kind: of, item } of allRows()) {
    if (of !== kindName || !kind) continue;
    const message = kind.map(item);
    if ('control' in message) continue;
    for (const { type, originalType } of eventsOf({ source: 'x', rules: [], now: new Date() }, message))
      if (type !== 'unmapped') found.add(`${originalType?.replace(/^.*\/event-type\/|^com\.auth0\./, '')} → ${type}`);
  }
  return found;
}

test('the rule that is shown maps what it says', async () => {
  const kind = findSourceKind('keycloak');
  if (!kind) throw new Error('no kind');
  const provider = await startFakeProvider(kind);
  const rules = JSON.parse(blockOf(doc, 'json rules') ?? '');
  const made = await service.rest('POST', '/sources', {
    name: 'ruled',
    kind: 'keycloak',
    settings: provider.settings,
    rules,
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  expect((await sendTo(service, 'ruled', await provider.request(2, new Date()))).status).toBe(200);
  expect(await storedEvents(service, 'ruled')).toMatchObject([
    { type: 'proxy.session_ended', original_type: 'access.LOGOUT', data: { hostname: 'wiki', user_sub: 'u-ada' } },
  ]);
  await provider.close();
});

test('every reason of a refusal is explained', () => {
  const reasons = /type RejectionReason =([^;]+);/.exec(
    readFileSync(new URL('../../src/sources/source-kind.ts', import.meta.url), 'utf8'),
  )?.[1];
  const named = [...(reasons ?? '').matchAll(/'(\w+)'/g)].map(([, reason]) => reason);
  expect(named.length).toBeGreaterThan(10);
  for (const reason of named) expect(doc).toContain(`\`${reason}\``);
});

test('its addresses answer as written', async () => {
  const [id] = (await service.rest('GET', '/sources')).body.items.map((one: { id: string }) => one.id);
  for (const [, line = ''] of doc.matchAll(/^curl (.+)$/gm)) {
    const method = line.includes('-X POST') || line.includes('-d @') ? 'POST' : 'GET';
    const path = /"\$URL([^"]+)"/.exec(line)?.[1]?.replace('$ID', id) ?? '';
    const { status } = await service.rest(method, path, line.includes('-d @') ? {} : undefined);
    expect([path, status]).toEqual([path, line.includes('-d @') ? 400 : 200]);
  }
});
