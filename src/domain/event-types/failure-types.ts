import type { EventTypeDefinition } from './definition.ts';
import { type FieldSchema, textField } from './payload-fields.ts';

const uuid = (description: string, example: string): FieldSchema => ({
  type: 'string',
  format: 'uuid',
  description,
  examples: [example],
});

/** Failures that this product reports about itself; the specification lists exactly these fields for each. */
export const failureTypes: readonly EventTypeDefinition[] = [
  {
    name: 'event_action.delivery_failed',
    description:
      'A delivery exhausted all retry attempts (terminal failure). Usually the target was down, too slow, or refused the request every time.',
    payload: {
      integration_id: uuid('UUID of the failing integration', '4c19a7e2-b86d-4035-9e1f-f2d05b83c779'),
      integration_name: textField('Name of the failing integration', 'LDAP Sync'),
      event_type: textField('The original event that triggered the failed delivery', 'user.created', 'login.failed'),
      delivery_id: uuid('UUID of the failed delivery', '86d3f501-2ca7-4b9e-8470-e5b91c4da28a'),
      attempt_count: {
        type: 'integer',
        minimum: 1,
        description: 'Number of attempts made, counted from 1',
        examples: [5],
      },
      error: textField('Last response or error message', 'timeout: no answer within 10 s', '503 Service Unavailable'),
    },
    allRequired: true,
    sample: { actor: 'nobody' },
  },
  {
    name: 'task.run_failed',
    description:
      'A scheduled task or custom script finished with an error. Usually the script threw, ran out of time, or a system that it calls refused it.',
    payload: {
      task_id: uuid('UUID of the failed task', 'd75e28c4-09b1-4f6a-a3d8-147fb6e0529b'),
      task_name: textField('Name of the failed task', 'User Sync'),
      task_type: textField('Type of the task: script, or the name of a built-in', 'script', 'github_team_sync'),
      triggered_by: textField(
        'How it was triggered: cron, manual or integration:<name>',
        'cron',
        'manual',
        'integration:Sync',
      ),
      output: textField('Captured output or error text', 'Error: permission denied'),
      run_id: uuid('UUID of this run of the task', 'f30b6d97-e842-4c15-b09a-6a2d7e48c1ac'),
    },
    allRequired: true,
    sample: { actor: 'nobody' },
  },
];
