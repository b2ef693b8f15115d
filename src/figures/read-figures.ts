// Figures of integrations, read from the sums that are kept: never from the history.
import { percentileMs, type SlotCount } from '../domain/duration-slots.ts';
import type { Database } from '../infra/database.ts';
import { type FigureWindow, figureRange } from './figure-window.ts';
import { allIntegrations } from './fold-outcomes.ts';

/** Sums over the attempts that ended in a span of time; tests are left out. */
export interface Figures {
  /** Deliveries that succeeded. */
  readonly successes: number;
  /** Deliveries that failed for good. */
  readonly failures: number;
  /** Failed attempts that were to be followed by another. */
  readonly retries: number;
  /** Of all of these attempts, to within 10 %; undefined without any. */
  readonly p95Ms: number | undefined;
}

export interface FigureBucket extends Figures {
  readonly from: Date;
}

export interface LastFailure {
  readonly at: Date;
  readonly cause: string | null;
  readonly deliveryId: string;
  /** As the delivery tells it; null where that is gone, or has succeeded since. */
  readonly message: string | null;
}

export interface IntegrationFigures extends Figures {
  /** Of the integration. */
  readonly id: string;
  readonly window: FigureWindow;
  readonly from: Date;
  /** The newest failed attempt of the window. */
  readonly lastFailure: LastFailure | undefined;
}

/** Whose figures, for which window. */
export interface FiguresWanted {
  readonly id: string;
  readonly window: FigureWindow;
}

interface Row {
  readonly key: string | Date;
  readonly slot: number;
  readonly successes: number;
  readonly failures: number;
  readonly retries: number;
}

const sums = `sum(successes)::int AS successes, sum(failures)::int AS failures, sum(retries)::int AS retries`;

const ofIntegrations = `
SELECT integration_id AS key, slot, ${sums} FROM attempt_figures
WHERE integration_id = ANY($1::uuid[]) AND span = $2 AND starts_at >= $3 GROUP BY 1, 2`;

const inBuckets = `
SELECT integration_id AS whose, starts_at AS key, slot, ${sums} FROM attempt_figures
WHERE integration_id = ANY($1::uuid[]) AND span = $2 AND starts_at >= $3 GROUP BY 1, 2, 3`;

const lastFailures = `
SELECT f.integration_id, f.at, f.cause, f.delivery_id, d.error FROM last_failures f
LEFT JOIN deliveries d ON d.id = f.delivery_id
WHERE f.integration_id = ANY($1::uuid[]) AND f.at >= $2`;

interface FailureRow {
  readonly integration_id: string;
  readonly at: Date;
  readonly cause: string | null;
  readonly delivery_id: string;
  readonly error: string | null;
}

// Hours and minutes without a failure are not read.
const failing = `
SELECT integration_id AS id, sum(failures)::int AS failures FROM attempt_figures
WHERE span = $1 AND starts_at >= $2 AND failures > 0 AND integration_id <> '${allIntegrations}'
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $3`;

async function figuresOf(
  database: Pick<Database, 'query'>,
  integrationIds: readonly string[],
  window: FigureWindow,
  now: Date,
): Promise<readonly IntegrationFigures[]> {
  const { span, from } = figureRange(window, now);
  const [rows, failures] = await Promise.all([
    database.query<Row>(ofIntegrations, [integrationIds, span, from]),
    database.query<FailureRow>(lastFailures, [integrationIds, from]),
  ]);
  const byId = Map.groupBy(rows, ({ key }) => key);
  const failureOf = new Map(failures.map((row) => [row.integration_id, row]));
  return integrationIds.map((id) => {
    const failure = failureOf.get(id);
    return {
      ...sumOf(byId.get(id) ?? []),
      id,
      window,
      from,
      lastFailure: failure && {
        at: failure.at,
        cause: failure.cause,
        deliveryId: failure.delivery_id,
        message: failure.error,
      },
    };
  });
}

