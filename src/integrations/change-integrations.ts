// Create, update and delete. Each is one transaction that also moves the version of the integration set, by which every
// node knows at the next event that its cached integrations are old.
import { v7 as uuid } from 'uuid';
import type { ActionConfig, ActionKind } from '../actions/action-kind.ts';
import { findActionKind } from '../actions/registry.ts';
import { type Problem, pathText, Refusal, refuseIfAny } from '../domain/refusal.ts';
import type { Database, Tx } from '../infra/database.ts';
import { keepGates, removeGates } from './keep-gates.ts';
import { likenessOf } from './lint/likeness.ts';
import { recordIntegration } from './record-integration.ts';
import { openSecrets, restoreSecrets, sealSecrets, type Vault } from './secrets.ts';
import { moveSetVersion } from './set-version.ts';
import { fromRow, type IntegrationRow, type StoredAction, type StoredIntegration } from './stored-integration.ts';
import {
  type ActionInput,
  type IntegrationInput,
  type ValidIntegration,
  validateIntegration,
} from './valid-integration.ts';

export type IntegrationChange = { readonly [Field in keyof IntegrationInput]?: IntegrationInput[Field] | undefined } & {
  /** The version that the change was made from; a different one in the database is a conflict. */
  readonly version?: number | undefined;
};

/** What a change has to say beside what is stored. */
export interface SavedIntegration {
  readonly id: string;
  /** Secrets that the service made just now, by action id: shown in this answer and never again. */
  readonly revealed: ReadonlyMap<string, string>;
}

