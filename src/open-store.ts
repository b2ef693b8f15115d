// Where everything is kept: the database, the embedded one unless another is named, brought up to date, and what opens it:
// the key of the secrets and the token of the administrator.
import type { Config } from './config.ts';
import { type AdminToken, openAdminToken } from './infra/admin-token.ts';
import { type Database, openDatabase } from './infra/database.ts';
import { startEmbeddedDatabase } from './infra/embedded-database.ts';
import { checkEncryptionKey, keyFileIn, openEncryptionKey } from './infra/encryption-key.ts';
import type { Log } from './infra/log.ts';
import { applyMigrations } from './infra/migrations.ts';

export interface Store {
  readonly database: Database;
  /** The same database where a lock and LISTEN last as long as their connection. */
  readonly sessionUrl: string;
  readonly key: Buffer;
  readonly adminToken: AdminToken;
}

/** @param stops gets what ends it, in the order of its start. */
export async function openStore(config: Config, log: Log, stops: (() => Promise<void>)[]): Promise<Store> {
  const embedded =
    config.databaseUrl === undefined ? await startEmbeddedDatabase({ dataDir: config.dataDir }) : undefined;
  if (embedded) stops.push(embedded.stop);
  const url = config.databaseUrl ?? embedded?.url ?? '';
  const sessionUrl = config.databaseSessionUrl ?? url;
  const applied = await applyMigrations(sessionUrl);
  if (applied.length > 0) log.info({ applied }, 'database migrated');

  const database = openDatabase({ url, sessionUrl, log, applicationName: 'iam-integrations' });
  stops.push(database.close);
  const key = await openEncryptionKey(keyFileIn(config.dataDir), config.encryptionKey);
  await checkEncryptionKey(database, key);
  return { database, sessionUrl, key, adminToken: await openAdminToken(database, config.adminToken) };
}
