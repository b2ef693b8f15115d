// What the scenarios store and send: integrations with one condition and one templated HTTP action, and events for them.
import type { Client } from './send.ts';

export interface HttpIntegration {
  readonly name: string;
  readonly url: string;
  /** Events whose email ends with it match. Default: all of the bench's events. */
  readonly emailEnd?: string;
  readonly timeoutSecs?: number;
  readonly triggers?: readonly string[];
}

/** @returns its id. */
export async function createIntegration(client: Client, wanted: HttpIntegration): Promise<string> {
  const { name, url, emailEnd = '@example.com', timeoutSecs = 10, triggers = ['user.created'] } = wanted;
  const { id } = await client.call<{ id: string }>('POST', '/integrations', {
    name,
    triggers,
    conditions: [{ field: 'user.email', operator: 'ends_with', value: emailEnd, order: 1 }],
    actions: [
      {
        type: 'http',
        url,
        body: '{"email":"{{.Data.user_email}}","n":"{{.Data.n}}","type":"{{.EventType}}"}',
        timeout_secs: timeoutSecs,
      },
    ],
  });
  return id;
}

/** An event that the receiver knows by its number. */
export const eventOf = (n: number, emailEnd = '@example.com') => ({
  type: 'user.created',
  data: { n, user_name: `user${n}`, user_email: `user${n}${emailEnd}` },
});

export const publish = async (client: Client, n: number, emailEnd?: string): Promise<void> =>
  void (await client.call('POST', '/events', eventOf(n, emailEnd)));

export type Sql = <Row = Record<string, unknown>>(text: string, params?: readonly unknown[]) => Promise<Row[]>;

/** Deliveries that are not at their end yet. */
export async function openDeliveries(sql: Sql): Promise<number> {
  const [row] = await sql<{ open: number }>(
    "SELECT count(*)::int AS open FROM deliveries WHERE status IN ('pending', 'running')",
  );
  return row?.open ?? 0;
}
