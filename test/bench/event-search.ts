// Events listed and searched among many: the first page and the thousandth, by each filter, as a client gets them.
import { type BenchOptions, type Line, load, median, quantile, round } from './measure.ts';
import { createClient } from './send.ts';
import { type ServiceProcess, startServiceProcess } from './service-process.ts';

const pageBarMs = 30;
const pageSize = 50;
const queriesEach = 9;

export async function benchEventSearch({ quick }: BenchOptions): Promise<Line[]> {
  const events = quick ? 50_000 : 300_000;
  const service = await startServiceProcess();
  try {
    await seed(service, events);
    return await pageLines(service);
  } finally {
    await service.stop();
  }
}

/** One in 1,000 is rare in every way; a person has some 15 events, half of all are of one actor, the oldest tenth too. */
const seed = async ({ sql }: ServiceProcess, events: number) => {
  await sql(
    `INSERT INTO events (uid, id, type, actor_id, actor_email, ip_address, fired_at, data, received_at, delivery_count,
       stopped_by, words)
     SELECT uuidv7(make_interval(secs => -g * 0.1)), 'seed-' || g, type, actor, actor || '@example.com', ip, moment,
       data, moment, (g % 3), CASE WHEN g % 1000 = 0 THEN 'depth' END,
       to_tsvector('simple', concat_ws(' ', actor, actor, 'example com', ip, 'user-' || person, name, 'example com', name,
         'scim group' || g % 100, CASE WHEN g > $1 * 0.9 THEN 'onceuponatime' END, CASE WHEN g % 1000 = 0 THEN 'seldom' END))
     FROM generate_series(1, $1::int) g,
       LATERAL (SELECT now() - make_interval(secs => g * 0.1) AS moment, g::bigint * 7919 % 20000 AS person,
         CASE WHEN g % 2 = 0 THEN 'robot' ELSE 'admin' || g % 500 END AS actor, '10.0.' || g % 256 || '.7' AS ip,
         CASE WHEN g % 1000 = 0 THEN 'group.deleted' WHEN g % 2 = 0 THEN 'user.updated' ELSE 'login.failed' END AS type) a,
       LATERAL (SELECT 'name' || person AS name) n,
       LATERAL (SELECT jsonb_build_object('user_id', 'user-' || person, 'user_email', name || '@example.com',
         'user_name', name, 'source', 'scim', 'groups', jsonb_build_array('group' || g % 100)) AS data) d`,
    [events],
  );
  await sql(`SELECT gin_clean_pending_list('events_words_idx')`);
  await sql('VACUUM ANALYZE events');
};

const filters: Record<string, Record<string, unknown>> = {
  'no filter': {},
  'a common type': { type: ['user.updated'] },
  'a rare type': { type: ['group.deleted'] },
  'two types': { type: ['group.deleted', 'login.failed'] },
  'an actor by id': { actor: 'admin77' },
  'an actor by e-mail': { actor: 'admin77@example.com' },
  'the actor of half of all': { actor: 'robot' },
  'a subject by id': { subject: 'user-77' },
  'a subject by e-mail': { subject: 'Name77@example.com' },
  matched: { matched: true },
  'matched nothing': { matched: false },
  'stopped by depth': { stoppedBy: 'depth' },
  'text in all': { text: 'scim' },
  'text in one of 100': { text: 'group42' },
  'text in one of 1,000': { text: 'seldom' },
  'beginning of a word': { text: 'name1234' },
  'text in the oldest tenth only': { text: 'onceuponatime' },
  'text in none': { text: 'nothing of the kind' },
  'text + rare type': { text: 'example.com', type: ['group.deleted'] },
  'actor + subject + type + text': { actor: 'robot', subject: 'user-78', type: ['user.updated'], text: 'name78' },
};

const document = `query Page($filter: EventFilter, $after: String) {
  events(first: ${pageSize}, after: $after, filter: $filter) {
    edges { node { id type actorId actorEmail firedAt receivedAt data deliveryCount } } pageInfo { hasNextPage endCursor }
  }
}`;

async function pageLines(service: ServiceProcess): Promise<Line[]> {
  const [deep] = await service.sql<{ uid: string }>(
    `SELECT uid FROM events ORDER BY uid DESC OFFSET ${pageSize * 1_000} LIMIT 1`,
  );
  const [last] = await service.sql<{ uid: string }>('SELECT uid FROM events ORDER BY uid LIMIT 1');
  const after = Buffer.from(`events:${(deep ?? last)?.uid}`).toString('base64url');
  const client = createClient(service, 1);
  const lines: Line[] = [];
  for (const [name, filter] of Object.entries(filters)) {
    const times = async (variables: object) => {
      const all: number[] = [];
      for (let index = 0; index < queriesEach; index += 1) {
        const begun = performance.now();
        const answer = await client.call<{ errors?: unknown }>('POST', '/graphql', { query: document, variables });
        all.push(performance.now() - begun);
        if (answer.errors) throw new Error(JSON.stringify(answer.errors));
      }
      return all;
    };
    const [first, thousandth] = [await times({ filter }), await times({ filter, after })];
    lines.push({
      query: name,
      'first page ms': round(median(first)),
      worst: round(quantile(first, 1)),
      '1,000th page ms': round(median(thousandth)),
      'its worst': round(quantile(thousandth, 1)),
      met: Math.max(median(first), median(thousandth)) <= pageBarMs ? 'yes' : 'NO',
      load: load(),
    });
  }
  client.close();
  return lines;
}
