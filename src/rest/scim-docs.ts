// What the rows for connections to SCIM directories, and for trying a script, say of themselves.
import type { RouteDocs } from './route-docs.ts';

const text = { type: 'string' };

export const scimDocs = {
  list: { summary: 'List SCIM connections', answers: { 200: { items: 'scimConnections' } } },
  create: {
    summary: 'Create a SCIM connection',
    body: {
      of: { input: 'CreateScimConnectionInput' },
      examples: {
        bearer: {
          name: 'directory',
          base_url: 'https://directory.example.com/scim/v2',
          auth: { type: 'bearer', token: 'a-secret-token' },
        },
      },
    },
    answers: { 201: { one: 'createScimConnection' } },
    headers: ['etag', 'location'],
    conflict: 'The name is taken.',
  },
  update: {
    summary: 'Change a SCIM connection',
    ifMatch: true,
    body: {
      of: { input: 'UpdateScimConnectionInput' },
      examples: { change: { auth: { type: 'bearer', token: 'another-secret-token' } } },
    },
    answers: { 200: { one: 'updateScimConnection' } },
    headers: ['etag'],
    conflict: 'The name is taken.',
  },
  delete: { summary: 'Delete a SCIM connection', ifMatch: true, answers: { 204: 'empty' } },
  dryRun: {
    summary: 'Try a script',
    body: {
      of: {
        schema: {
          type: 'object',
          properties: {
            source: { ...text, description: 'The script.' },
            event: { description: 'What the script finds as `event`.' },
            event_type: { ...text, description: 'Instead: the sample of this type.' },
            config: { type: 'object', additionalProperties: text, description: 'Settings by key.' },
            input: { description: 'What the script finds as `input`.' },
            timeout_secs: { type: 'integer', description: '1 to 3,600. Default: 60.' },
          },
          required: ['source'],
        },
      },
      examples: { script: { source: 'log.info(input.name)\nreturn 1', input: { name: 'Ann' }, config: { KEY: 'v' } } },
    },
    answers: { 200: { one: 'dryRunScript' } },
  },
} as const satisfies Record<string, RouteDocs>;
