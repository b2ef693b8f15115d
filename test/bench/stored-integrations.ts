// W5: stored integrations that do not match must not slow the intake: ten of them, then ten thousand, once all for
// other event types and once half of them for the same type with a condition that does not hold.
import { type BenchOptions, type Line, load, median, percent, round, waitFor } from './measure.ts';
import { createClient, sendAll } from './send.ts';
import { type ServiceProcess, startServiceProcess } from './service-process.ts';
import { createIntegration, openDeliveries, publish, type Sql } from './setup.ts';
import { startTimedReceiver } from './timed-receiver.ts';

const stored = 10_000;
const bar = 0.9;

export async function benchStoredIntegrations({ quick }: BenchOptions): Promise<Line[]> {
  const events = quick ? 1_000 : 3_000;
  const rounds = quick ? 1 : 3;
  const receiver = await startTimedReceiver();
  // Three services in turns, so that all meet the same neighbours.
  const services = await Promise.all([startServiceProcess(), startServiceProcess(), startServiceProcess()]);
  const [few, others, alike] = services;
  try {
    for (const service of services) {
      const client = createClient(service);
      await createIntegration(client, { name: 'bench', url: `${receiver.url}/ours` });
      client.close();
    }
    await storeCopies(few.sql, { otherTypes: 5, sameType: 4 });
    await storeCopies(others.sql, { otherTypes: stored - 1, sameType: 0 });
    await storeCopies(alike.sql, { otherTypes: stored / 2 - 1, sameType: stored / 2 });
    for (const service of services) await intakeRate(service, 500);
    const rates: { few: number; others: number; alike: number }[] = [];
    for (let number = 0; number < rounds; number += 1)
      rates.push({
        few: await intakeRate(few, events),
        others: await intakeRate(others, events),
        // Fewer: it may be slow, and is then known soon enough.
        alike: await intakeRate(alike, events / 4),
      });
    const line = (what: string, of: 'few' | 'others' | 'alike'): Line => ({
      stored: what,
      'events in/s': round(median(rates.map((one) => one[of]))),
      share: percent(median(rates.map((one) => one[of] / one.few))),
      bar: percent(bar),
    });
    return [
      line('10', 'few'),
      line(`${stored}, of other types`, 'others'),
      { ...line(`${stored}, half of the same type`, 'alike'), load: load() },
    ];
  } finally {
    await Promise.all(services.map((service) => service.stop()));
    await receiver.close();
  }
}

async function intakeRate(service: ServiceProcess, events: number): Promise<number> {
  const client = createClient(service);
  const rate = await sendAll(events, 32, (n) => publish(client, n));
  client.close();
  await waitFor('all settled', async () => (await openDeliveries(service.sql)) === 0, 120_000);
  return rate;
}

/** Copies of the one integration there is; through the API ten thousand would take a minute. */
async function storeCopies(sql: Sql, { otherTypes, sameType }: { otherTypes: number; sameType: number }) {
  await sql(
    `WITH next AS (UPDATE integration_set SET version = version + 1 WHERE id = 1 RETURNING version)
     INSERT INTO integrations (id, name, description, enabled, triggers, conditions, actions, version, set_version,
       created_at, updated_at)
     SELECT gen_random_uuid(), 'copy ' || g, '', true,
       CASE WHEN g > $1 THEN triggers ELSE ARRAY[(ARRAY['user.deleted', 'user.updated'])[1 + g % 2]] END,
       jsonb_set(conditions, '{0,value}', to_jsonb('@tenant' || g || '.example')), actions, 1, next.version, now(), now()
     FROM integrations, next, generate_series(1, $1::int + $2::int) g`,
    [otherTypes, sameType],
  );
}
