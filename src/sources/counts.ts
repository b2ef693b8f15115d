// How often what happened at each source: counted in memory, and added to the database once a second, so that requests
// never wait for a counter. What is refused gets one line in the log for each source, reason and second.
import type { Database } from '../infra/database.ts';
import type { Log } from '../infra/log.ts';
import type { Metrics } from '../infra/metrics.ts';
import { outsideRequests } from '../infra/request-scope.ts';

export type CountedThing = 'accepted' | 'unmapped' | 'duplicate' | 'control' | 'rejected';

export interface SourceCounts {
  /** @param detail a reason or the name of a control message, never text of a request. */
  add(source: { readonly id: string; readonly name: string }, what: CountedThing, detail?: string, more?: Note): void;
  /** Writes what is not written yet. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

interface Note {
  readonly count?: number;
  /** For the log. */
  readonly message?: string;
}

interface Count {
  readonly source_id: string;
  readonly name: string;
  readonly what: CountedThing;
  readonly detail: string;
  readonly message: string | undefined;
  count: number;
  last_at: Date;
}

const everyMs = 1_000;

export interface SourceCountsTools {
  readonly database: Database;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'sourceRequest'>;
}

export function createSourceCounts({ database, log, metrics }: SourceCountsTools): SourceCounts {
  let waiting = new Map<string, Count>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = async () => {
    const counts = [...waiting.values()];
    waiting = new Map();
    if (counts.length === 0) return;
    for (const { name, what, detail, message, count } of counts)
      if (what === 'rejected') log.warn({ source: name, reason: detail, count }, `event source refused: ${message}`);
    // In the order of the key, so that nodes do not lock each other out.
    await database
      .query(
        `INSERT INTO event_source_counts (source_id, what, detail, count, last_at)
         SELECT c.source_id, c.what, c.detail, c.count, c.last_at
         FROM json_to_recordset($1::json) AS c(source_id uuid, what text, detail text, count bigint, last_at timestamptz)
         WHERE EXISTS (SELECT FROM event_sources s WHERE s.id = c.source_id) ORDER BY 1, 2, 3
         ON CONFLICT (source_id, what, detail) DO UPDATE
         SET count = event_source_counts.count + EXCLUDED.count,
           last_at = greatest(event_source_counts.last_at, EXCLUDED.last_at)`,
        [JSON.stringify(counts)],
      )
      .catch((error: unknown) => log.warn({ error }, 'the counters of event sources could not be written'));
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(write);
    return writing;
  };

  return {
    add: ({ id, name }, what, detail = '', { count = 1, message } = {}) => {
      metrics.sourceRequest(what, count);
      const key = `${id} ${what} ${detail}`;
      const known = waiting.get(key);
      if (known) {
        known.count += count;
        known.last_at = new Date();
      } else waiting.set(key, { source_id: id, name, what, detail, message, count, last_at: new Date() });
      timer ??= outsideRequests(() => setTimeout(() => void flush(), everyMs));
    },
    flush,
    close: flush,
  };
}
