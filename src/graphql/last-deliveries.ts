// The newest delivery of each of many integrations.
import type { Database } from '../infra/database.ts';
import type { Delivery } from '../infra/generated/prisma/client.ts';

/** In two statements, however many integrations there are. @returns in their order; null where there is none. */
export async function lastDeliveries(
  { prisma, query }: Database,
  integrationIds: readonly string[],
): Promise<(Delivery | null)[]> {
  const newest = await query<{ integration_id: string; id: string }>(
    `SELECT wanted.id AS integration_id, newest.id FROM unnest($1::uuid[]) AS wanted (id)
     CROSS JOIN LATERAL (SELECT id FROM deliveries WHERE integration_id = wanted.id ORDER BY id DESC LIMIT 1) AS newest`,
    [integrationIds],
  );
  const rows = await prisma.delivery.findMany({ where: { id: { in: newest.map(({ id }) => id) } } });
  const byIntegration = new Map(rows.map((row) => [row.integrationId, row]));
  return integrationIds.map((id) => byIntegration.get(id) ?? null);
}
