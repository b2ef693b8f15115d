// Lists as files: all rows of a filter, whatever their number, without holding them all.
import { request } from 'node:http';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { adminToken, startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';
import { seedDeliveries, seedIntegration } from './seed.ts';

let service: TestService;
let one: string;
beforeAll(async () => {
  service = await startTestService({ config: { role: 'api' } });
  one = await seedIntegration(service.database, '=HYPERLINK("http://evil.example","click")');
  await seedDeliveries(service.database, {
    count: 1_234,
    integrationId: one,
    status: 'failed',
    cause: 'dns',
    error: 'a "quoted", text\nin two lines',
  });
  await seedDeliveries(service.database, { count: 300, integrationId: one });
});
afterAll(() => service.stop());

test('every row of the filter is in the file once, newest first, as JSON Lines', async () => {
  const { status, headers, body } = await service.rest(
    'GET',
    `/deliveries/export?format=jsonl&status=failed&integration_id=${one}`,
  );
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/jsonl; charset=utf-8');
  expect(headers.get('content-disposition')).toBe('attachment; filename="deliveries.jsonl"');
  const rows: Record<string, any>[] = body
    .trimEnd()
    .split('\n')
    .map((line: string) => JSON.parse(line));
  expect(rows).toHaveLength(1_234);
  const ids = rows.map(({ id }) => id);
  expect(new Set(ids).size).toBe(1_234);
  expect(ids).toEqual(ids.toSorted().reverse());
  expect(rows[0]).toMatchObject({
    status: 'failed',
    cause: 'dns',
    error: 'a "quoted", text\nin two lines',
    integration_id: one,
  });
});

test('CSV has a header and all rows, quotes what needs it, and starts no formula', async () => {
  await service.database.query(
    `UPDATE deliveries SET integration_name = (SELECT name FROM integrations WHERE id = integration_id)`,
  );
  const { headers, body } = await service.rest('GET', '/deliveries/export?format=csv');
  expect(headers.get('content-type')).toContain('text/csv');
  const lines = (body as string).split('\r\n');
  expect(lines[0]).toMatch(/^id,integration_id,integration_name,.*,cause,error,created_at,updated_at,finished_at$/);
  // The header, the rows, and the end of the last line.
  expect(lines).toHaveLength(1 + 1_534 + 1);
  expect(lines[1]).toContain(`"'=HYPERLINK(""http://evil.example"",""click"")"`);
  expect(body).not.toMatch(/(^|,)"?[=+@-]/m);
  expect(body).toContain('"a ""quoted"", text\nin two lines"');
});

test('events and runs are exported with their own filters; an empty list is a header or nothing', async () => {
  await service.publish('group.created', { name: '@SUM(A1)', deep: [{ n: 1 }] });
  const events = await service.rest('GET', '/events/export?type=group.created');
  expect(events.body.split('\r\n')).toHaveLength(3);
  expect(events.body).toContain('"{""deep"":[{""n"":1}],""name"":""@SUM(A1)""}"');
  const runs = await service.rest('GET', '/task-runs/export?format=jsonl&status=success');
  expect(runs.body.trimEnd().split('\n')).toHaveLength(1_534);
  expect((await service.rest('GET', '/task-runs/export?task_type=none')).body.split('\r\n')[1]).toBe('');
  expect((await service.rest('GET', '/deliveries/export?format=jsonl&cause=none')).body).toBe('');
});

test('what cannot be exported is refused before the file begins', async () => {
  const wrong = await service.rest('GET', '/deliveries/export?format=xlsx');
  expect(wrong).toMatchObject({ status: 400, body: { errors: [{ path: 'format', message: 'must be csv or jsonl' }] } });
  expect((await service.rest('GET', '/deliveries/export?status=odd')).status).toBe(400);
  expect((await service.rest('GET', '/deliveries/export?since=yesterday')).status).toBe(400);
  expect((await service.rest('GET', '/deliveries/export?integration_id=x')).status).toBe(404);
  const anonymous = await fetch(`${service.url}/deliveries/export`);
  expect(anonymous.status).toBe(401);
  await anonymous.text();
});

test('a client that does not read holds the export back, and one that leaves ends it', async () => {
  await service.database.query(`UPDATE task_runs SET output = repeat('long output ', 2000)`);
  const query = vi.spyOn(pg.Client.prototype, 'query');
  const reads = () =>
    query.mock.calls.filter(([call]: unknown[]) => (call as { text?: string }).text?.includes('"task_runs"."output"'))
      .length;
  const call = request(`${service.url}/task-runs/export?format=jsonl`, {
    headers: { authorization: `Bearer ${adminToken}` },
  });
  const response = await new Promise<import('node:http').IncomingMessage>((resolve) =>
    call.on('response', resolve).end(),
  );
  // 1,534 runs of 24 kB each: more than lies in the sockets between here and there.
  let seen = -1;
  await until('the export to wait', async () => {
    const before = seen;
    seen = reads();
    await new Promise((resolve) => setTimeout(resolve, 300));
    return seen > 0 && seen === before;
  });
  expect(seen).toBeLessThan(7);
  call.destroy();
  response.destroy();
  // Nothing more is read for it, though others are served.
  await service.rest('GET', '/deliveries?limit=1');
  expect(reads()).toBeLessThanOrEqual(seen + 1);
  query.mockRestore();
});

test('all deliveries are listed with the filters of the export', async () => {
  const { body } = await service.rest(
    'GET',
    '/deliveries?limit=2&cause=dns&error=QUOTED&finished_since=2020-01-01T00:00:00Z',
  );
  expect(body.items).toHaveLength(2);
  expect(body.next_cursor).not.toBeNull();
  expect((await service.rest('GET', '/deliveries?error=none')).body.items).toEqual([]);
});

test('what was a test and what came through a source is told in the files', async () => {
  const deliveries = await service.rest('GET', '/deliveries/export?format=csv');
  expect(deliveries.body.split('\r\n')[0].split(',')).toContain('test');
  const events = await service.rest('GET', '/events/export?type=group.created');
  const [header = '', row = ''] = events.body.split('\r\n');
  expect(header).toContain(',source,original_type,');
  expect(row.length).toBeGreaterThan(0);
  await service.database.query(
    "UPDATE events SET source = 'okta', original_type = 'group.lifecycle.create' WHERE type = 'group.created'",
  );
  const named = await service.rest('GET', '/events/export?type=group.created');
  expect(named.body).toContain(',okta,group.lifecycle.create,');
});
