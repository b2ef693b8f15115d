// The warnings of many integrations at once: what has to be read for them is read once for all.
import type { Database } from '../../infra/database.ts';
import type { OutboundAllow } from '../../infra/outbound/outbound-allow.ts';
import type { Vault } from '../secrets.ts';
import { type LintInput, lintIntegration, type Surroundings, type Warning } from './lint-integration.ts';

export interface LintTools {
  readonly database: Database;
  readonly vault: Vault;
  readonly outboundAllow: OutboundAllow;
  /** Those of the ids that are tasks, by id. */
  readonly findTasks: (ids: readonly string[]) => Promise<Surroundings['tasks']>;
}

/** As it is stored, with what it was found to do when it was saved. */
export type StoredForLint = LintInput & { readonly likeness: string | null };

/** Gives the warnings in the order of the integrations. */
export async function lintMany(
  { database, vault, outboundAllow, findTasks }: LintTools,
  integrations: readonly StoredForLint[],
): Promise<readonly (readonly Warning[])[]> {
  const taskIds = integrations.flatMap(({ actions }) =>
    actions.flatMap(({ type, config }) => (type === 'trigger_task' ? [String(config.taskId)] : [])),
  );
  const likenesses = integrations.flatMap(({ likeness }) => likeness ?? []);
  const [tasks, alike] = await Promise.all([
    findTasks(taskIds),
    likenesses.length === 0 ? [] : database.query<Alike>(alikeStatement, [likenesses]),
  ]);
  const byLikeness = Map.groupBy(alike, ({ likeness }) => likeness);
  return integrations.map((one) => {
    const twin = byLikeness.get(one.likeness ?? '')?.find(({ id }) => id !== one.id);
    return lintIntegration(one, { vault, allow: outboundAllow, tasks, twin });
  });
}

interface Alike {
  readonly id: string;
  readonly name: string;
  readonly likeness: string;
}

/** Two of each are enough to find another one. */
const alikeStatement = `
SELECT a.id, a.name, a.likeness FROM unnest($1::text[]) AS wanted(likeness)
CROSS JOIN LATERAL (
  SELECT id, name, likeness FROM integrations i
  WHERE i.likeness = wanted.likeness AND enabled AND deleted_at IS NULL ORDER BY id LIMIT 2
) a`;
