// Which entries of the audit log a search finds, newest first, a page at a time. Each filter has an index.
import type { Difference } from '../domain/difference.ts';
import { wordsOf } from '../domain/search-words.ts';
import { firstIdAt } from '../domain/time-ids.ts';
import type { Tx } from '../infra/database.ts';

export interface AuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly action: string;
  readonly objectType: string;
  readonly objectId: string;
  readonly objectName: string | null;
  readonly changes: readonly Difference[];
  readonly address: string | null;
  readonly door: string | null;
  readonly requestId: string | null;
}

/** Everything given must hold. */
export interface AuditSearch {
  /** A name or an id. */
  readonly actor?: string | undefined;
  readonly actions?: readonly string[] | undefined;
  readonly objectTypes?: readonly string[] | undefined;
  readonly objectId?: string | undefined;
  /** At or after this time. */
  readonly createdAfter?: Date | undefined;
  readonly createdBefore?: Date | undefined;
  /** Words that are all in it, each perhaps the beginning of one. */
  readonly text?: string | undefined;
}

export interface AuditPage {
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly order: 'asc' | 'desc';
  readonly take: number;
}

const columns = `id, at, actor_kind AS "actorKind", actor_id AS "actorId", actor_name AS "actorName", action,
  object_type AS "objectType", object_id AS "objectId", object_name AS "objectName", changes, address, door,
  request_id AS "requestId"`;

export async function findAuditEntries(database: Tx, search: AuditSearch, page: AuditPage): Promise<AuditEntry[]> {
  const query = auditStatement(search, page);
  return query ? database.query<AuditEntry>(query.sql, query.params) : [];
}

/** Undefined when nothing can be found. */
export function auditStatement(search: AuditSearch, page: AuditPage): { sql: string; params: unknown[] } | undefined {
  const params: unknown[] = [];
  const param = (value: unknown) => `$${params.push(value)}`;
  const conditions: string[] = [];
  const add = <Value>(value: Value | undefined, condition: (value: Value) => string) => {
    if (value !== undefined) conditions.push(condition(value));
  };
  add(page.before, (id) => `id < ${param(id)}::uuid`);
  add(page.after, (id) => `id > ${param(id)}::uuid`);
  add(search.createdAfter, (time) => `id >= ${param(firstIdAt(time))}::uuid`);
  add(search.createdBefore, (time) => `id < ${param(firstIdAt(time))}::uuid`);
  add(search.actor, (actor) => {
    const given = param(actor);
    return `(actor_name = ${given} OR actor_id = ${given})`;
  });
  add(search.actions, (actions) => `action = ANY(${param(actions)}::text[])`);
  add(search.objectTypes, (types) => `object_type = ANY(${param(types)}::text[])`);
  add(search.objectId, (id) => `object_id = ${param(id)}`);
  if (search.text !== undefined) {
    const words = wordsOf(search.text);
    if (words.length === 0) return undefined;
    conditions.push(`words @@ ${param(words.map((word) => `'${word}':*`).join(' & '))}::tsquery`);
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const sql = `SELECT ${columns} FROM audit_entries ${where} ORDER BY id ${page.order} LIMIT ${page.take}`;
  return { sql, params };
}
