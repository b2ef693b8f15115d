// Nodes take jobs in turns. pg-boss counts the jobs that a group has in work and takes more in one statement; two nodes
// that do so at the same moment do not see what the other one takes, and both would fill a group's last places.
import type { Db } from 'pg-boss';
import type { Road } from './road.ts';

/**
 * A connection for `fetch` that waits until no other node is taking from the queue. The lock is a statement of its own,
 * so that the next one sees what was taken before. What a crash makes the server forget of it is taken once more.
 */
export function takingInTurns(road: Road, queue: string): Db {
  const lock = { text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', params: [`take ${queue}`] };
  return {
    executeSql: async (text, values) => {
      const [, rows = []] = await road.together([lock, { text, params: values ?? [] }], { lax: true });
      return { rows: [...rows] };
    },
  };
}
