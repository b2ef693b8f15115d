// Writes the audit log: who changed what, in the transaction of the change itself. While a mutation runs, no transaction
// of its can commit a change without an entry (see database.ts). What the service does by itself is the system's.
import { AsyncLocalStorage } from 'node:async_hooks';
import { v7 as uuid } from 'uuid';
import type { Difference } from '../domain/difference.ts';
import { wordsOf } from '../domain/search-words.ts';
import type { Tx } from './database.ts';
import { currentRequest } from './request-scope.ts';

/** Who changes something. */
export interface Actor {
  /** `token`, `oidc` or `system`. */
  readonly kind: string;
  /** Undefined where a name is all there is. */
  readonly id?: string | undefined;
  readonly name: string;
}

export interface ChangedObject {
  /** As GraphQL names it, such as Integration. */
  readonly type: string;
  readonly id: string;
  readonly name?: string | undefined;
}

export interface Change {
  /** What was done, under the name of the mutation that does it, such as updateIntegration. */
  readonly action: string;
  readonly object: ChangedObject;
  /** Field by field; secrets masked. */
  readonly differences: readonly Difference[];
}

interface Mutation {
  readonly name: string;
  readonly actor: Actor;
  /** What outlives a mutation, such as a timer, is not its work any more. */
  ended: boolean;
}

const storage = new AsyncLocalStorage<Mutation>();
const recorded = new WeakSet<Tx>();
const system: Actor = { kind: 'system', name: 'system' };

/** Runs a mutation: what it changes is its actor's. */
export async function withinMutation<T>(name: string, actor: Actor, work: () => T | Promise<T>): Promise<T> {
  const mutation: Mutation = { name, actor, ended: false };
  try {
    return await storage.run(mutation, work);
  } finally {
    mutation.ended = true;
  }
}

function currentMutation(): Mutation | undefined {
  const mutation = storage.getStore();
  return mutation?.ended ? undefined : mutation;
}

const insert = `
INSERT INTO audit_entries (id, at, actor_kind, actor_id, actor_name, action, object_type, object_id, object_name, changes,
  address, door, request_id, words)
VALUES ($1, now(), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, array_to_tsvector(string_to_array($13, ' ')))`;

/** Writes one entry in the transaction of the change. */
export async function recordChange(tx: Tx, { action, object, differences }: Change): Promise<void> {
  recorded.add(tx);
  const mutation = currentMutation();
  const actor = mutation?.actor ?? system;
  const request = mutation ? currentRequest() : undefined;
  const name = object.name ?? null;
  await tx.query(insert, [
    uuid(),
    actor.kind,
    actor.id ?? null,
    actor.name,
    action,
    object.type,
    object.id,
    name,
    JSON.stringify(differences),
    request?.address ?? null,
    request?.door ?? null,
    request?.requestId ?? null,
    auditWords({ action, objectType: object.type, objectName: name, changes: differences }).join(' '),
  ]);
}

/** Says that a transaction, although it locked rows or moved a counter, changes nothing that anybody would ask about. */
export function nothingToRecord(tx: Tx): void {
  recorded.add(tx);
}

/** The mutation that this transaction is part of, when it has not been recorded. */
export const unrecordedMutation = (tx: Tx): string | undefined =>
  recorded.has(tx) ? undefined : currentMutation()?.name;

/** @throws Error when a mutation changes something outside of a transaction, where no entry could belong to it. */
export function refuseLooseChange(sql: string): void {
  const mutation = currentMutation();
  if (mutation && /^\s*(WITH\b[\s\S]*\b)?(INSERT|UPDATE|DELETE)\s/.test(sql))
    throw new Error(`${mutation.name} changes something outside of a transaction: see infra/audit.ts`);
}

export interface SearchedEntry {
  readonly action: string;
  readonly objectType: string;
  readonly objectName: string | null;
  readonly changes: unknown;
}

/** The words by which an entry is found: also an action's and a field's single words. */
export function auditWords({ action, objectType, objectName, changes }: SearchedEntry): readonly string[] {
  const texts = [objectName ?? '', spaced(action), spaced(objectType), action, objectType];
  collect(changes, texts);
  return wordsOf(texts.join(' '));
}

const spaced = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');

function collect(value: unknown, texts: string[]): void {
  if (typeof value === 'string' || typeof value === 'number') texts.push(String(value));
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) collect(item, texts);
}
