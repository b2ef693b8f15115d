// Tasks of a configuration.
import type { Tx } from '../infra/database.ts';
import type { Vault } from '../integrations/secrets.ts';
import { type ChangeTools, changedTask, createTask, deleteTask, newTask, updateTask } from '../tasks/change-tasks.ts';
import { mask, openConfig, type TaskFields, type TaskRow, taskFromRow } from '../tasks/stored-task.ts';
import type { TaskInput } from '../tasks/valid-task.ts';
import { configuredKind, type DesiredObject, inside, readRows, storedObject } from './configured-kind.ts';
import { secretText, type View } from './differences.ts';
import type { TaskNames } from './task-names.ts';

export interface DesiredTask extends DesiredObject, TaskInput {}

type Row = TaskRow & { readonly managed_by: string | null; readonly managed_key: string | null };

export function configuredTasks(given: ChangeTools, vault: Vault, tx: Tx, names: TaskNames) {
  const tools: ChangeTools = { ...given, database: inside(given.database, tx) };
  const rows = new Map<string, Row>();
  return configuredKind<DesiredTask>({
    name: 'task',
    list: 'tasks',
    table: 'tasks',
    typeName: 'Task',
    read: async (wanted, configuration) => {
      const read = await readRows<Row>(tx, { table: 'tasks', live: 'deleted_at IS NULL' }, wanted, configuration);
      for (const row of read) rows.set(row.id, row);
      return read.map(storedObject);
    },
    prepare: async (desired, stored) => {
      const { key: _key, ...input } = desired;
      const row = stored && rows.get(stored.id);
      if (stored) names.note(desired, stored.id);
      const before = row && taskFromRow(row);
      const valid = before ? await changedTask(tools, before, input) : await newTask(tools, input);
      return {
        before: before && viewOf(vault, { ...before, config: openConfig(vault, before.id, before.config) }),
        after: viewOf(vault, valid),
        save: async () => {
          const id = before?.id ?? (await createTask(tools, input));
          if (before) await updateTask(tools, id, { ...input, version: before.version });
          names.note(desired, id);
          return { id };
        },
      };
    },
    remove: ({ id, version }) => deleteTask(tools, id, version),
  });
}

/** @param task with its configuration opened. */
function viewOf(vault: Vault, task: TaskFields): View {
  const { name, description, type, script, cron, timeZone, enabled, timeoutSecs, overlap, missed } = task;
  const config = task.config.map(({ key, value, secret }) => [
    key,
    secret ? secretText(vault.fingerprint(value), mask) : value,
  ]);
  return {
    ...{ name, description, type, script, config: Object.fromEntries(config) },
    ...{ cron, timeZone, enabled, timeoutSecs, overlap, missed },
  };
}
