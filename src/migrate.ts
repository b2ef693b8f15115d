// `iam-integrations migrate`: brings the database up to date and ends, for those who do not want the service's own
// account to change tables.
import { ConfigError, readConfig } from './config.ts';
import { isDatabaseUnavailable, openDatabase } from './infra/database.ts';
import { startEmbeddedDatabase } from './infra/embedded-database.ts';
import { createLog } from './infra/log.ts';
import { applyMigrations } from './infra/migrations.ts';
import { startQueue } from './infra/queue.ts';
import { startTaskQueue } from './infra/task-queue.ts';

async function migrate(): Promise<void> {
  const config = readConfig(process.env, () => []);
  const log = createLog('silent');
  const embedded =
    config.databaseUrl === undefined ? await startEmbeddedDatabase({ dataDir: config.dataDir }) : undefined;
  try {
    const url = config.databaseSessionUrl ?? config.databaseUrl ?? embedded?.url ?? '';
    const applied = await applyMigrations(url);
    // The queues have tables of their own.
    const database = openDatabase({ url, log, applicationName: 'iam-integrations migrate' });
    const queue = await startQueue({ url, road: database.road, log, supervise: false });
    const taskQueue = await startTaskQueue({ url, road: database.road, log, ticks: false });
    await taskQueue.stop();
    await queue.stop();
    await database.close();
    for (const name of applied) process.stdout.write(`applied ${name}\n`);
    process.stdout.write(applied.length > 0 ? '' : 'the database is up to date\n');
  } finally {
    await embedded?.stop();
  }
}

await migrate().catch((error: unknown) => {
  if (error instanceof ConfigError) return end(error.message, 2);
  // A refused connection to a name with several addresses says nothing itself.
  const causes = [error, ...((error as { errors?: readonly unknown[] }).errors ?? [])] as readonly Error[];
  const message = causes.map(({ message: text }) => text).find((text) => text !== '') ?? String(error);
  return end(`cannot migrate: ${message}`, isDatabaseUnavailable(error) ? 6 : 1);
});

function end(text: string, exitCode: number): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = exitCode;
}
