// Integrations in the audit log: each change with what differs, secrets compared in the clear and shown as masks.
import { findActionKind } from '../actions/registry.ts';
import { differences, type State } from '../domain/difference.ts';
import { recordChange } from '../infra/audit.ts';
import type { Tx } from '../infra/database.ts';
import { maskSecrets, openSecrets, type Vault } from './secrets.ts';
import type { StoredAction, StoredIntegration } from './stored-integration.ts';

/** What a person can change of an integration. */
export type IntegrationFields = Omit<StoredIntegration, 'id' | 'version' | 'paused' | 'createdAt' | 'updatedAt'>;

export interface IntegrationChanged {
  readonly vault: Vault;
  readonly action: string;
  readonly id: string;
  /** Undefined for a new one. */
  readonly before?: IntegrationFields | undefined;
  /** Undefined for one that is deleted. */
  readonly after?: IntegrationFields | undefined;
}

export function recordIntegration(tx: Tx, { vault, action, id, before, after }: IntegrationChanged): Promise<void> {
  const state = (fields: IntegrationFields | undefined) => fields && stateOf(vault, fields);
  const object = { type: 'Integration', id, name: (after ?? before)?.name };
  return recordChange(tx, { action, object, differences: differences(state(before), state(after)) });
}

function stateOf(vault: Vault, fields: IntegrationFields): State {
  const { name, description, enabled, triggers, conditions, threshold, digest, breaker, orderingKey, actions } = fields;
  const rest = { name, description, enabled, triggers, conditions, threshold, digest, breaker, orderingKey };
  return {
    plain: { ...rest, actions: actions.map((action) => withConfig(vault, action, openSecrets)) },
    shown: { ...rest, actions: actions.map((action) => withConfig(vault, action, maskSecrets)) },
  };
}

function withConfig(vault: Vault, { id, type, config }: StoredAction, read: typeof openSecrets): object {
  const kind = findActionKind(type);
  return { id, type, ...(kind && read(vault, kind, id, config)) };
}
