// SCIM connections of a configuration.
import type { Tx } from '../infra/database.ts';
import type { Vault } from '../integrations/secrets.ts';
import type { ScimAuth } from '../tasks/scim/access-token.ts';
import {
  type ConnectionRow,
  type ConnectionTools,
  changedScimConnection,
  connectionFromRow,
  createScimConnection,
  deleteScimConnection,
  newScimConnection,
  type ScimConnectionInput,
  secretOf,
  updateScimConnection,
} from '../tasks/scim-connections.ts';
import { mask } from '../tasks/stored-task.ts';
import { configuredKind, type DesiredObject, inside, readRows, storedObject } from './configured-kind.ts';
import { secretText, type View } from './differences.ts';

export interface DesiredConnection extends DesiredObject, Omit<ScimConnectionInput, 'name' | 'version'> {}

type Row = ConnectionRow & { readonly managed_by: string | null; readonly managed_key: string | null };

export function configuredConnections(given: ConnectionTools, vault: Vault, tx: Tx) {
  const tools: ConnectionTools = { ...given, database: inside(given.database, tx) };
  const rows = new Map<string, Row>();
  return configuredKind<DesiredConnection>({
    name: 'scim_connection',
    list: 'scimConnections',
    table: 'scim_connections',
    typeName: 'ScimConnection',
    read: async (wanted, configuration) => {
      const read = await readRows<Row>(tx, { table: 'scim_connections' }, wanted, configuration);
      for (const row of read) rows.set(row.id, row);
      return read.map(storedObject);
    },
    prepare: async ({ key: _key, ...input }, stored) => {
      const row = stored && rows.get(stored.id);
      const before = row && connectionFromRow(vault, row);
      const valid = before ? changedScimConnection(before, input) : newScimConnection(input);
      return {
        before: before && viewOf(vault, before),
        after: viewOf(vault, valid as Shown),
        save: async () => {
          if (!before) return { id: await createScimConnection(tools, input) };
          await updateScimConnection(tools, before.id, { ...input, version: before.version });
          return { id: before.id };
        },
      };
    },
    remove: ({ id, version }) => deleteScimConnection(tools, id, version),
  });
}

interface Shown {
  readonly name: string;
  readonly baseUrl: string;
  readonly auth: ScimAuth;
}

function viewOf(vault: Vault, { name, baseUrl, auth }: Shown): View {
  const field = secretOf[auth.type];
  const { [field]: secret = '', ...rest } = auth as unknown as Record<string, string>;
  return { name, baseUrl, auth: { ...rest, [field]: secretText(vault.fingerprint(secret), mask) } };
}
