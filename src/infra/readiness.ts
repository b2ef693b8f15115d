// What the service needs in order to work, part by part: asked for by supervisors, answered in words without secrets.
import type { Database } from './database.ts';
import { readMigrations } from './migrations.ts';

export interface PartState {
  readonly part: string;
  /** Undefined: it is ready, or unknown. */
  readonly reason?: string | undefined;
  /** It cannot be asked without the database. */
  readonly unknown?: true;
  /** It will do for now: the service is ready all the same. */
  readonly bearable?: true;
}

export interface ReadinessTools {
  readonly database: Pick<Database, 'query'>;
  /** Resolves when every channel that this process listens to has brought a notification. */
  readonly echo: () => Promise<void>;
  /** Milliseconds since deliveries were looked for; undefined in a process that runs none. */
  readonly idleMs?: (() => number) | undefined;
  /** How long notifications may stay away before the service is not ready, in milliseconds. Default 60,000. */
  readonly graceMs?: number;
}

/** How long a part has to answer, in milliseconds. */
const answerWithinMs = 2_000;
/** Everybody may ask: an answer is good for so long. */
const keptMs = 250;
/** A worker looks for deliveries every 5 s even if nobody tells it to. */
const longestIdleMs = 60_000;

const missingMigrations = `SELECT count(*)::int AS missing FROM unnest($1::text[]) AS wanted(name) WHERE NOT EXISTS
  (SELECT FROM _prisma_migrations m WHERE m.migration_name = wanted.name AND m.finished_at IS NOT NULL
    AND m.rolled_back_at IS NULL)`;

/** @returns a function that asks every part. */
export async function createReadiness(tools: ReadinessTools): Promise<() => Promise<readonly PartState[]>> {
  const { database, echo, idleMs, graceMs = 60_000 } = tools;
  const names = (await readMigrations()).map(({ name }) => name);
  let heardAt = Number.NEGATIVE_INFINITY;

  const ask = async (): Promise<readonly PartState[]> => {
    const noDatabase = await reasonOf(() => database.query('SELECT 1'), 'the database does not answer');
    const worker = idleMs ? [workerState(idleMs())] : [];
    if (noDatabase !== undefined) {
      const others = ['migrations', 'queue', 'notifications'].map((part) => ({ part, unknown: true as const }));
      return [{ part: 'database', reason: noDatabase }, ...others, ...worker];
    }
    const [migrations, queue, notifications] = await Promise.all([
      reasonOf(() => checkMigrations(database, names)),
      reasonOf(() => checkQueue(database)),
      reasonOf(echo, 'notifications do not arrive: what is new is found every 5 seconds'),
    ]);
    if (notifications === undefined) heardAt = performance.now();
    const isBearable = notifications !== undefined && performance.now() - heardAt < graceMs;
    return [
      { part: 'database' },
      { part: 'migrations', reason: migrations },
      { part: 'queue', reason: queue },
      { part: 'notifications', reason: notifications, ...(isBearable && { bearable: true }) },
      ...worker,
    ];
  };

  let known: Promise<readonly PartState[]> | undefined;
  let knownUntil = 0;
  return () => {
    if (known && performance.now() < knownUntil) return known;
    known = ask().finally(() => {
      knownUntil = performance.now() + keptMs;
    });
    knownUntil = Number.POSITIVE_INFINITY;
    return known;
  };
}

class Unready extends Error {}

const workerState = (idleMs: number): PartState => ({
  part: 'worker',
  reason: idleMs < longestIdleMs ? undefined : `no deliveries were looked for in ${Math.round(idleMs / 1_000)} seconds`,
});

/** Why not, or undefined. What the part itself says stays inside, unless it is made for others. */
async function reasonOf(check: () => Promise<unknown>, otherwise = 'does not answer'): Promise<string | undefined> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('late')), answerWithinMs);
  try {
    await Promise.race([check(), late.promise]);
    return undefined;
  } catch (error) {
    return error instanceof Unready ? error.message : otherwise;
  } finally {
    clearTimeout(timer);
  }
}

async function checkMigrations(database: Pick<Database, 'query'>, names: readonly string[]): Promise<void> {
  const [row] = await database.query<{ missing: number }>(missingMigrations, [names]);
  if (row?.missing !== 0) throw new Unready(`the database lacks ${row?.missing} migration(s) of this version`);
}

async function checkQueue(database: Pick<Database, 'query'>): Promise<void> {
  const [row] = await database.query<{ there: boolean }>(
    `SELECT count(*) = 2 AS there FROM pgboss.queue WHERE name IN ('attempts', 'runs')`,
  );
  if (!row?.there) throw new Unready('the queues are not there');
}
