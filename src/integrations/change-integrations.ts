// Create, update and delete. Each is one transaction that also moves the version of the integration set, by which every
// node knows at the next event that its cached integrations are old.
import { v7 as uuid } from 'uuid';
import type { ActionKind } from '../actions/action-kind.ts';
import { findActionKind } from '../actions/registry.ts';
import { Refusal, refuseIfAny } from '../domain/refusal.ts';
import type { Database, Tx } from '../infra/database.ts';
import { openSecrets, restoreSecrets, sealSecrets, type Vault } from './secrets.ts';
import { fromRow, type IntegrationRow, type StoredAction, type StoredIntegration } from './stored-integration.ts';
import {
  type ActionInput,
  type IntegrationInput,
  type ValidAction,
  type ValidIntegration,
  validateIntegration,
} from './valid-integration.ts';

export type IntegrationChange = { readonly [Field in keyof IntegrationInput]?: IntegrationInput[Field] | undefined } & {
  /** The version that the change was made from; a different one in the database is a conflict. */
  readonly version?: number | undefined;
};

export interface IntegrationsTools {
  readonly database: Database;
  readonly vault: Vault;
  /** What becomes of an integration's waiting deliveries when it is deleted. */
  readonly endDeliveries: (tx: Tx, integrationId: string) => Promise<void>;
}

/** @throws Refusal BAD_USER_INPUT with the path of each bad field. */
export async function createIntegration(tools: IntegrationsTools, input: IntegrationInput): Promise<string> {
  const valid = validOrRefuse(input);
  refuseIfAny(
    valid.actions.flatMap(({ id }, index) =>
      id === undefined ? [] : [{ path: `actions[${index}].id`, message: 'a new action gets its id from the service' }],
    ),
  );
  const id = uuid();
  await tools.database.transaction(async (tx) => {
    const setVersion = await moveSetVersion(tx);
    await tx.query(
      `INSERT INTO integrations
         (id, name, description, enabled, triggers, conditions, actions, set_version, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now(), now())`,
      [id, ...columns(tools.vault, valid), setVersion],
    );
  });
  return id;
}

/**
 * Changes what is given and leaves the rest. Secrets that are left out or sent back as their mask stay as they are.
 * @throws Refusal NOT_FOUND; CONFLICT when `change.version` is not the stored one; BAD_USER_INPUT.
 */
export async function updateIntegration(
  tools: IntegrationsTools,
  id: string,
  change: IntegrationChange,
): Promise<void> {
  await tools.database.transaction(async (tx) => {
    // The set's row first, always: two changes then wait for each other instead of locking each other out.
    const setVersion = await moveSetVersion(tx);
    const [row] = await tx.query<IntegrationRow>(
      'SELECT * FROM integrations WHERE id = $1 AND deleted_at IS NULL FOR UPDATE',
      [id],
    );
    if (!row) throw notFound();
    const stored = fromRow(row);
    if (change.version !== undefined && change.version !== stored.version) throw stale(stored.version);
    const actions = (change.actions ?? stored.actions).map((action) => withStoredSecrets(tools.vault, stored, action));
    const valid = validOrRefuse({
      name: change.name ?? stored.name,
      description: change.description ?? stored.description,
      enabled: change.enabled ?? stored.enabled,
      triggers: change.triggers ?? stored.triggers,
      conditions: change.conditions ?? stored.conditions,
      actions,
    });
    await tx.query(
      `UPDATE integrations SET name = $2, description = $3, enabled = $4, triggers = $5, conditions = $6,
         actions = $7, set_version = $8, version = version + 1, updated_at = now() WHERE id = $1`,
      [id, ...columns(tools.vault, valid), setVersion],
    );
  });
}

/** Leaves an emptied tombstone, so that history keeps its name. @throws Refusal NOT_FOUND; CONFLICT. */
export async function deleteIntegration(tools: IntegrationsTools, id: string, version?: number): Promise<void> {
  await tools.database.transaction(async (tx) => {
    const setVersion = await moveSetVersion(tx);
    const [row] = await tx.query<{ version: number }>(
      'SELECT version FROM integrations WHERE id = $1 AND deleted_at IS NULL FOR UPDATE',
      [id],
    );
    if (!row) throw notFound();
    if (version !== undefined && version !== row.version) throw stale(row.version);
    await tx.query(
      `UPDATE integrations SET deleted_at = now(), updated_at = now(), enabled = false, version = version + 1,
         triggers = '{}', conditions = '[]', actions = '[]', set_version = $2 WHERE id = $1`,
      [id, setVersion],
    );
    await tools.endDeliveries(tx, id);
  });
}

async function moveSetVersion(tx: Tx): Promise<string> {
  const [row] = await tx.query<{ version: string }>(
    'UPDATE integration_set SET version = version + 1 WHERE id = 1 RETURNING version',
  );
  if (!row) throw new Error('the integration set has no version');
  return row.version;
}

function validOrRefuse(input: IntegrationInput): ValidIntegration {
  const checked = validateIntegration(input);
  if ('problems' in checked) {
    refuseIfAny(checked.problems);
    throw new Error('refused without a problem');
  }
  return checked.valid;
}

/** The values of name, description, enabled, triggers, conditions and actions, in this order. */
function columns(vault: Vault, valid: ValidIntegration): unknown[] {
  const actions = valid.actions.map((action) => sealed(vault, action));
  const { name, description, enabled, triggers, conditions } = valid;
  return [name, description, enabled, triggers, JSON.stringify(conditions), JSON.stringify(actions)];
}

function sealed(vault: Vault, { id = uuid(), kind, config }: ValidAction): StoredAction {
  return { id, type: kind.type, config: sealSecrets(vault, kind, id, config) };
}

/** An action of an update, its untouched secrets put back; one that is the stored action itself is opened whole. */
function withStoredSecrets(vault: Vault, stored: StoredIntegration, action: ActionInput): ActionInput {
  if (action.id === undefined) return action;
  const before = stored.actions.find(({ id }) => id === action.id);
  if (!before) throw unknownAction(action.id);
  const kind = findActionKind(before.type) as ActionKind;
  const opened = openSecrets(vault, kind, before.id, before.config);
  if (action === before) return { ...before, config: opened };
  return action.type === before.type ? { ...action, config: restoreSecrets(kind, opened, action.config) } : action;
}

const notFound = () => new Refusal('NOT_FOUND', 'no such integration');
const stale = (version: number) =>
  new Refusal('CONFLICT', `somebody else has changed this integration: it is now at version ${version}`);
const unknownAction = (id: string) =>
  new Refusal('BAD_USER_INPUT', 'the integration has no such action', [
    { path: 'actions', message: `the integration has no action with the id ${id.slice(0, 64)}` },
  ]);
