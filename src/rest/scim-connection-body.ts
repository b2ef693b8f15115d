// SCIM connections as bodies show them.
import type { ScimConnectionBodyFragment } from './gql/operations.ts';
import { managedBody, snakeKeys, withoutNulls } from './spelling.ts';

export const connectionBody = ({ auth, managedBy, managedKey, ...connection }: ScimConnectionBodyFragment) => ({
  ...snakeKeys(connection),
  auth: withoutNulls({
    ...snakeKeys(auth),
    type: auth.type.toLowerCase(),
    secret_in: auth.type === 'BEARER' ? null : auth.secretIn?.toLowerCase(),
  }),
  ...managedBody({ managedBy, managedKey }),
});
