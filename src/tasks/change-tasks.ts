// Create, update and delete tasks. Each is one transaction with the task's schedule.
import { v7 as uuid } from 'uuid';
import { type Problem, Refusal, refuseIfAny } from '../domain/refusal.ts';
import { nothingToRecord } from '../infra/audit.ts';
import type { Database, Tx } from '../infra/database.ts';
import type { TaskQueue } from '../infra/task-queue.ts';
import { endPendingRuns } from './end-run.ts';
import { recordTask } from './record-task.ts';
import {
  type ConfigEntry,
  mask,
  openConfig,
  type StoredTask,
  sealConfig,
  type TaskFields,
  type TaskRow,
  type TaskVault,
  taskFromRow,
} from './stored-task.ts';
import { type ConfigEntryInput, type TaskChecks, type TaskInput, validateTask } from './valid-task.ts';

export type TaskChange = { readonly [Field in keyof TaskInput]?: TaskInput[Field] | undefined } & {
  /** The version that the change was made from; a different one in the database is a conflict. */
  readonly version?: number | undefined;
};

export interface ChangeTools extends TaskChecks {
  readonly database: Database;
  readonly vault: TaskVault;
  readonly taskQueue: Pick<TaskQueue, 'schedule'>;
}

/** What a task is when nothing is said of it. */
export const taskDefaults = {
  description: '',
  type: 'script',
  script: '',
  config: [],
  cron: null,
  timeZone: 'UTC',
  enabled: true,
  timeoutSecs: 60,
  overlap: 'skip',
  missed: 'skip',
} as const satisfies Omit<TaskInput, 'name'>;

