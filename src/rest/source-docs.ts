// What the rows for event sources and signing keys say of themselves.
import type { RouteDocs } from './route-docs.ts';

const rule = {
  match: [{ field: 'kind', operator: 'eq', value: 'joiner', order: 1 }],
  type: 'user.created',
  data: { user_email: '{{.mail}}' },
  actor_id: '{{.by}}',
};

export const sourceDocs = {
  kinds: { summary: 'List the kinds of event sources', answers: { 200: { items: 'sourceKinds' } } },
  list: { summary: 'List event sources', answers: { 200: { items: 'sources' } } },
  create: {
    summary: 'Create an event source',
    body: {
      of: { input: 'CreateSourceInput' },
      examples: { custom: { name: 'hr', kind: 'custom', settings: { value: 'a-secret-value' }, rules: [rule] } },
    },
    answers: { 201: { one: 'createSource' } },
    headers: ['etag', 'location'],
    conflict: 'The name is taken.',
  },
  get: { summary: 'Get an event source', answers: { 200: { one: 'source' } }, headers: ['etag'] },
  update: {
    summary: 'Change an event source',
    ifMatch: true,
    body: {
      of: { input: 'UpdateSourceInput' },
      examples: { change: { description: 'From the HR system', settings: { value: '********' } } },
    },
    answers: { 200: { one: 'updateSource' } },
    headers: ['etag'],
    conflict: 'The name is taken.',
  },
  delete: { summary: 'Delete an event source', ifMatch: true, answers: { 204: 'empty' } },
  test: {
    summary: 'Try an event source',
    body: {
      of: { args: ['document'] },
      optional: true,
      examples: { document: { document: { kind: 'joiner', mail: 'ann@example.com', by: 'hr' } } },
    },
    answers: { 200: { items: 'testSource' } },
  },
  signingKeys: {
    summary: 'List the keys that sign security event tokens',
    answers: { 200: { items: 'eventSigningKeys' } },
  },
  rotateSigningKey: {
    summary: 'Rotate the key that signs security event tokens',
    body: {
      of: { args: ['leadSecs', 'keepSecs'] },
      optional: true,
      examples: { hour: { lead_secs: 3_600, keep_secs: 86_400 } },
    },
    answers: { 200: { items: 'rotateEventSigningKey' } },
  },
} as const satisfies Record<string, RouteDocs>;
