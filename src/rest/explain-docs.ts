// What the rows for explanations, tests and replays say of themselves.

import { eventParameters } from './event-docs.ts';
import type { RouteDocs, Schema } from './route-docs.ts';

const draft = {
  name: 'Draft',
  triggers: ['user.created'],
  conditions: [{ field: 'user.email', operator: 'ends_with', value: '@example.com', order: 1 }],
  actions: [{ type: 'log', message: 'new: {{.Data.user_email}}' }],
};
const event = { type: 'user.created', data: { user_email: 'ann@example.com' } };
const named = { input: 'integration' };
const text = { type: 'string' };

const eventFilter: Schema = {
  description: 'The parameters of `GET /events`, as an object.',
  type: 'object',
  properties: Object.fromEntries(
    Object.keys(eventParameters).map((name) => [
      name,
      name === 'type' ? { type: 'array', items: text } : name === 'matched' ? { type: 'boolean' } : text,
    ]),
  ),
};

export const explainDocs = {
  explain: {
    summary: 'Explain what an integration would do for an event',
    body: {
      of: { args: ['id', 'input', 'event', 'eventId', 'eventType'], named },
      examples: { draft: { integration: draft, event }, sample: { integration: draft, event_type: 'user.created' } },
    },
    answers: { 200: { one: 'explainIntegration' } },
  },
  test: {
    summary: 'Test a draft',
    body: {
      of: { args: ['id', 'input', 'event', 'eventId', 'eventType', 'send'], named },
      examples: { look: { integration: draft, event }, send: { integration: draft, event, send: true } },
    },
    answers: { 200: { one: 'testIntegration' } },
  },
  testStored: {
    summary: 'Test an integration',
    body: {
      of: { args: ['input', 'event', 'eventId', 'eventType', 'send'], named },
      optional: true,
      examples: { send: { event, send: true } },
    },
    answers: { 200: { one: 'testIntegration' }, 202: { one: 'testIntegration' } },
  },
  matchPreview: {
    summary: 'Preview which stored events match',
    body: {
      of: { args: ['triggers', 'conditions', 'last', 'examples'] },
      examples: { last: { triggers: ['user.*'], conditions: draft.conditions, last: 100 } },
    },
    answers: { 200: { one: 'matchPreview' } },
  },
  replay: {
    summary: 'Replay an integration over stored events',
    body: {
      of: { args: ['id', 'input', 'last', 'since', 'examples'], named },
      examples: { draft: { integration: draft, last: 500, examples: 3 } },
    },
    answers: { 200: { one: 'replayIntegration' } },
  },
  backfill: {
    summary: 'Send for past events what an integration missed',
    body: {
      of: {
        schema: {
          type: 'object',
          properties: {
            event_ids: { type: 'array', items: text, description: 'The events, by id or uid.' },
            filter: eventFilter,
            dry_run: { type: 'boolean', default: true, description: 'Only count.' },
            rate_per_sec: { type: 'number', description: 'Events a second at most.' },
            again: { type: 'boolean', default: false, description: 'Also where it has a delivery already.' },
          },
        },
      },
      examples: {
        count: { filter: { type: ['user.created'], since: '2026-01-01T00:00:00Z' } },
        send: { filter: { type: ['user.created'] }, dry_run: false },
      },
    },
    answers: { 200: { one: 'backfill' }, 202: { one: 'backfill' } },
    headers: ['location'],
    conflict: 'The integration is disabled or has a threshold.',
  },
} as const satisfies Record<string, RouteDocs>;
