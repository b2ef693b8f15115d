// What every resolver can reach. The doors build it; resolvers translate with it and decide nothing.

import type { TokenChangeTools } from '../access/change-tokens.ts';
import type { Intake } from '../deliveries/receive-event.ts';
import type { RetryTools } from '../deliveries/retry-delivery.ts';
import type { Caller } from '../domain/caller.ts';
import type { BackfillTools } from '../explain/backfill.ts';
import type { SendTools, TryTools } from '../explain/test-integration.ts';
import type { FigureBucket, FiguresWanted, IntegrationFigures } from '../figures/read-figures.ts';
import type { History } from '../history/open-history.ts';
import type { Database } from '../infra/database.ts';
import type { EventUpdates } from '../infra/event-updates.ts';
import type { Delivery, Integration, TaskRun } from '../infra/generated/prisma/client.ts';
import type { LiveUpdates } from '../infra/live-updates.ts';
import type { Log } from '../infra/log.ts';
import type { NoticeUpdates } from '../infra/notices.ts';
import type { QueueState } from '../infra/queue-state.ts';
import type { EventSigningKeys } from '../integrations/event-signing-keys.ts';
import type { IntegrationSetCache } from '../integrations/integration-set.ts';
import type { Warning } from '../integrations/lint/lint-integration.ts';
import type { LintTools, StoredForLint } from '../integrations/lint/lint-many.ts';
import type { ResumeTools } from '../integrations/pause-integration.ts';
import type { Sources } from '../sources/open-sources.ts';
import type { Tasks } from '../tasks/open-tasks.ts';
import type { RetentionInForce } from './retention.ts';

/** The service's parts, the same for every request. */
export interface Services extends RetryTools, ResumeTools, LintTools {
  readonly database: Database;
  readonly intake: Intake;
  readonly liveUpdates: LiveUpdates;
  readonly access: TokenChangeTools;
  readonly eventUpdates: EventUpdates;
  readonly tasks: Tasks;
  readonly history: History;
  readonly notices: NoticeUpdates;
  /** How long history is kept. */
  readonly retention: RetentionInForce;
  /** What waits in the queues, some seconds old at most. */
  readonly queueState: () => Promise<readonly QueueState[]>;
  readonly eventSigningKeys: EventSigningKeys;
  readonly sources: Sources;
  readonly integrations: IntegrationSetCache;
  /** What trying out and replaying need of the other parts. */
  readonly trials: TryTools & SendTools & BackfillTools;
  readonly log: Log;
}

/** Who asks, and how. */
export interface Principal extends Caller {
  /** What the request carries in the depth header: 0 unless this service itself sent it. */
  readonly depth: number;
}

export interface Context {
  readonly services: Services;
  readonly principal: Principal;
  /** Secrets that this request's own change made, by action id: the one answer that shows them. */
  readonly revealed: Map<string, string>;
  /** Figures of integrations; those that are asked for together are read together. */
  readonly healthOf: (of: FiguresWanted) => Promise<IntegrationFigures>;
  /** The same in minutes or hours. */
  readonly bucketsOf: (of: FiguresWanted) => Promise<readonly FigureBucket[]>;
  /** What a person should know of an integration; those that are asked for together are looked at together. */
  readonly warningsOf: (integration: StoredForLint) => Promise<readonly Warning[]>;
  /** The newest delivery of an integration; those that are asked for together are found together. */
  readonly lastDeliveryOf: (integrationId: string) => Promise<Delivery | null>;
  /** The newest run of a task; those that are asked for together are found together. */
  readonly lastRunOf: (taskId: string) => Promise<TaskRun | null>;
  /** The integrations that run a task; of tasks that are asked for together they are found together. */
  readonly integrationsOfTask: (taskId: string) => Promise<readonly Integration[]>;
}
