// The limit to measure against, a program of its own: an event comes in, is stored with its deliveries and jobs by one
// statement for all requests of the moment, is fetched, sent with node-fetch and settled. It has no feature at all.
// FAN_OUT deliveries for each event, to TARGET_URL; DATA_DIR is the folder of its embedded PostgreSQL.
import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fetch from 'node-fetch';
import pg from 'pg';
import { v7 as uuid } from 'uuid';
import { startEmbeddedDatabase } from '../../src/infra/embedded-database.ts';
import { createGroupCommit } from '../../src/infra/group-commit.ts';

interface Received {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly user_email: string; readonly n?: number };
}

interface Taken {
  readonly job_id: string;
  readonly delivery_id: string;
  readonly type: string;
  readonly data: Received['data'];
}

interface Settled {
  readonly job_id: string;
  readonly delivery_id: string;
  readonly status: 'success' | 'failed';
  readonly response_status: number;
}

const fanOut = Number(process.env.FAN_OUT ?? 1);
const target = process.env.TARGET_URL ?? '';
const slots = 64;

const tables = `
CREATE TABLE events (id uuid PRIMARY KEY, type text NOT NULL, data jsonb NOT NULL, received_at timestamptz NOT NULL);
CREATE TABLE deliveries (id uuid PRIMARY KEY, event_id uuid NOT NULL, status text NOT NULL, response_status int,
  created_at timestamptz NOT NULL, finished_at timestamptz);
CREATE TABLE jobs (id uuid PRIMARY KEY, delivery_id uuid NOT NULL, state text NOT NULL, finished_at timestamptz);
CREATE INDEX jobs_waiting ON jobs (id) WHERE state = 'created'`;

const intakeStatement = `
WITH given AS (SELECT * FROM json_to_recordset($1::json) AS g(id uuid, type text, data jsonb)),
stored AS (INSERT INTO events SELECT id, type, data, now() FROM given),
planned AS (SELECT * FROM json_to_recordset($2::json) AS p(job_id uuid, delivery_id uuid, event_id uuid)),
queued AS (INSERT INTO deliveries SELECT delivery_id, event_id, 'pending', NULL, now() FROM planned)
INSERT INTO jobs SELECT job_id, delivery_id, 'created' FROM planned`;

const takeStatement = `
WITH taken AS (
  UPDATE jobs SET state = 'active' WHERE id IN (
    SELECT id FROM jobs WHERE state = 'created' ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING id, delivery_id
)
SELECT t.id AS job_id, t.delivery_id, e.type, e.data
FROM taken t JOIN deliveries d ON d.id = t.delivery_id JOIN events e ON e.id = d.event_id`;

const settleStatement = `
WITH given AS (
  SELECT * FROM json_to_recordset($1::json) AS g(job_id uuid, delivery_id uuid, status text, response_status int)
),
completed AS (UPDATE jobs j SET state = 'completed', finished_at = now() FROM given g WHERE j.id = g.job_id)
UPDATE deliveries d SET status = g.status, response_status = g.response_status, finished_at = now()
FROM given g WHERE d.id = g.delivery_id`;

const database = await startEmbeddedDatabase({ dataDir: process.env.DATA_DIR ?? '' });
const pool = new pg.Pool({ connectionString: database.url, max: 8 });
await pool.query(tables);

const intake = createGroupCommit<Received, undefined>({
  commit: async (events) => {
    const planned = events.flatMap(({ id }) =>
      Array.from({ length: fanOut }, () => ({ job_id: uuid(), delivery_id: uuid(), event_id: id })),
    );
    await pool.query(intakeStatement, [JSON.stringify(events), JSON.stringify(planned)]);
    wake();
    return events.map(() => undefined);
  },
  maxGroup: 500,
  concurrency: 2,
  isHopeless: () => true,
});

const settles = createGroupCommit<Settled, undefined>({
  commit: async (settled) => {
    await pool.query(settleStatement, [JSON.stringify(settled)]);
    return settled.map(() => undefined);
  },
  maxGroup: 200,
  concurrency: 2,
  isHopeless: () => true,
});

const agent = new Agent({ keepAlive: true, maxSockets: slots });
let inFlight = 0;
let wanted = false;
let looping = false;

function wake(): void {
  wanted = true;
  if (looping) return;
  looping = true;
  // After all that ended together has freed its slots: they are filled by one statement.
  setImmediate(() => void loop());
}

async function loop(): Promise<void> {
  while (wanted && inFlight < slots) {
    wanted = false;
    const free = slots - inFlight;
    const { rows } = await pool.query<Taken>(takeStatement, [free]);
    if (rows.length === free) wanted = true;
    for (const job of rows) void deliver(job);
  }
  looping = false;
}

async function deliver({ job_id, delivery_id, type, data }: Taken): Promise<void> {
  inFlight += 1;
  const body = JSON.stringify({ email: data.user_email, n: data.n, type });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(target, { method: 'POST', agent, headers, body });
  await response.text();
  const status = response.ok ? 'success' : 'failed';
  await settles.submit({ job_id, delivery_id, status, response_status: response.status });
  inFlight -= 1;
  if (wanted) wake();
}

const server = createServer((request, response) => {
  let text = '';
  request.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  request.on('end', async () => {
    const event = { ...(JSON.parse(text) as Omit<Received, 'id'>), id: uuid() };
    await intake.submit(event);
    response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify({ id: event.id }));
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});

process.once('SIGTERM', async () => {
  server.close();
  server.closeAllConnections();
  await Promise.all([intake.idle(), settles.idle()]);
  agent.destroy();
  await pool.end();
  await database.stop();
  process.exit(0);
});
