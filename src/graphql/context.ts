// What every resolver can reach. The doors build it; resolvers translate with it and decide nothing.
import type { Intake } from '../deliveries/receive-event.ts';
import type { RetryTools } from '../deliveries/retry-delivery.ts';
import type { Database } from '../infra/database.ts';
import type { LiveUpdates } from '../infra/live-updates.ts';
import type { Log } from '../infra/log.ts';
import type { IntegrationsTools } from '../integrations/change-integrations.ts';

/** The service's parts, the same for every request. */
export interface Services extends RetryTools, IntegrationsTools {
  readonly database: Database;
  readonly intake: Intake;
  readonly liveUpdates: LiveUpdates;
  readonly log: Log;
}

/** Who asks. One kind so far: the holder of the admin token. */
export interface Principal {
  readonly name: string;
}

export interface Context {
  readonly services: Services;
  readonly principal: Principal;
}
