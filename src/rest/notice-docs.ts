// What the rows for the health of integrations say of themselves.
import { pageParameters, type RouteDocs, type Schema } from './route-docs.ts';

export const noticeDocs = {
  breakers: {
    summary: 'List the breakers of an integration',
    description: 'One for each action: after failures in a row its deliveries wait, and one at a time is let through.',
    answers: {
      200: {
        schema: (field) => {
          const { breakers } = field('integration').properties as Record<string, Schema>;
          return {
            type: 'object',
            properties: { items: breakers },
            required: ['items'],
            additionalProperties: false,
          };
        },
      },
    },
  },
  list: {
    summary: 'List notices',
    query: {
      integration_id: 'NoticeFilter.integrationId',
      kind: 'NoticeFilter.kind',
      acknowledged: 'NoticeFilter.acknowledged',
      ...pageParameters,
    },
    answers: { 200: { page: 'notices' } },
  },
  get: { summary: 'Get a notice', answers: { 200: { one: 'notice' } } },
  acknowledge: { summary: 'Acknowledge a notice', answers: { 200: { one: 'acknowledgeNotice' } } },
} as const satisfies Record<string, RouteDocs>;
