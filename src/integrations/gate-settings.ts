// What keeps back deliveries of an action, as its integration is configured: limits of actions, and when breakers open.
import { type BreakerRule, defaultBreaker } from '../domain/breaker.ts';
import type { IntegrationSetCache } from './integration-set.ts';

export interface Limits {
  /** Attempts a second; undefined: any number. */
  readonly ratePerSec: number | undefined;
  /** Attempts at the same time, over all nodes; undefined: any number. */
  readonly concurrency: number | undefined;
}

function limitsOf(config: Record<string, unknown> | undefined): Limits {
  const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
  return { ratePerSec: number(config?.ratePerSec), concurrency: number(config?.concurrency) };
}

export const hasLimits = (config: Record<string, unknown>) =>
  Object.values(limitsOf(config)).some((limit) => limit !== undefined);

export const createGateSettings = ({ current, fresh }: IntegrationSetCache) => ({
  limits: (integrationId: string, actionId: string): Limits =>
    limitsOf(
      current()
        .byId(integrationId)
        ?.actions.find(({ id }) => id === actionId)?.config,
    ),
  breakerRule: (integrationId: string): BreakerRule => current().byId(integrationId)?.breaker ?? defaultBreaker,
  refresh: fresh,
});
