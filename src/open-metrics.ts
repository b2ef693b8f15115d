// The metrics that are read at a scrape: what the parts of the service know of themselves.
import type { Dispatcher } from './deliveries/dispatcher.ts';
import type { Database } from './infra/database.ts';
import type { LiveUpdates } from './infra/live-updates.ts';
import type { Metrics, Reading } from './infra/metrics.ts';
import { keptFor, type QueueState } from './infra/queue-state.ts';
import type { PoolUse } from './infra/road.ts';
import type { RunUpdates } from './infra/run-updates.ts';

export interface MeasuredParts {
  readonly database: Database;
  readonly queueState: () => Promise<readonly QueueState[]>;
  readonly liveUpdates: LiveUpdates;
  readonly runUpdates: RunUpdates;
  /** Undefined in a process that runs no deliveries. */
  readonly dispatcher: Dispatcher | undefined;
}

export function measureParts(metrics: Metrics, parts: MeasuredParts): void {
  const { database, queueState, liveUpdates, runUpdates, dispatcher } = parts;
  metrics.gauge(
    'iam_queue_jobs',
    'Jobs that wait or are in work, over all nodes: attempts of deliveries and runs of tasks',
    ['queue', 'state'],
    async () =>
      (await queueState()).flatMap(({ queue, due, later, running }): Reading[] => [
        [due, { queue, state: 'due' }],
        [later, { queue, state: 'later' }],
        [running, { queue, state: 'running' }],
      ]),
  );
  const breakers = keptFor(() =>
    database.query<{ state: string; count: number }>(
      `SELECT breaker::text AS state, count(*)::int AS count FROM action_gates WHERE breaker <> 'closed' GROUP BY 1`,
    ),
  );
  metrics.gauge(
    'iam_breakers',
    'Actions whose deliveries wait for their target, over all nodes: open, or half_open while a probe is under way',
    ['state'],
    async () => {
      const counts = new Map((await breakers()).map(({ state, count }) => [state, count]));
      return ['open', 'half_open'].map((state): Reading => [counts.get(state) ?? 0, { state }]);
    },
  );
  metrics.gauge(
    'iam_queue_oldest_due_seconds',
    'Since when the oldest due job waits to be taken; 0 when none does',
    ['queue'],
    async () => (await queueState()).map(({ queue, oldestDueSecs }): Reading => [oldestDueSecs, { queue }]),
  );

  const pools = (): [string, PoolUse][] => [
    ['road', database.road.pool],
    ['clients', database.pool],
  ];
  metrics.gauge('iam_database_connections', 'Connections to the database, by pool', ['pool', 'state'], () =>
    pools().flatMap(([pool, { total, idle }]): Reading[] => [
      [total - idle, { pool, state: 'busy' }],
      [idle, { pool, state: 'idle' }],
    ]),
  );
  metrics.gauge('iam_database_connections_max', 'Connections that a pool may have', ['pool'], () =>
    pools().map(([pool, { most }]): Reading => [most, { pool }]),
  );
  metrics.gauge('iam_database_waiting', 'Statements that wait for a connection', ['pool'], () =>
    pools().map(([pool, { waiting }]): Reading => [waiting, { pool }]),
  );

  metrics.gauge('iam_live_subscribers', 'Live subscribers of this process', ['stream'], () => [
    [liveUpdates.subscribers, { stream: 'deliveries' }],
    [runUpdates.subscribers, { stream: 'task_runs' }],
  ]);
  if (!dispatcher) return;
  metrics.gauge('iam_attempts_running', 'Attempts that this process makes now', [], () => [[dispatcher.slots.running]]);
  metrics.gauge('iam_attempts_running_max', 'Attempts that this process makes at most at the same time', [], () => [
    [dispatcher.slots.most],
  ]);
}
