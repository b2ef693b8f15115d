// Which stored events a search finds, newest first, a page at a time. Every filter has an index; which one leads is said
// here and not left to the planner, which takes what is rare on the whole to be spread evenly over time.
import { eventTypes, unmappedType } from '../domain/event-types.ts';
import { wordsOf } from '../domain/search-words.ts';
import { firstIdAt } from '../domain/time-ids.ts';
import type { Tx } from '../infra/database.ts';

/** Which events; everything given must hold. */
export interface EventSearch {
  readonly types?: readonly string[] | undefined;
  /** Who did it: an id, or an e-mail address in any case. */
  readonly actor?: string | undefined;
  /** Whom it is about: the payload's user_id, or its user_email in any case. */
  readonly subject?: string | undefined;
  /** Received at or after this time. */
  readonly receivedAfter?: Date | undefined;
  /** Received before this time. */
  readonly receivedBefore?: Date | undefined;
  /** True: it made a delivery. False: nothing matched. */
  readonly matched?: boolean | undefined;
  readonly stoppedBy?: string | undefined;
  /** The name of the event source that received it. */
  readonly source?: string | undefined;
  /** The provider's own name for it, exactly. */
  readonly originalType?: string | undefined;
  /** Words that must all be in the event, in any case; each may be the beginning of a word. */
  readonly text?: string | undefined;
}

export interface UidPage {
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly order: 'asc' | 'desc';
  readonly take: number;
}

/** Where a searched word is common, a page of hits is among so many neighbours of the cursor. */
const neighbours = 2_000;
const lowest = '00000000-0000-0000-0000-000000000000';
const highest = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** What an event of a source can be. */
const everyType = [...eventTypes.map(({ name }) => name), unmappedType];

/** The uids of the events found, in the page's order. */
export async function findEvents(database: Tx, search: EventSearch, page: UidPage): Promise<readonly string[]> {
  const query = statementOf(search, page);
  if (query === undefined) return [];
  const { params, near, far } = query;
  const run = async (sql: string) => (await database.query<{ uid: string }>(sql, params)).map(({ uid }) => uid);
  const found = near === undefined ? [] : await run(near);
  return found.length === page.take ? found : run(far);
}

interface Statements {
  readonly params: readonly unknown[];
  /** Looks among the neighbours of the cursor only. */
  readonly near: string | undefined;
  readonly far: string;
}

/** Undefined when nothing can be found. */
export function statementOf(search: EventSearch, { before, after, order, take }: UidPage): Statements | undefined {
  const params: unknown[] = [];
  const param = (value: unknown) => `$${params.push(value)}`;
  const { receivedAfter, receivedBefore } = search;
  const bounds: readonly (readonly [sign: string, uid: string | undefined])[] = [
    ['<', before],
    ['<', receivedBefore && firstIdAt(receivedBefore)],
    ['>=', receivedAfter && firstIdAt(receivedAfter)],
    ['>', after],
  ];
  const given = bounds.flatMap(([sign, uid]) => (uid === undefined ? [] : [{ sign, uid: `${param(uid)}::uuid` }]));
  const range = given.map(({ sign, uid }) => `e.uid ${sign} ${uid}`);
  const filters: string[] = [];
  if (search.matched !== undefined) filters.push(search.matched ? 'e.delivery_count > 0' : 'e.delivery_count = 0');
  if (search.stoppedBy !== undefined) filters.push(`e.stopped_by = ${param(search.stoppedBy)}`);
  if (search.originalType !== undefined) filters.push(`e.original_type = ${param(search.originalType)}`);
  if (search.actor !== undefined) {
    const actor = param(search.actor);
    filters.push(`(e.actor_id = ${actor} OR lower(e.actor_email) = lower(${actor}))`);
  }
  if (search.subject !== undefined) {
    const subject = param(search.subject);
    const [id, email] = [`${subject}::text IN (e.data->>'user_id', e.data#>>'{user,id}')`, `lower(${subject}::text)`];
    filters.push(`(${id} OR ${email} IN (lower(e.data->>'user_email'), lower(e.data#>>'{user,email}')))`);
  }
  const words = wordsQuery(search);
  if (words === '') return undefined;
  if (words !== undefined) filters.push(`e.words @@ ${param(words)}::tsquery`);

  const byUid = `ORDER BY uid ${order} LIMIT ${take}`;
  const rows = (conditions: readonly string[]) =>
    `SELECT uid FROM events e${conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`}`;
  if (words !== undefined) {
    if (search.source !== undefined) filters.push(`e.source = ${param(search.source)}`);
    if (search.types) filters.push(`e.type = ANY(${param(search.types)}::text[])`);
    const inRange = range.length === 0 ? '' : `WHERE ${range.join(' AND ')}`;
    const near = `SELECT uid FROM (SELECT * FROM events e ${inRange} ORDER BY uid ${order} LIMIT ${neighbours}) e
      WHERE ${filters.join(' AND ')} ${byUid}`;
    const far = `WITH hits AS MATERIALIZED (${rows([...range, ...filters])}) SELECT uid FROM hits ${byUid}`;
    return { params, near, far };
  }
  const { source, types = source === undefined ? undefined : everyType } = search;
  if (!types) return { params, near: undefined, far: `${rows([...range, ...filters])} ${byUid}` };
  // No equality of the type: the order by it is then one that only its index can give, alone or behind the source.
  const ends = [{ sign: '>=', uid: `'${lowest}'` }, { sign: '<=', uid: `'${highest}'` }, ...given];
  const from = source === undefined ? undefined : param(source);
  const lead = (ofSource: string, ...others: string[]) =>
    (from === undefined ? others : [ofSource, ...others]).join(', ');
  const inIndex = ends.map(
    ({ sign, uid }) => `(${lead('e.source', 'e.type', 'e.uid')}) ${sign} (${lead(`${from}`, 't.type', uid)})`,
  );
  if (from !== undefined) inIndex.push('e.source IS NOT NULL');
  const ofType = `${rows([...inIndex, ...filters])}
    ORDER BY ${lead(`e.source ${order}`, `e.type ${order}`, `e.uid ${order}`)} LIMIT ${take}`;
  const wanted = `(SELECT DISTINCT unnest(${param(types)}::text[]) AS type) t`;
  return { params, near: undefined, far: `SELECT uid FROM ${wanted} CROSS JOIN LATERAL (${ofType}) found ${byUid}` };
}

/** The words that an index can look up; undefined when none is searched, empty when a text has none. */
function wordsQuery({ actor, subject, originalType, text }: EventSearch): string | undefined {
  const quoted = (word: string) => `'${word}'`;
  const exact = [actor, subject, originalType].flatMap((one) => (one === undefined ? [] : wordsOf(one))).map(quoted);
  const begun = text === undefined ? [] : wordsOf(text).map((word) => `${quoted(word)}:*`);
  if (text !== undefined && begun.length === 0) return '';
  const all = [...new Set([...exact, ...begun])];
  return all.length === 0 ? undefined : all.join(' & ');
}
