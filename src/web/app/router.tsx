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

const integrationsRoute = createRoute({
  ...route,
  path: '/integrations',
  component: lazyRouteComponent(() => import('../integrations/integration-list.tsx'), 'IntegrationList'),
});

const deliveriesRoute = createRoute({
  ...route,
  path: '/deliveries',
  component: lazyRouteComponent(() => import('../deliveries/delivery-list.tsx'), 'DeliveryList'),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([homeRoute, integrationsRoute, deliveriesRoute]),
  basepath: '/ui',
  parseSearch,
  stringifySearch: printSearch,
  defaultPreload: 'intent',
  defaultPendingComponent: Late,
  defaultPendingMs: 0,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
