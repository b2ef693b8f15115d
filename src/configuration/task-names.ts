// Tasks are named in a configuration, not numbered: by their key, else by their name, else by their id. A task of the
// configuration goes before others.
import { type Problem, refuseIfAny } from '../domain/refusal.ts';
import type { Tx } from '../infra/database.ts';
import type { DesiredObject } from './configured-kind.ts';
import { keyOf } from './match-objects.ts';

export interface TaskNames {
  /** Called for each task of the configuration, before any integration. */
  note(desired: DesiredObject, id: string): void;
  /** @throws Refusal BAD_USER_INPUT at `path`. */
  idOf(reference: string, path: string): Promise<string>;
  /** How a task is shown: by the name that finds it. */
  nameOf(id: string): Promise<string>;
  /** Stands for a task of the configuration that could not be stored; what is wrong with it is told there. */
  readonly unknown: string;
}

interface Row {
  readonly id: string;
  readonly name: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function createTaskNames(tx: Tx, desired: readonly DesiredObject[]): TaskNames {
  const unknown = '00000000-0000-0000-0000-000000000000';
  const ids = new Map<DesiredObject, string>();
  const ownNames = new Map<string, string>();
  const find = (where: string, value: string) =>
    tx.query<Row>(`SELECT id, name FROM tasks WHERE ${where} AND deleted_at IS NULL ORDER BY id LIMIT 2`, [value]);
  return {
    unknown,
    note: (one, id) => {
      ids.set(one, id);
      ownNames.set(id, keyOf(one));
    },
    idOf: async (reference, path) => {
      const problem = (message: string): readonly Problem[] => [{ path, message }];
      const own = [
        desired.filter((one) => keyOf(one) === reference),
        desired.filter(({ name }) => name.trim() === reference),
      ].find((found) => found.length > 0);
      if (own && own.length > 1) refuseIfAny(problem('several tasks have this name: give them keys'));
      if (own?.[0]) return ids.get(own[0]) ?? unknown;
      const [row, another] = await find('name = $1', reference);
      if (another) refuseIfAny(problem('several tasks have this name: give the id'));
      if (row) return row.id;
      const [byId] = uuid.test(reference) ? await find('id = $1::uuid', reference) : [];
      if (!byId) refuseIfAny(problem('there is no such task'));
      return byId?.id ?? unknown;
    },
    nameOf: async (id) => {
      const own = ownNames.get(id);
      if (own !== undefined) return own;
      const [row] = await find('id = $1::uuid', id);
      if (!row || desired.some((one) => keyOf(one) === row.name || one.name.trim() === row.name)) return id;
      const sameName = await find('name = $1', row.name);
      return sameName.length > 1 ? id : row.name;
    },
  };
}
