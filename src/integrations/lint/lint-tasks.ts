// Actions that can never run: their task is gone, or switched off.
import { actionPath, type Linted, type Surroundings, type Warning } from './lint-integration.ts';

export function lintTasks({ actions }: Linted, tasks: Surroundings['tasks']): Warning[] {
  return actions.flatMap(({ kind, config }, index): Warning[] => {
    if (kind.type !== 'trigger_task') return [];
    const path = actionPath(index, 'taskId');
    const task = tasks.get(String(config.taskId).toLowerCase());
    if (!task) return [{ code: 'task_missing', path, message: 'its task has been deleted: the action always fails' }];
    if (task.enabled) return [];
    return [
      { code: 'task_disabled', path, message: `the task ${JSON.stringify(task.name)} is disabled: the action fails` },
    ];
  });
}
