// The rows of the table for health in figures.
import { refuseIfAny } from '../domain/refusal.ts';
import { figureDocs as docs } from './figure-docs.ts';
import * as gql from './gql/operations.ts';
import { one, pageAnswer, pageVariables } from './paging.ts';
import { found } from './problem.ts';
import { type RestRequest, type Route, route } from './route.ts';
import { snakeKeys } from './spelling.ts';

const windows = ['hour', 'day', 'week'] as const;

function windowOf({ query }: RestRequest): gql.FigureWindow {
  const given = one(query.window) ?? 'day';
  const known = windows.find((window) => window === given);
  if (!known) refuseIfAny([{ path: 'window', message: `must be one of ${windows.join(', ')}` }]);
  return (known ?? 'day').toUpperCase() as gql.FigureWindow;
}

type WithHealth = Omit<NonNullable<gql.GetHealthQuery['integration']>, 'health'> & {
  readonly health: gql.HealthBodyFragment;
};

const healthBody = ({ health: { lastFailure, ...figures }, ...integration }: WithHealth) => ({
  ...snakeKeys(integration),
  ...snakeKeys(figures),
  last_failure: lastFailure ? snakeKeys(lastFailure) : null,
});

export const figureRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/integrations/health',
    document: gql.ListHealthDocument,
    docs: docs.list,
    variables: (request) => ({ ...pageVariables(request), window: windowOf(request) }),
    answer: ({ integrations }, request) => pageAnswer(integrations, request, healthBody),
  }),
  route({
    method: 'GET',
    path: '/integrations/:id/health',
    document: gql.GetHealthDocument,
    docs: docs.get,
    variables: (request) => ({ id: request.params.id ?? '', window: windowOf(request) }),
    answer: ({ integration, deliveryFigures }) => ({
      status: 200,
      body: { ...healthBody(found(integration, 'integration')), buckets: deliveryFigures.map(snakeKeys) },
    }),
  }),
  route({
    method: 'GET',
    path: '/overview',
    document: gql.GetOverviewDocument,
    docs: docs.overview,
    variables: (request) => {
      const { limit } = request.query;
      return { window: windowOf(request), failing: pageVariables({ ...request, query: { limit } }).first };
    },
    answer: ({ overview: { buckets, queue, failing, ...figures } }) => ({
      status: 200,
      body: {
        ...snakeKeys(figures),
        queue: snakeKeys(queue),
        failing: failing.map(healthBody),
        buckets: buckets.map(snakeKeys),
      },
    }),
  }),
  route({
    method: 'GET',
    path: '/retention',
    document: gql.GetRetentionDocument,
    docs: docs.retention,
    variables: () => ({}),
    answer: ({ retention }) => ({ status: 200, body: snakeKeys(retention) }),
  }),
];
