// What the row for a configuration as a whole says of itself.
import type { RouteDocs } from './route-docs.ts';

const configuration = {
  configuration: 'example',
  tasks: [{ key: 'greet', name: 'Greet', script: "log.info('hello')" }],
  integrations: [
    {
      key: 'new-staff',
      name: 'New staff',
      triggers: ['user.created'],
      actions: [{ type: 'trigger_task', task: 'greet' }],
    },
  ],
};

export const configurationDocs = {
  apply: {
    summary: 'Apply a configuration',
    body: {
      of: { input: 'ApplyConfigurationInput' },
      examples: { look: { ...configuration, dry_run: true }, apply: configuration },
    },
    answers: { 200: { one: 'applyConfiguration' } },
    conflict: 'An apply would not do any more what the plan of `plan_hash` says, or a name is taken.',
  },
} as const satisfies Record<string, RouteDocs>;
