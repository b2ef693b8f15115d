// Tasks and their connections in the audit log, with secrets compared in the clear and shown as masks.
import { differences, type State } from '../domain/difference.ts';
import { recordChange } from '../infra/audit.ts';
import type { Tx } from '../infra/database.ts';
import { maskConfig, type TaskFields } from './stored-task.ts';

export interface TaskChanged {
  readonly action: string;
  readonly id: string;
  /** Secrets in the clear; undefined for a new one. */
  readonly before?: TaskFields;
  /** Secrets in the clear; undefined for one that is deleted. */
  readonly after?: TaskFields;
}

export function recordTask(tx: Tx, { action, id, before, after }: TaskChanged): Promise<void> {
  return recordChange(tx, {
    action,
    object: { type: 'Task', id, name: (after ?? before)?.name },
    differences: differences(before && stateOf(before), after && stateOf(after)),
  });
}

function stateOf(fields: TaskFields): State {
  const { name, description, type, script, config, cron, timeZone, enabled, timeoutSecs, overlap, missed } = fields;
  const plain = { name, description, type, script, config, cron, timeZone, enabled, timeoutSecs, overlap, missed };
  return { plain, shown: { ...plain, config: maskConfig(config) } };
}

/** A run that was asked for, or ended. */
export const recordRun = (
  tx: Tx,
  action: string,
  run: { readonly id: string; readonly taskName: string },
  before: string | null,
  after: string,
): Promise<void> =>
  recordChange(tx, {
    action,
    object: { type: 'TaskRun', id: run.id, name: run.taskName },
    differences: [{ path: 'status', before, after }],
  });
