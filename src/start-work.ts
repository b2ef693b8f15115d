// What a process does that runs deliveries: tasks, attempts, figures, and forgetting what is old.
import type { Config } from './config.ts';
import {
  type Dispatcher,
  type DispatcherOptions,
  type DispatcherTools,
  startDispatcher,
} from './deliveries/dispatcher.ts';
import { startForgetting } from './deliveries/forget-traces.ts';
import { startFolding } from './figures/fold-outcomes.ts';
import type { History } from './history/open-history.ts';
import type { Outbound } from './infra/outbound/send-request.ts';
import { createGateSettings } from './integrations/gate-settings.ts';
import type { IntegrationSetCache } from './integrations/integration-set.ts';
import { createAutomaticPause } from './integrations/pause-integration.ts';
import type { createActionPreparer } from './integrations/prepare-action.ts';
import { runTasks, type Tasks } from './tasks/open-tasks.ts';

type Given = 'database' | 'queue' | 'notifier' | 'log' | 'metrics' | 'tracing' | 'issuer';

export interface WorkTools extends Pick<DispatcherTools, Given> {
  readonly integrations: IntegrationSetCache;
  readonly outbound: Outbound;
  readonly tasks: Tasks;
  readonly history: History;
  readonly prepare: ReturnType<typeof createActionPreparer>;
  readonly config: Pick<Config, 'retention' | 'auditRetentionDays'>;
  readonly options: DispatcherOptions;
}

/** @param stops gets what ends it, in the order of its start. */
export async function startWork(tools: WorkTools, stops: (() => Promise<void>)[]): Promise<Dispatcher> {
  const { database, log, integrations, outbound, tasks, history, prepare, config, options, ...rest } = tools;
  const taskRunner = await runTasks(tasks, outbound);
  stops.push(taskRunner.stop);
  const folding = startFolding({ database, log });
  stops.push(folding.stop);
  const dispatcher = await startDispatcher(
    {
      ...rest,
      ...{ database, log, integrations, outbound },
      runTask: taskRunner.runTask,
      pauseIntegration: createAutomaticPause({ database, log }),
      gates: createGateSettings(integrations),
      onCounted: folding.due,
      actionsAt: async (integrationsVersion) => {
        const set = await integrations.atLeast(integrationsVersion);
        return (integrationId, actionId) => {
          const action = set.byId(integrationId)?.actions.find(({ id }) => id === actionId);
          return action && prepare(action);
        };
      },
    },
    options,
  );
  stops.push(dispatcher.stop);
  stops.push(startForgetting({ database, log }).stop);
  stops.push(history.work({ ...config.retention, auditDays: config.auditRetentionDays }).stop);
  return dispatcher;
}
