// The rows of the table for the keys that sign security event tokens.
import * as gql from './gql/operations.ts';
import { optionalFields } from './optional-fields.ts';
import { type Route, route } from './route.ts';
import { sourceDocs } from './source-docs.ts';
import { snakeKeys } from './spelling.ts';

export const eventSigningKeyRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/event-signing-keys',
    document: gql.ListEventSigningKeysDocument,
    docs: sourceDocs.signingKeys,
    variables: () => ({}),
    answer: ({ eventSigningKeys }) => ({ status: 200, body: { items: eventSigningKeys.map(snakeKeys) } }),
  }),
  route({
    method: 'POST',
    path: '/event-signing-keys/rotate',
    document: gql.RotateEventSigningKeyDocument,
    docs: sourceDocs.rotateSigningKey,
    variables: ({ body }, problems) => optionalFields(body, { lead_secs: 'number', keep_secs: 'number' }, problems),
    answer: ({ rotateEventSigningKey: keys }) => ({ status: 200, body: { items: keys.map(snakeKeys) } }),
  }),
];
