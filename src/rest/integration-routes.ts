// The rows of the table for integrations and their deliveries.
import { refuseIfAny } from '../domain/refusal.ts';
import { attemptBody, deliveryBody } from './delivery-body.ts';
import { etagOf, versionOfIfMatch } from './etag.ts';
import * as gql from './gql/operations.ts';
import { integrationBody, savedBody } from './integration-body.ts';
import { integrationDocs as docs } from './integration-docs.ts';
import { integrationInput, integrationProblem } from './integration-input.ts';
import { resumeFields } from './notice-routes.ts';
import { optionalFields } from './optional-fields.ts';
import { many, one, pageAnswer, pageVariables } from './paging.ts';
import { found } from './problem.ts';
import { flag, time } from './query-values.ts';
import { type RestRequest, type Route, route } from './route.ts';
import { snakeKeys } from './spelling.ts';

const id = ({ params }: RestRequest) => params.id ?? '';
const deliveryId = ({ params }: RestRequest) => params.deliveryId ?? '';

export const integrationRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/integrations/event-types',
    document: gql.ListEventTypesDocument,
    docs: docs.eventTypes,
    variables: () => ({}),
    answer: ({ eventTypes }) => ({ status: 200, body: { items: eventTypes.map(snakeKeys) } }),
  }),
  route({
    method: 'GET',
    path: '/integrations',
    document: gql.ListIntegrationsDocument,
    docs: docs.list,
    variables: (request) => {
      const { name, enabled, trigger } = request.query;
      const filter = { name: one(name) ?? null, enabled: flag('enabled', one(enabled)), trigger: one(trigger) ?? null };
      return { ...pageVariables(request), filter };
    },
    answer: ({ integrations }, request) =>
      pageAnswer(integrations, request, integrationBody, { total: integrations.totalCount }),
  }),
  route({
    method: 'POST',
    path: '/integrations',
    document: gql.CreateIntegrationDocument,
    docs: docs.create,
    variables: ({ body }, problems) => ({
      input: integrationInput(body, { for: 'create' }, problems) as gql.CreateIntegrationInput,
    }),
    input: { type: 'CreateIntegrationInput', of: ({ input }) => [['', input]] },
    problemOf: integrationProblem,
    answer: ({ createIntegration: created }) => ({
      status: 201,
      body: savedBody(created),
      headers: { location: `/integrations/${created.id}`, etag: etagOf(created.version) },
    }),
  }),
  route({
    method: 'GET',
    path: '/integrations/:id',
    document: gql.GetIntegrationDocument,
    docs: docs.get,
    variables: (request) => ({ id: id(request) }),
    answer: (data) => {
      const integration = found(data.integration, 'integration');
      return { status: 200, body: integrationBody(integration), headers: { etag: etagOf(integration.version) } };
    },
  }),
  route({
    method: 'PUT',
    path: '/integrations/:id',
    document: gql.UpdateIntegrationDocument,
    docs: docs.update,
    variables: (request, problems) => {
      const version = versionOfIfMatch(request);
      const input = integrationInput(request.body, { for: 'update' }, problems) as gql.UpdateIntegrationInput;
      return { id: id(request), input: version === undefined ? input : { ...input, version } };
    },
    input: { type: 'UpdateIntegrationInput', of: ({ input }) => [['', input]] },
    problemOf: integrationProblem,
    answer: ({ updateIntegration: updated }) => ({
      status: 200,
      body: savedBody(updated),
      headers: { etag: etagOf(updated.version) },
    }),
  }),
  route({
    method: 'DELETE',
    path: '/integrations/:id',
    document: gql.DeleteIntegrationDocument,
    docs: docs.delete,
    variables: (request) => ({ id: id(request), version: versionOfIfMatch(request) ?? null }),
    answer: () => ({ status: 204 }),
  }),
  route({
    method: 'POST',
    path: '/integrations/:id/pause',
    document: gql.PauseIntegrationDocument,
    docs: docs.pause,
    variables: (request, problems) => ({
      id: id(request),
      ...optionalFields(request.body, { reason: 'string' }, problems),
    }),
    answer: ({ pauseIntegration: paused }) => ({ status: 200, body: integrationBody(paused) }),
  }),
  route({
    method: 'POST',
    path: '/integrations/:id/resume',
    document: gql.ResumeIntegrationDocument,
    docs: docs.resume,
    variables: (request, problems) => ({ id: id(request), ...resumeFields(request.body, problems) }),
    answer: ({ resumeIntegration: resumed }) => ({ status: 200, body: integrationBody(resumed) }),
  }),
  route({
    method: 'POST',
    path: '/integrations/:id/actions/:actionId/rotate-signing-secret',
    document: gql.RotateSigningSecretDocument,
    docs: docs.rotateSigningSecret,
    variables: (request, problems) => ({
      id: id(request),
      actionId: request.params.actionId ?? '',
      ...optionalFields(request.body, { overlap_secs: 'number' }, problems),
    }),
    answer: ({ rotateSigningSecret: rotated }) => ({ status: 200, body: integrationBody(rotated) }),
  }),
  route({
    method: 'GET',
    path: '/integrations/:id/deliveries',
    document: gql.ListIntegrationDeliveriesDocument,
    docs: docs.deliveries,
    variables: (request) => {
      const { status, event_type, since, until } = request.query;
      const filter = {
        integrationId: id(request),
        status: statuses(many(status)),
        eventType: many(event_type) ?? null,
        createdAfter: time('since', one(since)),
        createdBefore: time('until', one(until)),
      };
      return { id: id(request), ...pageVariables(request), filter };
    },
    answer: ({ integration, deliveries }, request) => {
      found(integration, 'integration');
      return pageAnswer(deliveries, request, deliveryBody);
    },
  }),
  route({
    method: 'GET',
    path: '/integrations/:id/deliveries/:deliveryId',
    document: gql.GetIntegrationDeliveryDocument,
    docs: docs.delivery,
    variables: (request) => ({ id: id(request), deliveryId: deliveryId(request) }),
    answer: ({ integration, delivery }) => {
      found(integration, 'integration');
      const own = found(delivery?.integrationId === integration?.id ? delivery : null, 'delivery');
      const { attempts, digest, ...rest } = own;
      const told = digest && { digest: snakeKeys(digest) };
      return { status: 200, body: { ...deliveryBody(rest), ...told, attempts: attempts.map(attemptBody) } };
    },
  }),
  route({
    method: 'POST',
    path: '/integrations/:id/deliveries/:deliveryId/retry',
    document: gql.RetryDeliveryDocument,
    docs: docs.retry,
    variables: (request, problems) => ({
      id: id(request),
      deliveryId: deliveryId(request),
      ...optionalFields(request.body, { as_before: 'boolean' }, problems),
    }),
    answer: ({ retryDelivery }) => ({ status: 202, body: deliveryBody(retryDelivery) }),
  }),
];

const known = ['pending', 'running', 'success', 'failed'];

function statuses(values: string[] | undefined): gql.DeliveryStatus[] | null {
  if (!values?.every((value) => known.includes(value)))
    refuseIfAny(values ? [{ path: 'status', message: `must be one of ${known.join(', ')}` }] : []);
  return values ? (values.map((value) => value.toUpperCase()) as gql.DeliveryStatus[]) : null;
}
