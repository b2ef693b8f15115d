// Makes the service's objects what a configuration says, all of them or none: one transaction. A dry run does the same
// and takes it back, so that what it tells is what an apply does.
import { createHash } from 'node:crypto';
import { type Problem, Refusal, refuseIfAny } from '../domain/refusal.ts';
import { nothingToRecord, recordChange } from '../infra/audit.ts';
import type { Tx } from '../infra/database.ts';
import type { ConfiguredKind, DesiredObject, KindName, StoredObject } from './configured-kind.ts';
import { canonical, type Difference, differences, type View } from './differences.ts';
import { type Match, matchObjects } from './match-objects.ts';
import { type ConfigurationTools, type DesiredConfiguration, openKinds } from './open-kinds.ts';

export interface ApplyRequest extends DesiredConfiguration {
  /** Whose objects these are; only its own are pruned. */
  readonly configuration: string;
  /** Deletes what an earlier apply of this configuration created and that is not in it any more. */
  readonly prune: boolean;
  /** Those that were made by hand and are in it become its own. */
  readonly adopt: boolean;
  readonly dryRun: boolean;
  /** Of the dry run that somebody has seen: another plan is refused. */
  readonly planHash?: string | undefined;
}

export type Outcome = 'created' | 'updated' | 'unchanged' | 'deleted';

export interface AppliedObject {
  readonly kind: KindName;
  readonly key: string;
  readonly name: string;
  readonly outcome: Outcome;
  /** Undefined for what a dry run would create. */
  readonly id: string | undefined;
  readonly differences: readonly Difference[];
  /** Secrets that the service made just now, by path; never in a dry run. */
  readonly revealed: ReadonlyMap<string, string>;
}

export interface AppliedConfiguration {
  readonly dryRun: boolean;
  /** The same for the same changes of the same stored objects. */
  readonly planHash: string;
  /** Deleted ones first, then as they are in the input. */
  readonly objects: readonly AppliedObject[];
}

/** Objects of one kind, at most. */
const maxObjects = 1_000;
const lockKey = 72_707_370;

/**
 * @throws Refusal BAD_USER_INPUT with the path of each bad field, such as `integrations[2].actions[0].url`; CONFLICT when
 * the plan is not the one of `planHash`, or somebody changes the same objects meanwhile.
 */
export async function applyConfiguration(
  tools: ConfigurationTools,
  request: ApplyRequest,
): Promise<AppliedConfiguration> {
  if (!/^[A-Za-z0-9][\w.-]{0,99}$/.test(request.configuration))
    refuseIfAny([{ path: 'configuration', message: 'must be a name of letters, digits, _ . and -' }]);
  const takenBack = new Error('a dry run');
  let applied: AppliedConfiguration | undefined;
  await tools.database
    .transaction(async (tx) => {
      applied = await applyWithin(tools, tx, request);
      if (request.dryRun) throw takenBack;
    })
    .catch((error: unknown) => {
      if (error !== takenBack) throw error;
    });
  if (!applied) throw new Error('applied without a result');
  return applied;
}

async function applyWithin(tools: ConfigurationTools, tx: Tx, request: ApplyRequest): Promise<AppliedConfiguration> {
  // Two applies take turns.
  await tx.query('SELECT pg_advisory_xact_lock($1)', [lockKey]);
  const problems: Problem[] = [];
  const plans = [];
  for (const [kind, desired] of openKinds(tools, tx, request)) plans.push(await plan(kind, desired, request, problems));
  // What refers to others goes before them and comes after them.
  const planned: Planned[] = [];
  if (request.prune)
    for (const { kind, surplus } of plans.toReversed())
      for (const stored of surplus) {
        await kind.remove(stored);
        planned.push(deleted(kind, stored));
      }
  for (const { kind, matches } of plans)
    for (const match of matches) {
      const done = await within(match.at, problems, () => bring(tx, kind, match, request));
      if (done) planned.push(done);
    }
  refuseIfAny(problems);
  // Each change has its own entry in the audit log.
  if (planned.every(({ object }) => object.outcome === 'unchanged')) nothingToRecord(tx);
  const planHash = hashOf(request.configuration, planned);
  if (request.planHash !== undefined && request.planHash !== planHash)
    throw new Refusal('CONFLICT', 'what would be changed is not any more what the plan says: make a new one');
  return { dryRun: request.dryRun, planHash, objects: planned.map(({ object }) => object) };
}

