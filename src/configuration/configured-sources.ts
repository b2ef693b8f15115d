// Event sources of a configuration.
import { refuseIfAny } from '../domain/refusal.ts';
import type { Tx } from '../infra/database.ts';
import type { Vault } from '../integrations/secrets.ts';
import {
  changedSource,
  createSource,
  deleteSource,
  newSource,
  type SourceChangeTools,
  type SourceInput,
  updateSource,
  type ValidSource,
} from '../sources/change-sources.ts';
import { findSourceKind } from '../sources/registry.ts';
import { mapSecrets, mask } from '../sources/setting.ts';
import type { SourceKind } from '../sources/source-kind.ts';
import { openSettings, type SourceRow } from '../sources/stored-source.ts';
import { configuredKind, type DesiredObject, inside, readRows, storedObject } from './configured-kind.ts';
import { type SecretText, secretText, type View, type ViewValue } from './differences.ts';

export interface DesiredSource extends DesiredObject, Omit<SourceInput, 'name' | 'version'> {
  readonly kind: string;
}

type Row = SourceRow & { readonly managed_by: string | null; readonly managed_key: string | null };

export function configuredSources(given: SourceChangeTools, vault: Vault, tx: Tx) {
  const tools: SourceChangeTools = { ...given, database: inside(given.database, tx) };
  const rows = new Map<string, Row>();
  return configuredKind<DesiredSource>({
    name: 'source',
    list: 'sources',
    table: 'event_sources',
    typeName: 'EventSource',
    read: async (wanted, configuration) => {
      const read = await readRows<Row>(tx, { table: 'event_sources' }, wanted, configuration);
      for (const row of read) rows.set(row.id, row);
      return read.map(storedObject);
    },
    prepare: async ({ key: _key, ...input }, stored) => {
      const row = stored && rows.get(stored.id);
      if (!row) {
        const { kind, source } = newSource(tools, input);
        return {
          before: undefined,
          after: viewOf(vault, kind, source),
          save: async () => ({ id: await createSource(tools, input) }),
        };
      }
      const kind = findSourceKind(row.kind);
      if (!kind || row.kind !== input.kind) {
        refuseIfAny([{ path: 'kind', message: `cannot be changed from ${row.kind}: give it another name and key` }]);
        throw new Error('refused without a problem');
      }
      const before = { ...row, settings: openSettings(vault, kind, row.id, row.settings) };
      return {
        before: viewOf(vault, kind, before),
        after: viewOf(vault, kind, changedSource(tools, kind, input, before)),
        save: async () => {
          await updateSource(tools, row.id, { ...input, version: row.version });
          return { id: row.id };
        },
      };
    },
    remove: ({ id, version }) => deleteSource(tools, id, version),
  });
}

function viewOf(vault: Vault, kind: SourceKind, { name, description, settings, rules, enabled }: ValidSource): View {
  const secrets = new Map<string, SecretText>();
  mapSecrets(kind.settings, settings, (plain, setting) => {
    secrets.set(setting, secretText(vault.fingerprint(plain), mask));
    return plain;
  });
  return {
    ...{ name, kind: kind.name, description, enabled },
    settings: { ...settings, ...Object.fromEntries(secrets) },
    rules: JSON.parse(JSON.stringify(rules)) as ViewValue,
  };
}
