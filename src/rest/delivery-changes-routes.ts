// The rows of the table for deliveries of all integrations, and for what people do to one beside retrying it.
import { bulkDocs } from './bulk-docs.ts';
import { deliveryBody } from './delivery-body.ts';
import * as gql from './gql/operations.ts';
import { integrationDocs } from './integration-docs.ts';
import { deliveryFilter } from './list-filters.ts';
import { optionalFields } from './optional-fields.ts';
import { pageAnswer, pageVariables } from './paging.ts';
import { type Route, route } from './route.ts';

export const deliveryChangesRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/deliveries',
    document: gql.ListDeliveriesDocument,
    docs: bulkDocs.deliveries,
    variables: (request) => ({ ...pageVariables(request), filter: deliveryFilter(request.query) }),
    answer: ({ deliveries }, request) => pageAnswer(deliveries, request, deliveryBody),
  }),
  route({
    method: 'POST',
    path: '/integrations/:id/deliveries/:deliveryId/cancel',
    document: gql.CancelDeliveryDocument,
    docs: integrationDocs.cancel,
    variables: ({ params }) => ({ id: params.id ?? '', deliveryId: params.deliveryId ?? '' }),
    answer: ({ cancelDelivery }) => ({ status: 200, body: deliveryBody(cancelDelivery) }),
  }),
  route({
    method: 'POST',
    path: '/integrations/:id/deliveries/:deliveryId/attempt-now',
    document: gql.AttemptDeliveryNowDocument,
    docs: integrationDocs.attemptNow,
    variables: ({ params, body }, problems) => ({
      id: params.id ?? '',
      deliveryId: params.deliveryId ?? '',
      ...optionalFields(body, { attempt: 'number' }, problems),
    }),
    answer: ({ attemptDeliveryNow }) => ({ status: 202, body: deliveryBody(attemptDeliveryNow) }),
  }),
];
