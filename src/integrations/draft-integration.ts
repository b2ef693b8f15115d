// An integration that nobody has saved yet, as it would be stored: for trying it out. Nothing is written.
import { Refusal } from '../domain/refusal.ts';
import {
  changedIntegration,
  type IntegrationChange,
  type IntegrationsTools,
  newIntegration,
  sealedActions,
} from './change-integrations.ts';
import { likenessOf } from './lint/likeness.ts';
import type { StoredIntegration } from './stored-integration.ts';

export interface DraftTools extends Pick<IntegrationsTools, 'vault' | 'findMissingTasks'> {
  /** The integration as it is at this moment. */
  readonly findIntegration: (id: string) => Promise<StoredIntegration | undefined>;
}

/** With what it was found to do, for its warnings; null for a stored one as it is. */
export type DraftIntegration = StoredIntegration & { readonly likeness: string | null };

/** The id of what is not stored. */
export const draftId = '00000000-0000-0000-0000-000000000000';

/**
 * @param id of the stored integration that the draft changes; undefined for a new one.
 * @param change what the draft says; left out, a stored integration is tried as it is.
 * @throws Refusal NOT_FOUND; BAD_USER_INPUT as saving would; CONFLICT when `change.version` is not the stored one.
 */
export async function draftIntegration(
  tools: DraftTools,
  id: string | undefined,
  change: IntegrationChange | undefined,
): Promise<DraftIntegration> {
  const now = new Date();
  if (id === undefined) {
    const {
      name = 'draft',
      description = '',
      enabled = true,
      triggers = [],
      conditions = [],
      actions = [],
    } = change ?? {};
    const { threshold = null, digest = null, breaker = null, orderingKey = null } = change ?? {};
    const input = {
      name,
      description,
      enabled,
      triggers,
      conditions,
      actions,
      threshold,
      digest,
      breaker,
      orderingKey,
    };
    const valid = await newIntegration(tools, input);
    const stored = { ...valid, ...sealedActions(tools.vault, valid, undefined) };
    const likeness = likenessOf(tools.vault, valid);
    return { ...fields(stored), likeness, id: draftId, version: 0, paused: false, createdAt: now, updatedAt: now };
  }
  const stored = await tools.findIntegration(id);
  if (!stored) throw new Refusal('NOT_FOUND', 'no such integration');
  if (change === undefined) return { ...stored, likeness: null };
  if (change.version !== undefined && change.version !== stored.version)
    throw new Refusal('CONFLICT', `somebody else has changed this integration: it is now at version ${stored.version}`);
  const valid = await changedIntegration(tools, stored, change);
  const { actions } = sealedActions(tools.vault, valid, stored);
  return { ...stored, ...fields({ ...valid, actions }), likeness: likenessOf(tools.vault, valid) };
}

type Fields = Omit<StoredIntegration, 'id' | 'version' | 'paused' | 'createdAt' | 'updatedAt'>;

/** The columns of an integration that a draft may say, and nothing else of what was read. */
const fields = ({ name, description, enabled, triggers, conditions, actions, ...rules }: Fields): Fields => ({
  name,
  description,
  enabled,
  triggers,
  conditions,
  actions,
  threshold: rules.threshold,
  digest: rules.digest,
  breaker: rules.breaker,
  orderingKey: rules.orderingKey,
});
