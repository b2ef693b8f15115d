// What the rows for health in figures say of themselves.
import { type ParameterDocs, pageParameters, type RouteDocs, type Schema } from './route-docs.ts';

const window: ParameterDocs = {
  description: '`hour`: by the minute. `day` and `week`: by the hour.',
  schema: { enum: ['hour', 'day', 'week'], default: 'day' },
};

export const figureDocs = {
  list: {
    summary: 'List integrations with their health',
    description: 'How the deliveries of each integration went in the window, and its last failure.',
    query: { window, ...pageParameters },
    answers: { 200: { page: 'integrations' } },
  },
  get: {
    summary: 'Get the health of an integration',
    description: 'How its deliveries went in the window, as a whole and bucket by bucket, and its last failure.',
    query: { window },
    answers: {
      200: {
        schema: (field) => {
          const { properties, required, ...rest } = field('integration');
          return {
            ...rest,
            properties: { ...(properties as Record<string, Schema>), buckets: field('deliveryFigures') },
            required: [...(required as string[]), 'buckets'],
          };
        },
      },
    },
  },
  overview: {
    summary: 'Get the health of everything',
    query: {
      window,
      limit: {
        ...(pageParameters.limit as object),
        description: 'Failing integrations at most, 1 to 250.',
      } as ParameterDocs,
    },
    answers: { 200: { one: 'overview' } },
  },
  retention: {
    summary: 'Get how long history is kept',
    answers: { 200: { one: 'retention' } },
  },
} as const satisfies Record<string, RouteDocs>;
