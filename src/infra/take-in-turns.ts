// Nodes take jobs in turns. pg-boss counts the jobs that a group has in work and takes more in one statement; two nodes
// that do so at the same moment do not see what the other one takes, and both would fill a group's last places.
import type { Db } from 'pg-boss';

/**
 * A connection for `fetch` that waits until no other node is taking from the queue. The lock is a statement of its own,
 * so that the next one sees what was taken before, and both travel together, so that the turn costs no round trip.
 */
export function takingInTurns(db: Db, queue: string): Db {
  const lock = `SELECT pg_advisory_xact_lock(hashtextextended('take ${queue}', 0))`;
  return {
    executeSql: async (text, values) => {
      const result = await db.executeSql(`${lock};\n${withNumbers(text, values ?? [])}`);
      // One result for each statement.
      return Array.isArray(result) ? result.at(-1) : result;
    },
  };
}

/** Statements that travel together take no parameters; those of `fetch` are limits. */
function withNumbers(text: string, values: readonly unknown[]): string {
  return text.replaceAll(/\$(\d+)(?!\d)/g, (_, position: string) => {
    const value = values[Number(position) - 1];
    if (!Number.isSafeInteger(value)) throw new Error(`parameter ${position} of the statement is no number`);
    return String(value);
  });
}
