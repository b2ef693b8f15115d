// Integrations of a configuration. Actions are given without ids: each is the stored one that it most resembles, so that
// ids, signing keys and secrets that are left out stay.
import { findActionKind } from '../actions/registry.ts';
import { type Problem, refuseIfAny } from '../domain/refusal.ts';
import type { Tx } from '../infra/database.ts';
import {
  changedIntegration,
  createIntegration,
  deleteIntegration,
  type IntegrationsTools,
  newIntegration,
  updateIntegration,
} from '../integrations/change-integrations.ts';
import { fromRow, type IntegrationRow } from '../integrations/stored-integration.ts';
import type { ActionInput, IntegrationInput } from '../integrations/valid-integration.ts';
import { configuredKind, type DesiredObject, inside, readRows, storedObject } from './configured-kind.ts';
import { storedView, validView } from './integration-view.ts';
import { matchActions } from './match-actions.ts';
import type { TaskNames } from './task-names.ts';

/** A trigger_task action names its task in `config.task`. */
export interface DesiredIntegration extends DesiredObject, IntegrationInput {}

type Row = IntegrationRow & { readonly managed_by: string | null; readonly managed_key: string | null };

export function configuredIntegrations(given: IntegrationsTools, tx: Tx, names: TaskNames) {
  const database = inside(given.database, tx);
  const tools: IntegrationsTools = {
    ...given,
    database,
    findMissingTasks: async () => new Set(),
  };
  const rows = new Map<string, Row>();
  return configuredKind<DesiredIntegration>({
    name: 'integration',
    list: 'integrations',
    table: 'integrations',
    typeName: 'Integration',
    read: async (wanted, configuration) => {
      const live = 'deleted_at IS NULL';
      const read = await readRows<Row>(tx, { table: 'integrations', live }, wanted, configuration);
      for (const row of read) rows.set(row.id, row);
      return read.map(storedObject);
    },
    prepare: async ({ key: _key, ...desired }, stored) => {
      const { actions, problems } = await withTaskIds(desired.actions, names);
      const row = stored && rows.get(stored.id);
      const before = row && fromRow(row);
      const input = { ...desired, actions: before ? matchActions(given.vault, before.actions, actions) : actions };
      const whole = {
        ...input,
        threshold: input.threshold ?? null,
        digest: input.digest ?? null,
        breaker: input.breaker ?? null,
      };
      const change = { ...whole, orderingKey: input.orderingKey ?? null };
      const valid = await telling(problems, () =>
        before ? changedIntegration(tools, before, change) : newIntegration(tools, change),
      );
      return {
        before: before && (await storedView(given.vault, before, names)),
        after: await validView(given.vault, valid, names),
        save: () =>
          before
            ? updateIntegration(tools, before.id, { ...change, version: before.version })
            : createIntegration(tools, change),
      };
    },
    remove: ({ id, version }) => deleteIntegration(tools, id, version),
  });
}

/** Problems with tasks are told with all others. */
async function telling<T>(problems: readonly Problem[], work: () => Promise<T>): Promise<T> {
  try {
    const result = await work();
    refuseIfAny(problems);
    return result;
  } catch (error) {
    const others = (error as { problems?: readonly Problem[] }).problems;
    if (problems.length > 0 && others && others !== problems) refuseIfAny([...problems, ...others]);
    throw error;
  }
}

async function withTaskIds(
  actions: readonly ActionInput[],
  names: TaskNames,
): Promise<{ readonly actions: readonly ActionInput[]; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  const found: ActionInput[] = [];
  for (const [index, action] of actions.entries()) {
    if (!findActionKind(action.type) || action.type !== 'trigger_task') {
      found.push(action);
      continue;
    }
    const { task, ...config } = action.config;
    const taskId = await names.idOf(String(task), `actions[${index}].task`).catch((error: unknown) => {
      const own = (error as { problems?: readonly Problem[] }).problems;
      if (!own) throw error;
      problems.push(...own);
      return names.unknown;
    });
    found.push({ ...action, config: { ...config, taskId } });
  }
  return { actions: found, problems };
}
