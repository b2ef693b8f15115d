// A service with one of everything that can be exported, each secret with `secret-` in it.
import { expect } from 'vitest';
import type { TestService } from '../support/service.ts';

/** Everything that an export could get wrong. */
export async function fillService({ rest, graphql }: TestService): Promise<void> {
  const script = `export default async function (event, { log }) {\n  log.info('\${HOME}', \`\${event?.type}\`);\n}\n`;
  const made = await rest('POST', '/tasks', {
    ...{ name: 'Directory sync', script, cron: '30 8 * * 1-5', time_zone: 'Europe/Rome', overlap: 'queue' },
    config: [
      { key: 'token', value: 'secret-task', secret: true },
      { key: 'place', value: `plain \${NOT_A_REFERENCE} text` },
    ],
  });
  await rest('POST', '/tasks', {
    name: 'Cleaning',
    type: 'history_retention',
    config: [{ key: 'older_than_days', value: '90' }],
  });
  await rest('POST', '/sources', {
    ...{ name: 'okta', kind: 'okta', description: 'ours', settings: { value: 'secret-source-0123456789' } },
    rules: [{ match: [{ field: 'event_type', operator: 'eq', value: 'x' }], type: 'unmapped', data: { a: '{{.x}}' } }],
  });
  await graphql(`mutation { createScimConnection(input: { name: "corp", baseUrl: "https://id.example.com/scim/v2",
    auth: { clientCredentials: { tokenUrl: "https://id.example.com/token", clientId: "me", clientSecret: "secret-scim" } } }) { id } }`);
  const answer = await rest('POST', '/integrations', {
    ...{
      name: 'New staff',
      description: 'tells HR\nand others',
      triggers: ['user.created', 'group.*'],
      enabled: false,
    },
    conditions: [
      { field: 'user.email', operator: 'ends_with', value: '@example.com', order: 2 },
      {
        any: [{ field: 'a', operator: 'in', values: ['1', '2'] }, { not: { field: 'b', operator: 'exists' } }],
        order: 1,
      },
    ],
    threshold: { count: 3, window_secs: 60, by: 'ip_address' },
    actions: [
      {
        ...{ type: 'http', url: 'https://hr.example.com/{{.EventType}}', max_retries: 3, retry_on: ['5xx', 'timeout'] },
        headers: { 'X-Api-Key': 'secret-header', 'X-Plain': 'yes' },
        body: '{\n  "email": "{{.Data.user_email}}"\n}\n',
        auth: { type: 'basic', username: 'iam', password: 'secret-password' },
        backoff: { initial_secs: 1, factor: 3, max_secs: 60 },
      },
      { type: 'http', url: 'https://hr.example.com/signed', signing: true, format: 'cloudevents' },
      { type: 'slack', webhook_url: 'https://hooks.slack.com/services/secret-slack', message: 'Hi *{{.ActorEmail}}*' },
      { type: 'log', message: 'seen', level: 'warn', missing: 'empty' },
      { type: 'trigger_task', task_id: made.body.id },
    ],
  });
  expect(answer).toMatchObject({ status: 201 });
  await rest('POST', '/integrations', { name: 'Twice', triggers: ['*'], actions: [{ type: 'log', message: 'one' }] });
  await rest('POST', '/integrations', { name: 'Twice', triggers: ['*'], actions: [{ type: 'log', message: 'two' }] });
}

/** What its export refers to. */
export const secrets = {
  DIRECTORY_SYNC_TOKEN: 'secret-task',
  OKTA_VALUE: 'secret-source-0123456789',
  CORP_CLIENT_SECRET: 'secret-scim',
  NEW_STAFF_X_API_KEY: 'secret-header',
  NEW_STAFF_PASSWORD: 'secret-password',
  NEW_STAFF_WEBHOOK_URL: 'https://hooks.slack.com/services/secret-slack',
};
