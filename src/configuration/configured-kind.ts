// What each kind of object that a configuration holds is to the one that applies it. A kind is opened for one
// transaction: all that it reads and changes is part of that.
import type { Database, Tx } from '../infra/database.ts';
import type { View } from './differences.ts';

export type KindName = 'integration' | 'task' | 'scim_connection' | 'source';

/** As a client gives it; each kind has fields of its own beside these. */
export interface DesiredObject {
  /** By which it is known from one apply to the next. Default: its name. */
  readonly key?: string | null | undefined;
  readonly name: string;
}

export interface StoredObject {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  /** The configuration that created it, and under which key; null: made by hand. */
  readonly managedBy: string | null;
  readonly managedKey: string | null;
}

/** What an object would become, valid and complete. */
export interface Prepared {
  /** Undefined for a new one. */
  readonly before: View | undefined;
  readonly after: View;
  /** Stores it. @returns also the secrets that the service made, by the path of their action. */
  save(): Promise<{ readonly id: string; readonly revealed?: ReadonlyMap<string, string> }>;
}

export interface ConfiguredKind<Desired extends DesiredObject = DesiredObject> {
  readonly name: KindName;
  /** Its field in the input, which its problems begin with. */
  readonly list: 'integrations' | 'tasks' | 'scimConnections' | 'sources';
  readonly table: string;
  /** In GraphQL. */
  readonly typeName: string;
  /** The live ones with these names, and all of the configuration. */
  read(names: readonly string[], configuration: string): Promise<readonly StoredObject[]>;
  /** @param stored one that `read` gave. @throws Refusal BAD_USER_INPUT with paths from the object on. */
  prepare(desired: Desired, stored: StoredObject | undefined): Promise<Prepared>;
  /** @throws Refusal CONFLICT when somebody changed it since it was read. */
  remove(stored: StoredObject): Promise<void>;
}

/** Keeps the kind's own type of input inside its file while all kinds are handled alike. */
export const configuredKind = <Desired extends DesiredObject>(kind: ConfiguredKind<Desired>) =>
  kind as ConfiguredKind<DesiredObject & never> as ConfiguredKind;

/** A database whose transactions are all part of the one that runs. */
export const inside = (database: Database, tx: Tx): Database => ({
  ...database,
  query: (sql, params) => tx.query(sql, params),
  transaction: (work) => work(tx),
});

interface ManagedRow {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly managed_by: string | null;
  readonly managed_key: string | null;
}

/** The rows themselves, locked: nobody else changes them before this transaction ends. */
export function readRows<Row extends ManagedRow>(
  tx: Tx,
  { table, live = 'true' }: { readonly table: string; readonly live?: string },
  names: readonly string[],
  configuration: string,
): Promise<Row[]> {
  return tx.query<Row>(
    `SELECT * FROM ${table} WHERE (name = ANY($1) OR managed_by = $2) AND ${live} ORDER BY id FOR UPDATE`,
    [names, configuration],
  );
}

export const storedObject = ({ id, name, version, managed_by, managed_key }: ManagedRow): StoredObject => ({
  id,
  name,
  version,
  managedBy: managed_by,
  managedKey: managed_key,
});
