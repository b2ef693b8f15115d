// The gates of an integration's actions as it is created, changed and deleted: an action with a limit always has one. Of
// others only what has come about meanwhile is there. A change of the integration may have mended what kept it back, so
// what waits is looked at anew.
import type { Tx } from '../infra/database.ts';
import { hasLimits } from './gate-settings.ts';
import type { StoredAction } from './stored-integration.ts';

const addStatement = `
INSERT INTO action_gates (action_id, integration_id, limited) SELECT a, $1, true FROM unnest($2::uuid[]) a ORDER BY a
ON CONFLICT (action_id) DO UPDATE SET limited = true`;

// What waits for an action that is gone is let go, and fails.
const changeStatement = `
UPDATE action_gates SET limited = action_id = ANY($2::uuid[]), pace = NULL,
  breaker = CASE WHEN action_id = ANY($3::uuid[]) THEN breaker ELSE 'closed' END,
  consecutive_failures = CASE WHEN action_id = ANY($3::uuid[]) THEN consecutive_failures ELSE 0 END,
  next_probe_at = CASE WHEN breaker = 'open' AND action_id = ANY($3::uuid[]) THEN now() END,
  release_at = CASE WHEN release_at IS NOT NULL THEN now() END
WHERE integration_id = $1`;

const removeIdleStatement = `
DELETE FROM action_gates WHERE integration_id = $1 AND NOT limited AND breaker = 'closed' AND consecutive_failures = 0
  AND release_at IS NULL`;

/** @returns whether deliveries may have been waiting. */
export async function keepGates(
  tx: Tx,
  integrationId: string,
  actions: readonly Pick<StoredAction, 'id' | 'config'>[],
): Promise<boolean> {
  const limited = actions.filter(({ config }) => hasLimits(config)).map(({ id }) => id);
  const known = await tx.query(
    'SELECT action_id FROM action_gates WHERE integration_id = $1 ORDER BY action_id FOR UPDATE',
    [integrationId],
  );
  if (limited.length > 0) await tx.query(addStatement, [integrationId, limited]);
  if (known.length === 0) return false;
  await tx.query(changeStatement, [integrationId, limited, actions.map(({ id }) => id)]);
  await tx.query(removeIdleStatement, [integrationId]);
  return true;
}

export const removeGates = (tx: Tx, integrationId: string) =>
  tx.query('DELETE FROM action_gates WHERE integration_id = $1', [integrationId]);
