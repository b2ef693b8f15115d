// Sending again exactly what was sent: whether that can be done.
import type { ActionConfig, SentRequest } from '../actions/action-kind.ts';
import { findActionKind } from '../actions/registry.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Tx } from '../infra/database.ts';

interface Row {
  readonly number: number;
  readonly request: SentRequest;
  readonly type: string;
  /** Of the action as it is now, secrets sealed; null: the integration has it no more. */
  readonly config: ActionConfig | null;
}

/**
 * The number of the last attempt that sent a request.
 * @throws Refusal CONFLICT when there is none, or it cannot be sent again as it was.
 */
export async function attemptToRepeat(tx: Tx, deliveryId: string): Promise<number> {
  const [row] = await tx.query<Row>(
    `SELECT a.number, a.request, d.action_type AS type, (
         SELECT action->'config' FROM jsonb_array_elements(i.actions) action WHERE action->>'id' = d.action_id::text
       ) AS config
     FROM attempts a JOIN deliveries d ON d.id = a.delivery_id JOIN integrations i ON i.id = d.integration_id
     WHERE a.delivery_id = $1 AND a.request IS NOT NULL ORDER BY a.number DESC LIMIT 1`,
    [deliveryId],
  );
  if (!row) throw cannot('no attempt has sent a request');
  if (!row.config) throw cannot('the integration has this action no more');
  const { repeat } = findActionKind(row.type) ?? {};
  if (!repeat) throw cannot(`actions of the kind ${row.type} send no request`);
  const problem = repeat.problem(row.request, row.config);
  if (problem !== undefined) throw cannot(problem);
  return row.number;
}

const cannot = (why: string) => new Refusal('CONFLICT', `it cannot be sent again as before: ${why}`);
