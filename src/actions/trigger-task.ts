// The trigger_task action: runs a scheduled task within the attempt, which ends as the run ends.
import { z } from 'zod';
import { failure } from '../domain/failure-causes.ts';
import { limitFormFields } from './action-form.ts';
import { defineActionKind } from './action-kind.ts';
import { limits } from './fields.ts';

const schema = z.strictObject({ taskId: z.guid('must be a UUID'), ...limits });

export type TriggerTaskConfig = z.infer<typeof schema>;

export const triggerTaskAction = defineActionKind<TriggerTaskConfig>({
  type: 'trigger_task',
  title: 'Trigger Task',
  description: 'Immediately runs a scheduled task (script or built-in).',
  schema,
  form: [{ path: 'taskId', label: 'Task', control: 'task', required: true }, ...limitFormFields],
  templates: () => [],
  secrets: () => [],
  retries: () => ({ maxAttempts: 1 }),
  run: async ({ taskId }, { runTask, event, digest, delivery }, signal) =>
    runTask?.({ taskId, event, digest, delivery }, signal) ?? { failure: failure('task_missing', { task: taskId }) },
});