interface Planned {
  readonly object: AppliedObject;
  readonly stored: StoredObject | undefined;
  readonly after: View | undefined;
}

async function plan(
  kind: ConfiguredKind,
  desired: readonly DesiredObject[],
  { configuration }: ApplyRequest,
  problems: Problem[],
) {
  if (desired.length > maxObjects) refuseIfAny([{ path: kind.list, message: `more than ${maxObjects} of them` }]);
  const stored = await kind.read(
    desired.map(({ name }) => name.trim()),
    configuration,
  );
  const matched = matchObjects(kind.list, desired, stored, configuration);
  problems.push(...matched.problems);
  const kept = new Set(matched.matches.map((match) => match.stored?.id));
  const surplus = stored.filter(({ id, managedBy }) => managedBy === configuration && !kept.has(id));
  return { kind, matches: matched.matches, surplus };
}

/** Creates it, updates it, or leaves it as it is. */
async function bring(
  tx: Tx,
  kind: ConfiguredKind,
  { desired, key, stored }: Match<DesiredObject>,
  { configuration, adopt, dryRun }: ApplyRequest,
): Promise<Planned> {
  const { before, after, save } = await kind.prepare(desired, stored);
  const isAdopted = stored !== undefined && stored.managedBy === null && adopt;
  const adoption = isAdopted ? [{ path: 'managedBy', before: null, after: configuration, secret: false }] : [];
  const found = [...differences(before, after), ...adoption];
  const isChanged = before === undefined || canonical(before) !== canonical(after);
  const saved = isChanged ? await save() : undefined;
  const id = saved?.id ?? stored?.id ?? '';
  if (!stored || isAdopted)
    await tx.query(`UPDATE ${kind.table} SET managed_by = $2, managed_key = $3 WHERE id = $1`, [
      id,
      configuration,
      key,
    ]);
  if (isAdopted)
    await recordChange(tx, {
      action: 'applyConfiguration',
      object: { type: kind.typeName, id, name: desired.name.trim() },
      differences: adoption.map(({ path, before: was, after: is }) => ({ path, before: was, after: is })),
    });
  const outcome = !stored ? 'created' : found.length > 0 ? 'updated' : 'unchanged';
  const object: AppliedObject = {
    kind: kind.name,
    key,
    name: desired.name.trim(),
    outcome,
    id: dryRun && !stored ? undefined : id,
    differences: found,
    revealed: (!dryRun && saved?.revealed) || new Map(),
  };
  return { object, stored, after };
}

const deleted = (kind: ConfiguredKind, stored: StoredObject): Planned => ({
  object: {
    kind: kind.name,
    key: stored.managedKey ?? stored.name,
    name: stored.name,
    outcome: 'deleted',
    id: stored.id,
    differences: [],
    revealed: new Map(),
  },
  stored,
  after: undefined,
});

/** Bad input of one object is told with that of the others; its paths begin where it stands. */
async function within<T>(at: string, problems: Problem[], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const placed = error.problems.map(({ path, message }) => ({ path: path === '' ? at : `${at}.${path}`, message }));
    // After any other refusal there may be nothing more to do in this transaction.
    if (error.code !== 'BAD_USER_INPUT') throw new Refusal(error.code, `${at}: ${error.message}`, placed);
    problems.push(...(placed.length > 0 ? placed : [{ path: at, message: error.message }]));
    return undefined;
  }
}

function hashOf(configuration: string, planned: readonly Planned[]): string {
  const hash = createHash('sha256').update(`${configuration}\n`);
  for (const { object, stored, after } of planned)
    hash.update(
      `${object.kind} ${JSON.stringify(object.key)} ${object.outcome} ${stored ? `${stored.id} ${stored.version}` : ''} ${after ? canonical(after) : ''}\n`,
    );
  return hash.digest('base64url').slice(0, 22);
}
