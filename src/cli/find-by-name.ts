// What people call by its name, by its id.
import { isUuid } from './arguments.ts';
import type { Client } from './client.ts';
import { CliError, exitCodes } from './exit-codes.ts';
import { FindIntegrationsDocument, FindTasksDocument } from './gql/operations.ts';
import { nodes } from './pages.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

export const idOfIntegration = (client: Client, nameOrId: string): Promise<string> =>
  idOf('integration', nameOrId, () =>
    nodes(
      client,
      FindIntegrationsDocument,
      (page) => ({ ...page, filter: { name: nameOrId } }),
      (data) => data.integrations,
    ),
  );

export const idOfTask = (client: Client, nameOrId: string): Promise<string> =>
  idOf('task', nameOrId, () =>
    nodes(
      client,
      FindTasksDocument,
      (page) => ({ ...page, filter: { name: nameOrId } }),
      (data) => data.tasks,
    ),
  );

/** @throws CliError `notFound`; `refused` when several have the name. */
async function idOf(what: string, nameOrId: string, candidates: () => AsyncIterable<Named>): Promise<string> {
  if (isUuid(nameOrId)) return nameOrId;
  const ids: string[] = [];
  for await (const { id, name } of candidates()) if (name === nameOrId) ids.push(id);
  const [id] = ids;
  if (id === undefined) throw new CliError(exitCodes.notFound, `no such ${what}: ${nameOrId}`);
  if (ids.length > 1)
    throw new CliError(
      exitCodes.refused,
      `${ids.length} ${what}s have this name: give one of the ids ${ids.join(', ')}`,
    );
  return id;
}
