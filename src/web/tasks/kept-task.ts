// A draft of a task that was left, for as long as its tab is open. Secrets are not kept.
import { keep, readKept } from '../app/kept.ts';
import { isMasked, type TaskDraft } from './task-draft.ts';

const keyOf = (id: string | undefined) => `iam-integrations-task-draft-${id ?? 'new'}`;

/** @param secretKeys settings that are secret whatever their draft says. */
export function keepTask(id: string | undefined, draft: TaskDraft, secretKeys: ReadonlySet<string>): void {
  const config = draft.config.map((setting) =>
    (setting.secret || secretKeys.has(setting.key)) && !isMasked(setting.value) ? { ...setting, value: '' } : setting,
  );
  keep('sessionStorage', keyOf(id), JSON.stringify({ ...draft, config }));
}

export const dropKeptTask = (id: string | undefined): void => keep('sessionStorage', keyOf(id), undefined);

export function readKeptTask(id: string | undefined): TaskDraft | undefined {
  try {
    return JSON.parse(readKept('sessionStorage', keyOf(id)) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}
