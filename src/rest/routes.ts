// The table of REST paths. Adding a path is adding a row (and its document in operations.graphql) to one of these.
import { auditRoutes } from './audit-routes.ts';
import { bulkRoutes } from './bulk-routes.ts';
import { configurationRoutes } from './configuration-routes.ts';
import { deliveryChangesRoutes } from './delivery-changes-routes.ts';
import { eventRoutes } from './event-routes.ts';
import { eventSigningKeyRoutes } from './event-signing-key-routes.ts';
import { explainRoutes } from './explain-routes.ts';
import { figureRoutes } from './figure-routes.ts';
import { integrationRoutes } from './integration-routes.ts';
import { noticeRoutes } from './notice-routes.ts';
import type { Route } from './route.ts';
import { scimRoutes } from './scim-routes.ts';
import { sourceRoutes } from './source-routes.ts';
import { taskRoutes } from './task-routes.ts';
import { tokenRoutes } from './token-routes.ts';

export const routes: readonly Route[] = [
  ...integrationRoutes,
  ...eventRoutes,
  ...auditRoutes,
  ...bulkRoutes,
  ...noticeRoutes,
  ...figureRoutes,
  ...deliveryChangesRoutes,
  ...configurationRoutes,
  ...eventSigningKeyRoutes,
  ...explainRoutes,
  ...taskRoutes,
  ...sourceRoutes,
  ...scimRoutes,
  ...tokenRoutes,
];
