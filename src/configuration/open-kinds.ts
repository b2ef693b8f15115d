// The kinds of objects that a configuration holds, in the order in which they can refer to each other.
import type { Database, Tx } from '../infra/database.ts';
import type { IntegrationsTools } from '../integrations/change-integrations.ts';
import type { SourceChangeTools } from '../sources/change-sources.ts';
import type { ChangeTools } from '../tasks/change-tasks.ts';
import { configuredConnections, type DesiredConnection } from './configured-connections.ts';
import { configuredIntegrations, type DesiredIntegration } from './configured-integrations.ts';
import type { ConfiguredKind, DesiredObject } from './configured-kind.ts';
import { configuredSources, type DesiredSource } from './configured-sources.ts';
import { configuredTasks, type DesiredTask } from './configured-tasks.ts';
import { createTaskNames } from './task-names.ts';

export interface ConfigurationTools extends IntegrationsTools {
  readonly database: Database;
  readonly tasks: ChangeTools;
  readonly sources: SourceChangeTools;
}

export interface DesiredConfiguration {
  readonly integrations: readonly DesiredIntegration[];
  readonly tasks: readonly DesiredTask[];
  readonly scimConnections: readonly DesiredConnection[];
  readonly sources: readonly DesiredSource[];
}

export function openKinds(
  tools: ConfigurationTools,
  tx: Tx,
  desired: DesiredConfiguration,
): readonly (readonly [ConfiguredKind, readonly DesiredObject[]])[] {
  const names = createTaskNames(tx, desired.tasks);
  return [
    [configuredConnections(tools.tasks, tools.vault, tx), desired.scimConnections],
    [configuredSources(tools.sources, tools.vault, tx), desired.sources],
    [configuredTasks(tools.tasks, tools.vault, tx, names), desired.tasks],
    [configuredIntegrations(tools, tx, names), desired.integrations],
  ];
}
