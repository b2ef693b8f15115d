// `iam-integrations rotate-key` (or `npm run rotate-key`): seals every secret of the database under a new key. The old one
// is ENCRYPTION_KEY or the key file in DATA_DIR, the new one NEW_ENCRYPTION_KEY, or made for the key file.
import { rename, rm } from 'node:fs/promises';
import { ConfigError, readConfig } from './config.ts';
import { startEmbeddedDatabase } from './infra/embedded-database.ts';
import { keyFileIn, openEncryptionKey, StartRefusal } from './infra/encryption-key.ts';
import { createLog } from './infra/log.ts';
import { resealDatabase } from './reseal-database.ts';

async function rotateKey(): Promise<void> {
  const config = readConfig(process.env, () => []);
  const { newEncryptionKey, encryptionKey, dataDir } = config;
  if (encryptionKey && !newEncryptionKey)
    throw new ConfigError(['NEW_ENCRYPTION_KEY: give the key to change to, such as that of openssl rand -base64 32']);
  const keyFile = keyFileIn(dataDir);
  const draft = `${keyFile}.new`;
  const from = await openEncryptionKey(keyFile, encryptionKey);
  // Kept before it is used: a run that is cut short goes on with the same one.
  const to = encryptionKey ? (newEncryptionKey ?? from) : await openEncryptionKey(draft, undefined, newEncryptionKey);
  if (from.equals(to)) throw new ConfigError(['NEW_ENCRYPTION_KEY: is the old key']);
  const embedded = config.databaseUrl === undefined ? await startEmbeddedDatabase({ dataDir }) : undefined;
  try {
    const url = config.databaseSessionUrl ?? config.databaseUrl ?? embedded?.url ?? '';
    const { values, wasDone } = await resealDatabase({ url, from, to, log: createLog('silent') });
    if (!encryptionKey) await rename(draft, keyFile);
    process.stdout.write(wasDone ? 'the database has the new key already\n' : `${values} secrets have the new key\n`);
    process.stdout.write(
      encryptionKey
        ? 'start the nodes with it as ENCRYPTION_KEY\n'
        : `it is in ${keyFile}: nodes on other machines need the same file\n`,
    );
  } catch (error) {
    if (!encryptionKey && error instanceof StartRefusal) await rm(draft, { force: true });
    throw error;
  } finally {
    await embedded?.stop();
  }
}

await rotateKey().catch((error: unknown) => {
  const isPlain = error instanceof ConfigError || error instanceof StartRefusal;
  const { message, stack } = error as Error;
  process.stderr.write(isPlain ? `${message}\n` : `The key was not changed: ${stack ?? message}\n`);
  process.exitCode = error instanceof ConfigError ? 2 : 1;
});
