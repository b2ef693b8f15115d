// Creating, changing and deleting sources. Each is one transaction that moves the version of the set.
import { v7 as uuid } from 'uuid';
import { differences, type State } from '../domain/difference.ts';
import { type Problem, Refusal, refuseIfAny } from '../domain/refusal.ts';
import { recordChange } from '../infra/audit.ts';
import type { Database, Tx } from '../infra/database.ts';
import { type CheckConditions, type OwnRule, type RuleInput, readRules } from './own-rules.ts';
import { findSourceKind, sourceKinds } from './registry.ts';
import { belongs, readSettings, type Settings } from './setting.ts';
import type { SourceKind } from './source-kind.ts';
import { moveSourcesVersion } from './source-set.ts';
import { openSettings, type SourceRow, type SourceVault, sealSettings, shownSettings } from './stored-source.ts';

/** As a client sends it; what an update leaves out stays. */
export interface SourceInput {
  readonly name?: string | undefined;
  readonly kind?: string | undefined;
  readonly description?: string | undefined;
  /** All settings; a secret that is left out or masked is the stored one. */
  readonly settings?: unknown;
  readonly rules?: readonly RuleInput[] | undefined;
  readonly enabled?: boolean | undefined;
  readonly version?: number | undefined;
}

export interface SourceChangeTools {
  readonly database: Database;
  readonly vault: SourceVault;
  readonly checkConditions: CheckConditions;
}

export interface ValidSource {
  readonly name: string;
  readonly description: string;
  readonly settings: Settings;
  readonly rules: readonly OwnRule[];
  readonly enabled: boolean;
}

const maxDescription = 2_000;

/** @throws Refusal BAD_USER_INPUT; CONFLICT when the name is taken. */
export async function createSource(tools: SourceChangeTools, input: SourceInput): Promise<string> {
  const { database, vault } = tools;
  const id = uuid();
  const { kind, source } = newSource(tools, input);
  await unlessTaken(source.name, () =>
    database.transaction(async (tx) => {
      await moveSourcesVersion(tx);
      await tx.query(
        `INSERT INTO event_sources (id, kind, name, description, settings, rules, enabled, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, now(), now())`,
        [id, kind.name, ...columnsOf(vault, kind, id, source)],
      );
      await record(tx, { action: 'createSource', id, kind, after: source });
    }),
  );
  return id;
}

/** @throws Refusal NOT_FOUND; CONFLICT for a stale version or a name that is taken; BAD_USER_INPUT. */
export async function updateSource(tools: SourceChangeTools, id: string, input: SourceInput) {
  const { database, vault } = tools;
  await database.transaction(async (tx) => {
    await moveSourcesVersion(tx);
    const { row, kind } = await lock(tx, id, input.version);
    const stored = { ...row, settings: openSettings(vault, kind, id, row.settings) };
    const source = changedSource(tools, kind, input, stored);
    await unlessTaken(source.name, () =>
      tx.query(
        `UPDATE event_sources SET name = $2, description = $3, settings = $4, rules = $5, enabled = $6,
           version = version + 1, updated_at = now() WHERE id = $1`,
        [id, ...columnsOf(vault, kind, id, source)],
      ),
    );
    await record(tx, { action: 'updateSource', id, kind, before: stored, after: source });
  });
}

/** What it has sent stays. @throws Refusal NOT_FOUND; CONFLICT. */
export async function deleteSource(tools: SourceChangeTools, id: string, version?: number): Promise<void> {
  const { database, vault } = tools;
  await database.transaction(async (tx) => {
    await moveSourcesVersion(tx);
    const { row, kind } = await lock(tx, id, version);
    await tx.query('DELETE FROM event_source_counts WHERE source_id = $1', [id]);
    await tx.query('DELETE FROM event_sources WHERE id = $1', [id]);
    const before = { ...row, settings: openSettings(vault, kind, id, row.settings) };
    await record(tx, { action: 'deleteSource', id, kind, before });
  });
}

interface SourceChanged {
  readonly action: string;
  readonly id: string;
  readonly kind: SourceKind;
  /** Secrets in the clear. */
  readonly before?: ValidSource;
  readonly after?: ValidSource;
}

