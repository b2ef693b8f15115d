// store.get and store.set: a little memory of each task from run to run.
import type { Json } from '../domain/event.ts';
import type { Database } from '../infra/database.ts';

/** Bytes of one value as JSON. */
const maxValueBytes = 64 * 1024;
const maxKeyLength = 200;
/** Values of one task. */
const maxValues = 200;

export async function readTaskValue(database: Database, taskId: string, key: string): Promise<Json> {
  const [row] = await database.query<{ value: Json }>('SELECT value FROM task_values WHERE task_id = $1 AND key = $2', [
    taskId,
    key,
  ]);
  return row?.value ?? null;
}

/** Null removes the value. @throws Error in words for the script's author. */
export async function writeTaskValue(database: Database, taskId: string, key: string, value: Json): Promise<void> {
  if (key === '' || key.length > maxKeyLength || !isStorable(key))
    throw new Error(`store.set: the key must be a text of 1 to ${maxKeyLength} characters`);
  if (value === null)
    return void (await database.query('DELETE FROM task_values WHERE task_id = $1 AND key = $2', [taskId, key]));
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) > maxValueBytes)
    throw new Error(`store.set: the value is larger than ${maxValueBytes / 1024} KiB`);
  if (!isStorable(JSON.stringify(value)) || /\\u(0000|d[89a-f])/i.test(text))
    throw new Error('store.set: the value has characters that cannot be stored');
  const rows = await database.query(
    `INSERT INTO task_values (task_id, key, value, updated_at)
     SELECT $1, $2, $3, now()
     WHERE (SELECT count(*) FROM task_values WHERE task_id = $1 AND key <> $2) < $4
       AND EXISTS (SELECT FROM tasks WHERE id = $1 AND deleted_at IS NULL)
     ON CONFLICT (task_id, key) DO UPDATE SET value = EXCLUDED.value, updated_at = now() RETURNING 1`,
    [taskId, key, text, maxValues],
  );
  if (rows.length === 0) throw new Error(`store.set: a task keeps at most ${maxValues} values`);
}

const isStorable = (text: string) => text.isWellFormed() && !text.includes('\0');
