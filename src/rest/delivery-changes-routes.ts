// The rows of the table for what people do to deliveries beside retrying one.
import { deliveryBody } from './delivery-body.ts';
import * as gql from './gql/operations.ts';
import { type Route, route } from './route.ts';

export const deliveryChangesRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/integrations/:id/deliveries/:deliveryId/cancel',
    document: gql.CancelDeliveryDocument,
    variables: ({ params }) => ({ id: params.id ?? '', deliveryId: params.deliveryId ?? '' }),
    answer: ({ cancelDelivery }) => ({ status: 200, body: deliveryBody(cancelDelivery) }),
  }),
];
