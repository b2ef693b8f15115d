// A new signing key for an action, while the old ones go on signing beside it until receivers have changed over.
import { findActionKind } from '../actions/registry.ts';
import { makeSigningKey, type SigningKey, type SigningScheme } from '../actions/sign-request.ts';
import { Refusal } from '../domain/refusal.ts';
import type { IntegrationsTools, SavedIntegration } from './change-integrations.ts';
import { recordIntegration } from './record-integration.ts';
import { openSecrets, sealSecrets } from './secrets.ts';
import { moveSetVersion } from './set-version.ts';
import { fromRow, type IntegrationRow } from './stored-integration.ts';

/** Keys of one action at the same time, at most; the oldest go first. */
const maxKeys = 5;

/**
 * @param overlapSecs how long the keys so far still sign, in seconds.
 * @throws Refusal NOT_FOUND; CONFLICT when the action does not sign.
 */
export async function rotateSigningSecret(
  { database, vault }: IntegrationsTools,
  integrationId: string,
  actionId: string,
  overlapSecs: number,
): Promise<SavedIntegration> {
  return database.transaction(async (tx) => {
    const setVersion = await moveSetVersion(tx);
    const [row] = await tx.query<IntegrationRow>(
      'SELECT * FROM integrations WHERE id = $1 AND deleted_at IS NULL FOR UPDATE',
      [integrationId],
    );
    const before = row && fromRow(row);
    const action = before?.actions.find(({ id }) => id === actionId);
    const kind = action && findActionKind(action.type);
    if (!before || !action || !kind) throw new Refusal('NOT_FOUND', 'no such action');
    const config = openSecrets(vault, kind, action.id, action.config) as {
      signing?: boolean;
      signingScheme: SigningScheme;
      signingKeys: SigningKey[];
    };
    if (!config.signing) throw new Refusal('CONFLICT', 'this action does not sign its requests');
    const now = Date.now();
    const until = new Date(now + overlapSecs * 1_000).toISOString();
    const made = makeSigningKey(config.signingScheme);
    const old = config.signingKeys
      .filter((key) => key.until === null || new Date(key.until).getTime() > now)
      .map((key) => ({ ...key, until: key.until !== null && key.until < until ? key.until : until }));
    const signingKeys = [made, ...old].slice(0, maxKeys);
    const changed = { ...action, config: sealSecrets(vault, kind, action.id, { ...config, signingKeys }) };
    const actions = before.actions.map((one) => (one === action ? changed : one));
    await tx.query(
      `UPDATE integrations SET actions = $2, set_version = $3, version = version + 1, updated_at = now() WHERE id = $1`,
      [integrationId, JSON.stringify(actions), setVersion],
    );
    const after = { ...before, actions };
    await recordIntegration(tx, { vault, action: 'rotateSigningSecret', id: integrationId, before, after });
    return { id: integrationId, revealed: new Map([[actionId, made.secret]]) };
  });
}
