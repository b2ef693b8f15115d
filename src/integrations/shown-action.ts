// An action as it may be shown to anybody who may see integrations at all.
import type { ActionKind } from '../actions/action-kind.ts';
import { findActionKind } from '../actions/registry.ts';
import { publicKeyOf } from '../actions/sign-request.ts';
import { maskSecrets, openSecrets, type Vault } from './secrets.ts';
import type { StoredAction } from './stored-integration.ts';

export interface ShownAction {
  readonly id: string;
  readonly type: string;
  /** Secrets are masked. */
  readonly config: unknown;
  /** Of its signing keys, the current one first. */
  readonly publicKeys: readonly string[];
}

export function shownAction(vault: Vault, { id, type, config }: StoredAction): ShownAction {
  const kind = findActionKind(type) as ActionKind;
  return { id, type, config: maskSecrets(vault, kind, id, config), publicKeys: publicKeys(vault, kind, id, config) };
}

function publicKeys(vault: Vault, kind: ActionKind, id: string, config: StoredAction['config']): string[] {
  if (config.signingScheme !== 'v1a') return [];
  const { signingKeys } = openSecrets(vault, kind, id, config) as { signingKeys: { secret: string }[] };
  return signingKeys.flatMap(({ secret }) => publicKeyOf(secret) ?? []);
}
