// The service's own metrics (prom-client). Counting is an increment in memory; what has to be asked for is asked at a
// scrape. No label takes a value that clients or administrators choose: no ids, names, event types, addresses.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface AttemptEnd {
  /** The kind of action: http, slack, log, trigger_task; `none` when the action was gone. */
  readonly kind: string;
  readonly outcome: 'success' | 'retry' | 'failed';
  readonly cause: string | undefined;
  readonly durationMs: number;
}

export type EventOutcome = 'matched' | 'unmatched' | 'duplicate' | 'refused' | 'unavailable';

export interface RequestEnd {
  readonly door: string;
  /** The pattern of the path, never the path. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  /** Undefined: it was a stream, which lasts as long as its reader wants. */
  readonly durationMs: number | undefined;
}

/** One value of a gauge, with the labels that it has. */
export type Reading = readonly [value: number, labels?: Readonly<Record<string, string>>];

export interface Metrics {
  eventsReceived(door: 'client' | 'source', outcome: EventOutcome, count: number): void;
  sourceRequest(outcome: string, count: number): void;
  attemptEnded(end: AttemptEnd): void;
  taskRunEnded(run: { readonly type: string; readonly status: string; readonly durationMs: number | undefined }): void;
  requestEnded(end: RequestEnd): void;
  /** Reads at each scrape. A reading that fails leaves its gauge out of that scrape. */
  gauge(name: string, help: string, labels: readonly string[], read: () => Promise<Reading[]> | Reading[]): void;
  /** Everything in Prometheus' text format. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

const attemptSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const requestSeconds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const runSeconds = [0.05, 0.25, 1, 5, 15, 60, 300, 1_800, 3_600];

export function createMetrics(about: { readonly version: string; readonly role: string }): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const histogram = <Label extends string>(name: string, help: string, labelNames: Label[], buckets: number[]) =>
    new Histogram({ name, help, labelNames, buckets, registers });

  const events = counter('iam_events_total', 'Events that were sent here, by what became of them', ['door', 'outcome']);
  const sources = counter('iam_source_requests_total', 'What event sources sent, by what it was', ['outcome']);
  const attempts = histogram(
    'iam_attempt_duration_seconds',
    'Attempts of deliveries: how long they took, by the kind of action and by what followed',
    ['kind', 'outcome'],
    attemptSeconds,
  );
  const failures = counter('iam_attempt_failures_total', 'Failed attempts by cause', ['kind', 'cause']);
  const deliveries = counter('iam_deliveries_total', 'Deliveries that have ended by an attempt', ['kind', 'status']);
  const runs = histogram(
    'iam_task_run_duration_seconds',
    'Runs of tasks: how long they took, by the type of task and by their status',
    ['type', 'status'],
    runSeconds,
  );
  const requests = counter('iam_http_requests_total', 'HTTP requests that were answered', [
    'door',
    'route',
    'method',
    'status',
  ]);
  const answering = histogram(
    'iam_http_request_duration_seconds',
    'How long HTTP requests took, streams apart',
    ['door'],
    requestSeconds,
  );
  new Gauge({ name: 'iam_build_info', help: 'Always 1', labelNames: ['version', 'role'], registers }).set(about, 1);
  let isScraped = false;

  return {
    eventsReceived: (door, outcome, count) => events.inc({ door, outcome }, count),
    sourceRequest: (outcome, count) => sources.inc({ outcome }, count),
    attemptEnded: ({ kind, outcome, cause, durationMs }) => {
      attempts.observe({ kind, outcome }, durationMs / 1_000);
      if (cause !== undefined) failures.inc({ kind, cause });
      if (outcome !== 'retry') deliveries.inc({ kind, status: outcome });
    },
    taskRunEnded: ({ type, status, durationMs = 0 }) => runs.observe({ type, status }, durationMs / 1_000),
    requestEnded: ({ door, route, method, status, durationMs }) => {
      requests.inc({ door, route, method, status: `${Math.floor(status / 100)}xx` });
      if (durationMs !== undefined) answering.observe({ door }, durationMs / 1_000);
    },
    gauge: (name, help, labelNames, read) => {
      const gauge: Gauge = new Gauge({
        name,
        help,
        labelNames: [...labelNames],
        registers,
        collect: async () => {
          const readings = await Promise.resolve()
            .then(read)
            .catch((): Reading[] => []);
          gauge.reset();
          // Without labels a reset leaves a zero, which nobody has read.
          if (readings.length === 0) gauge.remove();
          for (const [value, labels = {}] of readings) gauge.set(labels, value);
        },
      });
    },
    render: async () => {
      // Measuring the process itself costs something all the time: it begins with the first who asks.
      if (!isScraped) collectDefaultMetrics({ register: registry });
      isScraped = true;
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
