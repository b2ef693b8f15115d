// Changes the key of a database: everything that is sealed is opened with the old one and sealed with the new one, in one
// transaction, while no node runs. Afterwards nodes with the old key do not start.
import { openDatabase, type Tx } from './infra/database.ts';
import { markOfKey, StartRefusal, takeKeyMark } from './infra/encryption-key.ts';
import type { Log } from './infra/log.ts';
import { findSealedValues } from './infra/sealed-values.ts';
import { resealIntegrations } from './integrations/reseal-integrations.ts';
import { createVault, type Vault } from './integrations/secrets.ts';
import { resealSources } from './sources/reseal-sources.ts';
import { resealTasks } from './tasks/reseal-tasks.ts';

export interface Resealed {
  /** Values that are under the new key now; 0 when they were already. */
  readonly values: number;
  /** The database had been changed before, by a run that did not get to its end. */
  readonly wasDone: boolean;
}

/**
 * All or nothing.
 * @throws StartRefusal when nodes are running, the old key is not the database's, or something sealed is found that this
 * version does not know how to seal again. Nothing is changed then.
 */
export async function resealDatabase(options: {
  readonly url: string;
  readonly from: Buffer;
  readonly to: Buffer;
  readonly log: Log;
}): Promise<Resealed> {
  const { url, from, to, log } = options;
  // Not named like a node: nodes are what must not be there.
  const database = openDatabase({ url, log, connections: 2, applicationName: 'rotate-key' });
  try {
    return await database.transaction(async (tx) => {
      const mark = await takeKeyMark(tx);
      if (mark === undefined)
        throw new StartRefusal('No node has ever used this database: there is nothing to seal again.');
      if (mark === markOfKey(to)) return { values: 0, wasDone: true };
      if (mark !== markOfKey(from))
        throw new StartRefusal('The secrets in this database were sealed with another key than the old one given.');
      await refuseWhileNodesRun(tx);
      const values = await reseal(tx, from, to);
      await tx.query(`UPDATE settings SET value = $1 WHERE key = 'encryption_key_check'`, [markOfKey(to)]);
      return { values, wasDone: false };
    });
  } finally {
    await database.close();
  }
}

/** A node that starts meanwhile waits for the mark, and then finds that it has the old key. */
async function refuseWhileNodesRun(tx: Tx): Promise<void> {
  // Connections that have just been closed are listed for a moment longer.
  for (let tries = 0; tries < 10 && (await connectionsOfNodes(tx)) > 0; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  const count = await connectionsOfNodes(tx);
  if (count > 0)
    throw new StartRefusal(
      `Nodes are running (${count} connections): stop all of them first, and start them again after.`,
    );
}

async function connectionsOfNodes(tx: Tx): Promise<number> {
  // Within a transaction the list is otherwise the one of the first look.
  await tx.query('SELECT pg_stat_clear_snapshot()');
  const [row] = await tx.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'iam-integrations%'`,
  );
  return row?.count ?? 0;
}

async function reseal(tx: Tx, from: Buffer, to: Buffer): Promise<number> {
  const before = await findSealedValues(tx);
  const fresh = new Set<string>();
  const [oldVault, newVault] = [createVault(from), createVault(to)];
  const remembering: Vault = {
    ...newVault,
    seal: (plain, boundTo) => {
      const value = newVault.seal(plain, boundTo);
      fresh.add(value);
      return value;
    },
  };
  await resealIntegrations(tx, oldVault, remembering);
  await resealTasks(tx, oldVault, remembering);
  await resealSources(tx, oldVault, remembering);
  const after = await findSealedValues(tx);
  const left = after.find(({ value }) => !fresh.has(value));
  if (left)
    throw new StartRefusal(
      `A sealed value in ${left.table}.${left.column} is not known to this version: use the version that wrote it.`,
    );
  if (after.length !== before.length)
    throw new StartRefusal(`There were ${before.length} sealed values and would be ${after.length}.`);
  return after.length;
}