/** Those of several integrations and windows: two statements for each window. */
export async function figuresWanted(
  database: Pick<Database, 'query'>,
  wanted: readonly FiguresWanted[],
  now: Date,
): Promise<readonly IntegrationFigures[]> {
  const byWindow = Map.groupBy(wanted, ({ window }) => window);
  const answers = await Promise.all(
    [...byWindow].map(async ([window, all]) => {
      const figures = await figuresOf(database, [...new Set(all.map(({ id }) => id))], window, now);
      return [window, new Map(figures.map((one) => [one.id, one]))] as const;
    }),
  );
  const found = new Map(answers);
  return wanted.flatMap(({ id, window }) => found.get(window)?.get(id) ?? []);
}

/** One bucket after another, empty ones too, of one integration or of all. */
export async function bucketsOf(
  database: Pick<Database, 'query'>,
  integrationId: string | undefined,
  window: FigureWindow,
  now: Date,
): Promise<readonly FigureBucket[]> {
  const [buckets = []] = await bucketsOfEach(database, [integrationId ?? allIntegrations], window, now);
  return buckets;
}

async function bucketsOfEach(
  database: Pick<Database, 'query'>,
  integrationIds: readonly string[],
  window: FigureWindow,
  now: Date,
): Promise<readonly (readonly FigureBucket[])[]> {
  const { span, from, buckets } = figureRange(window, now);
  const rows = await database.query<Row & { readonly whose: string }>(inBuckets, [integrationIds, span, from]);
  const byPlace = Map.groupBy(rows, ({ whose, key }) => `${whose} ${new Date(key).getTime()}`);
  return integrationIds.map((id) =>
    buckets.map((start) => ({ from: start, ...sumOf(byPlace.get(`${id} ${start.getTime()}`) ?? []) })),
  );
}

/** Those of several integrations and windows: one statement for each window. */
export async function bucketsWanted(
  database: Pick<Database, 'query'>,
  wanted: readonly FiguresWanted[],
  now: Date,
): Promise<readonly (readonly FigureBucket[])[]> {
  const byWindow = Map.groupBy(wanted, ({ window }) => window);
  const found = new Map<string, readonly FigureBucket[]>();
  await Promise.all(
    [...byWindow].map(async ([window, all]) => {
      const ids = [...new Set(all.map(({ id }) => id))];
      for (const [index, buckets] of (await bucketsOfEach(database, ids, window, now)).entries())
        found.set(`${window} ${ids[index]}`, buckets);
    }),
  );
  return wanted.map(({ id, window }) => found.get(`${window} ${id}`) ?? []);
}

/** The sum of all integrations. */
export async function figuresOfAll(
  database: Pick<Database, 'query'>,
  window: FigureWindow,
  now: Date,
): Promise<Figures & { readonly from: Date }> {
  const { span, from } = figureRange(window, now);
  return { ...sumOf(await database.query<Row>(ofIntegrations, [[allIntegrations], span, from])), from };
}

/** Ids of the integrations with the most failed deliveries, the worst first. */
export async function failingIntegrations(
  database: Pick<Database, 'query'>,
  window: FigureWindow,
  most: number,
  now: Date,
): Promise<readonly string[]> {
  const { span, from } = figureRange(window, now);
  return (await database.query<{ id: string }>(failing, [span, from, most])).map(({ id }) => id);
}

function sumOf(rows: readonly Row[]): Figures {
  const total = (part: 'successes' | 'failures' | 'retries') => rows.reduce((sum, row) => sum + row[part], 0);
  const counts = rows.map(
    ({ slot, successes, failures, retries }): SlotCount => ({ slot, count: successes + failures + retries }),
  );
  return {
    successes: total('successes'),
    failures: total('failures'),
    retries: total('retries'),
    p95Ms: percentileMs(counts, 0.95),
  };
}

/** The share of ended deliveries that succeeded, from 0 to 1; undefined while none has ended. */
export const successRate = ({ successes, failures }: Figures): number | undefined =>
  successes + failures === 0 ? undefined : successes / (successes + failures);