function record(tx: Tx, { action, id, kind, before, after }: SourceChanged): Promise<void> {
  const state = ({ name, description, settings, rules, enabled }: ValidSource): State => {
    const plain = { name, kind: kind.name, description, settings, rules, enabled };
    return { plain, shown: { ...plain, settings: shownSettings(kind.name, settings) } };
  };
  return recordChange(tx, {
    action,
    object: { type: 'EventSource', id, name: (after ?? before)?.name },
    differences: differences(before && state(before), after && state(after)),
  });
}

/** A source that is not stored yet, secrets in the clear. @throws Refusal BAD_USER_INPUT. */
export function newSource(tools: Pick<SourceChangeTools, 'checkConditions'>, input: SourceInput) {
  const kind = findSourceKind(input.kind ?? '');
  if (!kind)
    throw new Refusal('BAD_USER_INPUT', 'unknown kind of source', [
      { path: 'kind', message: `must be one of ${sourceKinds.map(({ name }) => name).join(', ')}` },
    ]);
  return { kind, source: changedSource(tools, kind, input, undefined) };
}

const columnsOf = (vault: SourceVault, kind: SourceKind, id: string, source: ValidSource) => [
  source.name,
  source.description,
  JSON.stringify(sealSettings(vault, kind, id, source.settings)),
  JSON.stringify(source.rules),
  source.enabled,
];

async function lock(tx: Tx, id: string, version: number | undefined): Promise<{ row: SourceRow; kind: SourceKind }> {
  const [row] = await tx.query<SourceRow>('SELECT * FROM event_sources WHERE id = $1 FOR UPDATE', [id]);
  const kind = row && findSourceKind(row.kind);
  if (!row || !kind) throw new Refusal('NOT_FOUND', 'no such source');
  if (version !== undefined && version !== row.version)
    throw new Refusal('CONFLICT', `somebody else has changed this source: it is now at version ${row.version}`);
  return { row, kind };
}

/** What a change makes of a stored source, secrets of both in the clear. @throws Refusal BAD_USER_INPUT. */
export function changedSource(
  { checkConditions }: Pick<SourceChangeTools, 'checkConditions'>,
  kind: SourceKind,
  input: SourceInput,
  stored: SourceRow | undefined,
): ValidSource {
  const problems: Problem[] = [];
  const name = input.name ?? stored?.name ?? '';
  if (!/^[a-z0-9][a-z0-9._-]{0,62}$/.test(name))
    problems.push({
      path: 'name',
      message: 'must be 1 to 63 small letters, digits, - _ and . and begin with one of the first two',
    });
  const description = input.description ?? stored?.description ?? '';
  if (description.length > maxDescription)
    problems.push({ path: 'description', message: `must have at most ${maxDescription} characters` });
  const read = readSettings(kind.settings, input.settings ?? stored?.settings ?? {}, stored?.settings);
  problems.push(...(read.problems.length > 0 ? read.problems : problemsOfKeys(kind, read.settings)));
  const { rules, problems: wrong } = readRules(input.rules ?? stored?.rules ?? [], checkConditions);
  problems.push(...wrong);
  refuseIfAny(problems);
  return { name, description, settings: read.settings, rules, enabled: input.enabled ?? stored?.enabled ?? true };
}

/** Public keys are pasted or fetched: one of the two must be known. */
function problemsOfKeys(kind: SourceKind, settings: Settings): Problem[] {
  const spec = kind.settings.find(({ type }) => type === 'keys');
  if (!spec || !belongs(spec, settings) || settings.jwks !== undefined || settings.jwks_url !== undefined) return [];
  return [{ path: 'settings.jwks_url', message: 'is required, unless jwks is given' }];
}

async function unlessTaken(name: string, write: () => Promise<unknown>): Promise<void> {
  await write().catch((error: { code?: string }) => {
    if (error.code !== '23505') throw error;
    throw new Refusal('CONFLICT', `there is a source named ${name} already`, [
      { path: 'name', message: 'is taken by another source' },
    ]);
  });
}