export interface IntegrationsTools {
  readonly database: Database;
  readonly vault: Vault;
  /** What becomes of an integration's waiting deliveries when it is deleted. */
  readonly endDeliveries: (tx: Tx, integrationId: string) => Promise<unknown>;
  /** Deliveries that were kept back may go now. */
  readonly tellOfGates: (tx: Tx) => Promise<unknown>;
  /** Which of these ids are no task's. */
  readonly findMissingTasks: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** @throws Refusal BAD_USER_INPUT with the path of each bad field. */
export async function createIntegration(tools: IntegrationsTools, input: IntegrationInput): Promise<SavedIntegration> {
  const valid = await newIntegration(tools, input);
  const id = uuid();
  const { values, revealed, actions } = columns(tools.vault, valid, undefined);
  await tools.database.transaction(async (tx) => {
    const setVersion = await moveSetVersion(tx);
    await tx.query(
      `INSERT INTO integrations
         (id, name, description, enabled, triggers, conditions, actions, threshold, digest, breaker, ordering_key, likeness,
          set_version, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, now(), now())`,
      [id, ...values, setVersion],
    );
    const after = { ...valid, actions };
    await recordIntegration(tx, { vault: tools.vault, action: 'createIntegration', id, after });
    await keepGates(tx, id, actions);
  });
  return { id, revealed };
}

/**
 * Changes what is given and leaves the rest. Secrets that are left out or sent back as their mask stay as they are.
 * @throws Refusal NOT_FOUND; CONFLICT when `change.version` is not the stored one; BAD_USER_INPUT.
 */
export async function updateIntegration(
  tools: IntegrationsTools,
  id: string,
  change: IntegrationChange,
): Promise<SavedIntegration> {
  return tools.database.transaction(async (tx) => {
    // The set's row first, always: two changes then wait for each other instead of locking each other out.
    const setVersion = await moveSetVersion(tx);
    const [row] = await tx.query<IntegrationRow>(
      'SELECT * FROM integrations WHERE id = $1 AND deleted_at IS NULL FOR UPDATE',
      [id],
    );
    if (!row) throw notFound();
    const stored = fromRow(row);
    if (change.version !== undefined && change.version !== stored.version) throw stale(stored.version);
    const valid = await changedIntegration(tools, stored, change);
    const { values, revealed, actions } = columns(tools.vault, valid, stored);
    await tx.query(
      `UPDATE integrations SET name = $2, description = $3, enabled = $4, triggers = $5, conditions = $6,
         actions = $7, threshold = $8, digest = $9, breaker = $10, ordering_key = $11, likeness = $12, set_version = $13,
         version = version + 1, updated_at = now()
       WHERE id = $1`,
      [id, ...values, setVersion],
    );
    const after = { ...valid, actions };
    await recordIntegration(tx, { vault: tools.vault, action: 'updateIntegration', id, before: stored, after });
    if (await keepGates(tx, id, actions)) await tools.tellOfGates(tx);
    return { id, revealed };
  });
}

/** Leaves an emptied tombstone, so that history keeps its name. @throws Refusal NOT_FOUND; CONFLICT. */
export async function deleteIntegration(tools: IntegrationsTools, id: string, version?: number): Promise<void> {
  await tools.database.transaction(async (tx) => {
    const setVersion = await moveSetVersion(tx);
    const [row] = await tx.query<IntegrationRow>(
      'SELECT * FROM integrations WHERE id = $1 AND deleted_at IS NULL FOR UPDATE',
      [id],
    );
    if (!row) throw notFound();
    if (version !== undefined && version !== row.version) throw stale(row.version);
    await tx.query(
      `UPDATE integrations SET deleted_at = now(), updated_at = now(), enabled = false, version = version + 1,
         triggers = '{}', conditions = '[]', actions = '[]', threshold = NULL, digest = NULL, set_version = $2
       WHERE id = $1`,
      [id, setVersion],
    );
    await removeGates(tx, id);
    await tools.endDeliveries(tx, id);
    await recordIntegration(tx, { vault: tools.vault, action: 'deleteIntegration', id, before: fromRow(row) });
  });
}

/** An integration that is not stored yet, secrets in the clear. @throws Refusal BAD_USER_INPUT. */
export async function newIntegration(
  tools: Pick<IntegrationsTools, 'findMissingTasks'>,
  input: IntegrationInput,
): Promise<ValidIntegration> {
  const valid = validOrRefuse(input);
  refuseIfAny(
    valid.actions.flatMap(({ id }, index) =>
      id === undefined ? [] : [{ path: `actions[${index}].id`, message: 'a new action gets its id from the service' }],
    ),
  );
  refuseIfAny(await missingTasks(tools, valid));
  return valid;
}

/** A stored integration with a change, secrets in the clear. @throws Refusal BAD_USER_INPUT. */
export async function changedIntegration(
  tools: Pick<IntegrationsTools, 'vault' | 'findMissingTasks'>,
  stored: StoredIntegration,
  change: IntegrationChange,
): Promise<ValidIntegration> {
  const given = change.actions ?? stored.actions;
  refuseIfAny(unknownActions(stored, given));
  const actions = given.map((action, index) => withStoredSecrets(tools.vault, stored, action, index));
  const valid = validOrRefuse({
    name: change.name ?? stored.name,
    description: change.description ?? stored.description,
    enabled: change.enabled ?? stored.enabled,
    triggers: change.triggers ?? stored.triggers,
    conditions: change.conditions ?? stored.conditions,
    actions,
    // Null takes it away.
    threshold: change.threshold === undefined ? stored.threshold : change.threshold,
    digest: change.digest === undefined ? stored.digest : change.digest,
    breaker: change.breaker === undefined ? stored.breaker : change.breaker,
    orderingKey: change.orderingKey === undefined ? stored.orderingKey : change.orderingKey,
  });
  if (change.actions) refuseIfAny(await missingTasks(tools, valid));
  return valid;
}

function validOrRefuse(input: IntegrationInput): ValidIntegration {
  const checked = validateIntegration(input);
  if ('problems' in checked) {
    refuseIfAny(checked.problems);
    throw new Error('refused without a problem');
  }
  return checked.valid;
}

/** The values of the columns from name to likeness, in the order of the statements above. */
function columns(vault: Vault, valid: ValidIntegration, stored: StoredIntegration | undefined) {
  const { actions, revealed } = sealedActions(vault, valid, stored);
  const { name, description, enabled, triggers } = valid;
  const json = [valid.conditions, actions, valid.threshold, valid.digest, valid.breaker].map(
    (value) => value && JSON.stringify(value),
  );
  const values = [name, description, enabled, triggers, ...json, valid.orderingKey, likenessOf(vault, valid)];
  return { values, revealed, actions };
}

/** The actions as they are stored: with ids and with what the service makes itself, secrets sealed. */
export function sealedActions(vault: Vault, valid: ValidIntegration, stored: StoredIntegration | undefined) {
  const revealed = new Map<string, string>();
  const actions = valid.actions.map((action): StoredAction => {
    const id = action.id ?? uuid();
    const before = stored?.actions.find((one) => one.id === id && one.type === action.kind.type);
    const opened = before && openSecrets(vault, action.kind, id, before.config);
    const completed = action.kind.complete?.(action.config, opened) ?? { config: action.config };
    if (completed.revealed !== undefined) revealed.set(id, completed.revealed);
    return { id, type: action.kind.type, config: sealSecrets(vault, action.kind, id, completed.config) };
  });
  return { actions, revealed };
}

/** An action of an update, its untouched secrets put back; one that is the stored action itself is opened whole. */
function withStoredSecrets(vault: Vault, stored: StoredIntegration, action: ActionInput, index: number): ActionInput {
  if (action.id === undefined) return action;
  const before = stored.actions.find(({ id }) => id === action.id) as StoredAction;
  const kind = findActionKind(before.type) as ActionKind;
  const opened = openSecrets(vault, kind, before.id, before.config);
  if (action === before) return { ...before, config: opened };
  if (action.type !== before.type) return action;
  const { config, restored } = restoreSecrets(kind, opened, action.config);
  // Whoever may change where a request goes must not learn a secret by it.
  if (restored.length > 0 && authorityOf(kind, opened) !== authorityOf(kind, config))
    refuseIfAny(
      restored.map((path) => ({
        path: pathText(['actions', index, ...path]),
        message: 'must be given again, because the address has another host now',
      })),
    );
  return { ...action, config };
}

const unknownActions = (stored: StoredIntegration, actions: readonly ActionInput[]): Problem[] =>
  actions.flatMap(({ id }, index) => {
    if (id === undefined) return [];
    const path = `actions[${index}].id`;
    if (!stored.actions.some((one) => one.id === id))
      return [{ path, message: 'the integration has no action with this id' }];
    const isFirst = actions.findIndex((one) => one.id === id) === index;
    return isFirst ? [] : [{ path, message: 'is given twice' }];
  });

/** A task that is deleted later fails the delivery instead. */
async function missingTasks(
  tools: Pick<IntegrationsTools, 'findMissingTasks'>,
  { actions }: ValidIntegration,
): Promise<Problem[]> {
  const taskIds = actions.map(({ kind, config }) => (kind.type === 'trigger_task' ? String(config.taskId) : undefined));
  const missing = await tools.findMissingTasks(taskIds.filter((id) => id !== undefined));
  return taskIds.flatMap((id, index) =>
    id !== undefined && missing.has(id) ? [{ path: `actions[${index}].taskId`, message: 'there is no such task' }] : [],
  );
}

/** Scheme, host and port of where an action sends to, as they are written; also when they hold a template. */
const authorityOf = (kind: ActionKind, config: ActionConfig) =>
  /^[^/?#]*(\/\/)?[^/?#]*/.exec(kind.target?.(config) ?? '')?.[0].toLowerCase();

const notFound = () => new Refusal('NOT_FOUND', 'no such integration');
const stale = (version: number) =>
  new Refusal('CONFLICT', `somebody else has changed this integration: it is now at version ${version}`);