/** @throws Refusal BAD_USER_INPUT with the path of each bad field. */
export async function createTask(tools: ChangeTools, input: TaskInput): Promise<string> {
  const valid = await newTask(tools, input);
  const id = uuid();
  await tools.database.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO tasks (id, name, description, type, script, config, cron, time_zone, enabled, timeout_secs, overlap,
         missed, scheduled_at, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now(), now(), now())`,
      [id, ...columns(tools.vault, id, valid)],
    );
    await schedule(tools, tx, id, valid);
    await recordTask(tx, { action: 'createTask', id, after: valid });
  });
  return id;
}

/**
 * Changes what is given and leaves the rest. Secrets that are left out or sent back as their mask stay as they are.
 * @throws Refusal NOT_FOUND; CONFLICT when `change.version` is not the stored one; BAD_USER_INPUT.
 */
export async function updateTask(tools: ChangeTools, id: string, change: TaskChange): Promise<void> {
  for (;;) {
    // Checking a script takes a while: it is done before the row is locked, on what the change is made from.
    const before = await read(tools.database, id, '');
    if (!before) throw notFound();
    if (change.version !== undefined && change.version !== before.version) throw stale(before.version);
    const valid = await changedTask(tools, before, change);
    // Where somebody else was faster meanwhile, the change is made from what they left.
    if (await tools.database.transaction((tx) => store(tools, tx, before, valid))) return;
  }
}

async function store(tools: ChangeTools, tx: Tx, before: StoredTask, valid: TaskFields): Promise<boolean> {
  const { id } = before;
  const rescheduled = isRescheduled(before, valid);
  const rows = await tx.query(
    `UPDATE tasks SET name = $2, description = $3, type = $4, script = $5, config = $6, cron = $7, time_zone = $8,
       enabled = $9, timeout_secs = $10, overlap = $11, missed = $12, version = version + 1, updated_at = now(),
       scheduled_at = CASE WHEN $13 THEN now() ELSE scheduled_at END
     WHERE id = $1 AND version = $14 AND deleted_at IS NULL RETURNING 1`,
    [id, ...columns(tools.vault, id, valid), rescheduled, before.version],
  );
  if (rows.length === 0) {
    // It has waited for the other change, and will be made again.
    nothingToRecord(tx);
    return false;
  }
  if (rescheduled || before.missed !== valid.missed) await schedule(tools, tx, id, valid);
  const opened = { ...before, config: openConfig(tools.vault, id, before.config) };
  await recordTask(tx, { action: 'updateTask', id, before: opened, after: valid });
  return true;
}

/** Leaves an emptied tombstone, so that history keeps its name. @throws Refusal NOT_FOUND; CONFLICT. */
export async function deleteTask(tools: ChangeTools, id: string, version?: number): Promise<void> {
  await tools.database.transaction(async (tx) => {
    const stored = await read(tx, id, 'FOR UPDATE');
    if (!stored) throw notFound();
    if (version !== undefined && version !== stored.version) throw stale(stored.version);
    await tx.query(
      `UPDATE tasks SET deleted_at = now(), updated_at = now(), enabled = false, version = version + 1, script = '',
         config = '[]', cron = NULL WHERE id = $1`,
      [id],
    );
    await tx.query('DELETE FROM task_values WHERE task_id = $1', [id]);
    await tools.taskQueue.schedule(tx, id, undefined);
    await endPendingRuns(tx, id, 'the task was deleted');
    const before = { ...stored, config: openConfig(tools.vault, id, stored.config) };
    await recordTask(tx, { action: 'deleteTask', id, before });
  });
}

/** Which of these ids are no task's. */
export async function findMissingTasks(database: Database, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await database.query<{ id: string }>(
    'SELECT id FROM tasks WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL',
    [ids],
  );
  const found = new Set(rows.map(({ id }) => id));
  return new Set(ids.filter((id) => !found.has(id.toLowerCase())));
}

/** Those of the ids that are tasks, by id. */
export async function findTasks(
  database: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly name: string; readonly enabled: boolean }>> {
  if (ids.length === 0) return new Map();
  const rows = await database.query<{ id: string; name: string; enabled: boolean }>(
    'SELECT id, name, enabled FROM tasks WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL',
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

async function read(tx: Tx, id: string, lock: '' | 'FOR UPDATE'): Promise<StoredTask | undefined> {
  const [row] = await tx.query<TaskRow>(`SELECT * FROM tasks WHERE id = $1 AND deleted_at IS NULL ${lock}`, [id]);
  return row && taskFromRow(row);
}

/** A task that is not stored yet, secrets in the clear. @throws Refusal BAD_USER_INPUT. */
export async function newTask(checks: TaskChecks, input: TaskInput): Promise<TaskFields> {
  const checked = await validateTask(checks, input);
  if ('valid' in checked) return checked.valid;
  refuseIfAny(checked.problems);
  throw new Error('refused without a problem');
}

/** A stored task with a change, secrets in the clear. @throws Refusal BAD_USER_INPUT. */
export async function changedTask(
  tools: TaskChecks & Pick<ChangeTools, 'vault'>,
  stored: StoredTask,
  change: Omit<TaskChange, 'version'>,
): Promise<TaskFields> {
  const { input, problems } = changed(tools.vault, stored, change);
  refuseIfAny(problems);
  return newTask(tools, input);
}

function changed(
  vault: TaskVault,
  stored: StoredTask,
  change: Omit<TaskChange, 'version'>,
): { input: TaskInput; problems: readonly Problem[] } {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as TaskChange;
  const opened = openConfig(vault, stored.id, stored.config);
  const problems: Problem[] = [];
  const config = change.config?.map((entry, index) => withStoredSecret(opened, entry, index, problems)) ?? opened;
  // A built-in has no script: one that was a script before leaves it behind.
  const script = change.script ?? ((change.type ?? stored.type) === 'script' ? stored.script : '');
  return { input: { ...stored, ...(given as Partial<TaskInput>), script, config }, problems };
}

function withStoredSecret(
  opened: readonly ConfigEntry[],
  entry: ConfigEntryInput,
  index: number,
  problems: Problem[],
): ConfigEntryInput {
  const before = opened.find(({ key, secret }) => key === entry.key && secret);
  if (!before) return entry;
  const isKept = entry.value === undefined || entry.value === mask;
  if (isKept && entry.secret === false)
    problems.push({
      path: `config[${index}].value`,
      message: 'must be given again, because it is not secret any more',
    });
  return { ...entry, value: isKept ? before.value : entry.value, secret: entry.secret ?? true };
}

/** The values of the columns from name to missed, in this order. */
const columns = (vault: TaskVault, id: string, valid: TaskFields) => [
  valid.name,
  valid.description,
  valid.type,
  valid.script,
  JSON.stringify(sealConfig(vault, id, valid.config)),
  valid.cron,
  valid.timeZone,
  valid.enabled,
  valid.timeoutSecs,
  valid.overlap,
  valid.missed,
];

const isRescheduled = (before: TaskFields, after: TaskFields) =>
  before.cron !== after.cron || before.timeZone !== after.timeZone || before.enabled !== after.enabled;

const schedule = ({ taskQueue }: ChangeTools, tx: Tx, id: string, { enabled, cron, timeZone, missed }: TaskFields) =>
  taskQueue.schedule(tx, id, enabled && cron !== null ? { cron, timeZone, missed } : undefined);

const notFound = () => new Refusal('NOT_FOUND', 'no such task');
const stale = (version: number) =>
  new Refusal('CONFLICT', `somebody else has changed this task: it is now at version ${version}`);
