// The trigger_task action: runs a scheduled task. Tasks are not part of the service yet, so an attempt fails and says so.
import { z } from 'zod';
import { failure } from '../domain/failure-causes.ts';
import { defineActionKind } from './action-kind.ts';

const schema = z.strictObject({ taskId: z.guid('must be a UUID') });

export type TriggerTaskConfig = z.infer<typeof schema>;

export const triggerTaskAction = defineActionKind<TriggerTaskConfig>({
  type: 'trigger_task',
  title: 'Trigger Task',
  description: 'Immediately runs a scheduled task (script or built-in).',
  schema,
  templates: () => [],
  secrets: () => [],
  retries: () => ({ maxAttempts: 1 }),
  run: async ({ taskId }) => ({ failure: failure('task_missing', { task: taskId }) }),
});
