// The log action: one structured line in the server's log.
import { z } from 'zod';
import { limitFormFields, templateOptionFields } from './action-form.ts';
import { defineActionKind } from './action-kind.ts';
import { limits, templateOptions, templateText } from './fields.ts';

const schema = z.strictObject({
  message: templateText.min(1, 'must not be empty').max(40_000),
  level: z.enum(['info', 'warn', 'error']).default('info'),
  ...limits,
  ...templateOptions,
});

export type LogConfig = z.infer<typeof schema>;

export const logAction = defineActionKind<LogConfig>({
  type: 'log',
  title: 'Log entry',
  description: 'Appends an entry to the server log.',
  schema,
  form: [
    {
      path: 'level',
      label: 'Level',
      control: 'choice',
      choices: { info: 'Information', warn: 'Warning', error: 'Error' },
    },
    { path: 'message', label: 'Message', control: 'template', required: true, previewAs: 'message' },
    ...limitFormFields,
    ...templateOptionFields,
  ],
  templates: () => [{ path: ['message'], escape: 'none' }],
  secrets: () => [],
  retries: () => ({ maxAttempts: 1 }),
  run: async ({ message, level }, { log, delivery, event }) => {
    log[level](
      {
        integrationId: delivery.integrationId,
        integration: delivery.integrationName,
        deliveryId: delivery.id,
        eventId: event.id,
        eventType: event.type,
      },
      message,
    );
    return {};
  },
});
