// Every address of the page. Screens are loaded when they are opened.
import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { parseSearch, printSearch, type Search } from '../parts/address.ts';
import { Late } from '../parts/late.tsx';
import { Broken, NotFound, rootRoute } from './root-route.tsx';

/** Screens take what stands behind the `?` apart themselves: see parts/address.ts. */
const route = { getParentRoute: () => rootRoute, validateSearch: (search: Search) => search };

const homeRoute = createRoute({
  ...route,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/integrations' });
  },
});

const overviewRoute = createRoute({
  ...route,
  path: '/overview',
  component: lazyRouteComponent(() => import('../overview/overview-screen.tsx'), 'OverviewScreen'),
});

const integrationsRoute = createRoute({
  ...route,
  path: '/integrations',
  component: lazyRouteComponent(() => import('../integrations/integration-list.tsx'), 'IntegrationList'),
});

const newIntegrationRoute = createRoute({
  ...route,
  path: '/integrations/new',
  component: lazyRouteComponent(() => import('../integrations/edit-integration.tsx'), 'NewIntegration'),
});

const integrationRoute = createRoute({
  ...route,
  path: '/integrations/$integrationId',
  component: lazyRouteComponent(() => import('../integrations/edit-integration.tsx'), 'EditIntegration'),
});

const deliveriesRoute = createRoute({
  ...route,
  path: '/deliveries',
  component: lazyRouteComponent(() => import('../deliveries/delivery-list.tsx'), 'DeliveryList'),
});

const deliveryRoute = createRoute({
  getParentRoute: () => deliveriesRoute,
  path: '$deliveryId',
  component: lazyRouteComponent(() => import('../deliveries/delivery-drawer.tsx'), 'DeliveryDrawer'),
});

const eventsRoute = createRoute({
  ...route,
  path: '/events',
  component: lazyRouteComponent(() => import('../events/event-list.tsx'), 'EventList'),
});

const eventRoute = createRoute({
  getParentRoute: () => eventsRoute,
  path: '$eventId',
  component: lazyRouteComponent(() => import('../events/event-drawer.tsx'), 'EventDrawer'),
});

const settingsRoute = createRoute({
  ...route,
  path: '/settings',
  beforeLoad: () => {
    throw redirect({ to: '/settings/tokens' });
  },
});

const tokensRoute = createRoute({
  ...route,
  path: '/settings/tokens',
  component: lazyRouteComponent(() => import('../settings/tokens.tsx'), 'Tokens'),
});

const sourcesRoute = createRoute({
  ...route,
  path: '/settings/sources',
  component: lazyRouteComponent(() => import('../settings/sources.tsx'), 'Sources'),
});

const scimRoute = createRoute({
  ...route,
  path: '/settings/scim',
  component: lazyRouteComponent(() => import('../settings/scim.tsx'), 'Scim'),
});

const auditRoute = createRoute({
  ...route,
  path: '/settings/audit',
  component: lazyRouteComponent(() => import('../settings/audit-log.tsx'), 'AuditLog'),
});

const tasksRoute = createRoute({
  ...route,
  path: '/tasks',
  component: lazyRouteComponent(() => import('../tasks/task-list.tsx'), 'TaskList'),
});

const newTaskRoute = createRoute({
  ...route,
  path: '/tasks/new',
  component: lazyRouteComponent(() => import('../tasks/edit-task.tsx'), 'NewTask'),
});

const taskRoute = createRoute({
  ...route,
  path: '/tasks/$taskId',
  component: lazyRouteComponent(() => import('../tasks/edit-task.tsx'), 'EditTask'),
});

const taskRunRoute = createRoute({
  ...route,
  path: '/tasks/$taskId/runs/$runId',
  component: lazyRouteComponent(() => import('../tasks/task-run.tsx'), 'TaskRunPage'),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    homeRoute,
    overviewRoute,
    integrationsRoute,
    newIntegrationRoute,
    integrationRoute,
    deliveriesRoute.addChildren([deliveryRoute]),
    eventsRoute.addChildren([eventRoute]),
    settingsRoute,
    tokensRoute,
    sourcesRoute,
    scimRoute,
    auditRoute,
    tasksRoute,
    newTaskRoute,
    taskRoute,
    taskRunRoute,
  ]),
  basepath: '/ui',
  parseSearch,
  stringifySearch: printSearch,
  defaultPreload: 'intent',
  defaultPendingComponent: Late,
  defaultPendingMs: 0,
  // What is shown meanwhile is nothing until it is late (parts/late.tsx), and need not be seen out.
  defaultPendingMinMs: 0,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
