// The rows of the table for explanations, tests and replays.
import { bulkJobBody } from './bulk-job-body.ts';
import { eventDocs } from './event-docs.ts';
import { explanationBody, replayBody, testBody } from './explain-body.ts';
import { explainDocs as docs } from './explain-docs.ts';
import * as gql from './gql/operations.ts';
import { one } from './paging.ts';
import { type RestRequest, type Route, route } from './route.ts';
import { snakeKeys } from './spelling.ts';
import { backfillInput, backfillProblem, matchInput, trialInput, trialProblem } from './trial-input.ts';

const id = ({ params }: RestRequest) => params.id ?? '';

export const explainRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/events/:id/explain',
    document: gql.ExplainEventDocument,
    docs: eventDocs.explain,
    variables: (request) => ({
      id: id(request),
      integrationId: one(request.query.integration_id) ?? null,
      first: wholeNumber(one(request.query.limit)),
      offset: wholeNumber(one(request.query.offset)),
    }),
    problemOf: ({ path, message }) => ({ path: path === 'first' ? 'limit' : path, message }),
    answer: ({ explainEvent: { event, verdict, integrations, counts, ...rest } }) => ({
      status: 200,
      body: {
        event: snakeKeys(event),
        verdict: verdict.toLowerCase(),
        ...rest,
        counts: snakeKeys(counts),
        integrations: integrations.map(explanationBody),
      },
    }),
  }),
  route({
    method: 'POST',
    path: '/integrations/explain',
    document: gql.ExplainIntegrationDocument,
    docs: docs.explain,
    variables: ({ body }, problems) => trialInput(body, {}, problems),
    problemOf: trialProblem,
    answer: ({ explainIntegration }) => ({ status: 200, body: explanationBody(explainIntegration) }),
  }),
  route({
    method: 'POST',
    path: '/integrations/test',
    document: gql.TestIntegrationDocument,
    docs: docs.test,
    variables: ({ body }, problems) => trialInput(body, { send: 'boolean' }, problems),
    problemOf: trialProblem,
    answer: ({ testIntegration }) => ({ status: 200, body: testBody(testIntegration) }),
  }),
  route({
    method: 'POST',
    path: '/integrations/:id/test',
    document: gql.TestIntegrationDocument,
    docs: docs.testStored,
    variables: (request, problems) => ({
      ...trialInput(withId(request), { send: 'boolean' }, problems),
      id: id(request),
    }),
    problemOf: trialProblem,
    answer: ({ testIntegration }) => ({
      status: testIntegration.deliveries.length > 0 ? 202 : 200,
      body: testBody(testIntegration),
    }),
  }),
  route({
    method: 'POST',
    path: '/integrations/match-preview',
    document: gql.MatchPreviewDocument,
    docs: docs.matchPreview,
    variables: ({ body }, problems) => matchInput(body, problems),
    answer: ({ matchPreview }) => ({ status: 200, body: replayBody(matchPreview) }),
  }),
  route({
    method: 'POST',
    path: '/integrations/replay',
    document: gql.ReplayIntegrationDocument,
    docs: docs.replay,
    variables: ({ body }, problems) => {
      const plain = { last: 'number', since: 'string', examples: 'number' } as const;
      return trialInput(body, plain, problems);
    },
    problemOf: trialProblem,
    answer: ({ replayIntegration }) => ({ status: 200, body: replayBody(replayIntegration) }),
  }),
  route({
    method: 'POST',
    path: '/integrations/:id/backfill',
    document: gql.BackfillDocument,
    docs: docs.backfill,
    variables: (request, problems) => ({ id: id(request), ...backfillInput(request.body, problems) }),
    problemOf: backfillProblem,
    answer: ({ backfill }, { body }) => {
      const isDry = (body as { dry_run?: unknown } | null)?.dry_run !== false;
      const { job, ...counts } = backfill;
      return {
        status: isDry ? 200 : 202,
        body: { ...snakeKeys(counts), ...(job && { job: bulkJobBody(job) }) },
        ...(job && { headers: { location: `/bulk-jobs/${job.id}` } }),
      };
    },
  }),
];

/** The path's id, so that the body's integration is read as a change. */
const withId = ({ body, params }: RestRequest) =>
  typeof body === 'object' && body !== null && !Array.isArray(body)
    ? { ...body, id: params.id }
    : (body ?? { id: params.id });

const wholeNumber = (text: string | undefined): number | null =>
  text === undefined ? null : /^\d{1,9}$/.test(text) ? Number(text) : -1;
