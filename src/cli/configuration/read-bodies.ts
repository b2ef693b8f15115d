// Everything that an export holds, read from the service, as REST bodies.
import { integrationBody } from '../../rest/integration-body.ts';
import { connectionBody } from '../../rest/scim-connection-body.ts';
import { sourceBody } from '../../rest/source-body.ts';
import { taskBody } from '../../rest/task-body.ts';
import type { Client } from '../client.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import * as gql from '../gql/operations.ts';
import { nodes } from '../pages.ts';
import type { ExportBodies } from './export-configuration.ts';
import type { Exported } from './export-names.ts';

export interface ExportChoice {
  /** Integrations by name or id, with the tasks that they run; undefined: everything. */
  readonly only: readonly string[] | undefined;
  /** Only what this configuration created. */
  readonly configuration: string | undefined;
}

export async function readBodies(client: Client, { only, configuration }: ExportChoice): Promise<ExportBodies> {
  const allIntegrations = await collect(
    nodes(
      client,
      gql.ListIntegrationsDocument,
      (page) => ({ ...page, filter: null }),
      (data) => data.integrations,
    ),
    integrationBody,
  );
  const allTasks = await collect(
    nodes(
      client,
      gql.ListTasksDocument,
      (page) => ({ ...page, filter: null }),
      (data) => data.tasks,
    ),
    taskBody,
  );
  const ofConfiguration = (body: Exported) => configuration === undefined || body.managed_by === configuration;
  const integrations = (only ? only.flatMap((name) => chosen(allIntegrations, name)) : allIntegrations).filter(
    ofConfiguration,
  );
  const used = new Set(integrations.flatMap(({ actions }) => (actions as Exported[]).map(({ task_id }) => task_id)));
  const tasks = allTasks.filter((task) => ofConfiguration(task) && (!only || used.has(task.id)));
  const sources = only ? [] : (await client.request(gql.ListSourcesDocument, {})).sources;
  const connections = only ? [] : (await client.request(gql.ListScimConnectionsDocument, {})).scimConnections;
  const bodies = {
    integrations: [...new Set(integrations)],
    tasks,
    allTasks,
    sources: (sources.map(sourceBody) as unknown[] as Exported[]).filter(ofConfiguration),
    scimConnections: (connections.map(connectionBody) as unknown[] as Exported[]).filter(ofConfiguration),
  };
  return { ...bodies, configuration: configuration ?? commonConfiguration(bodies) };
}

/** What they say when they are applied. */
function commonConfiguration(lists: Readonly<Record<string, readonly Exported[]>>): string | undefined {
  const { allTasks: _all, ...exported } = lists;
  const names = new Set(
    Object.values(exported).flatMap((list) =>
      list.flatMap(({ managed_by }) => (managed_by ? [String(managed_by)] : [])),
    ),
  );
  if (names.size > 1)
    throw new CliError(
      exitCodes.refused,
      `these are of several configurations: choose one of ${[...names].join(', ')} with --configuration`,
    );
  const [name] = names;
  return name === 'default' ? undefined : name;
}

function chosen(integrations: readonly Exported[], nameOrId: string): readonly Exported[] {
  const found = integrations.filter(({ id, name }) => id === nameOrId || name === nameOrId);
  if (found.length === 0) throw new CliError(exitCodes.notFound, `no such integration: ${nameOrId}`);
  return found;
}

async function collect<Node>(rows: AsyncIterable<Node>, bodyOf: (node: Node) => unknown): Promise<Exported[]> {
  const all: Exported[] = [];
  for await (const row of rows) all.push(bodyOf(row) as Exported);
  return all;
}
