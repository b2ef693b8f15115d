// The live stream of deliveries, across lost connections: it comes back with the cursor of the last update, so that
// nothing is missed and nothing comes twice.
import { setTimeout } from 'node:timers/promises';
import type { Client } from './client.ts';
import { CliError, exitCodes } from './exit-codes.ts';
import { type DeliveryStatus, DeliveryUpdatedDocument, type DeliveryUpdatedSubscription } from './gql/operations.ts';

export interface Watched {
  readonly integrationId: string | null;
  readonly status: DeliveryStatus[] | null;
}

/** Seconds between tries to come back; after the last one it is given up. */
const waits = [0, 1, 2, 5, 10, 10, 10, 10, 10];

export async function* tailDeliveries(
  client: Client,
  watched: Watched,
  note: (text: string) => void,
): AsyncGenerator<DeliveryUpdatedSubscription['deliveryUpdated'], void> {
  let after: string | null = null;
  let tries = 0;
  for (;;) {
    try {
      for await (const { deliveryUpdated } of client.subscribe(DeliveryUpdatedDocument, { ...watched, after })) {
        tries = 0;
        after = deliveryUpdated.cursor;
        yield deliveryUpdated;
      }
    } catch (error) {
      const wait = waits[tries++];
      // A first connection that fails is told at once.
      const isLost = error instanceof CliError && error.exitCode === exitCodes.unreachable && after !== null;
      if (!isLost || wait === undefined) throw error;
      note(`${error.message}: coming back`);
      await setTimeout(wait * 1_000);
    }
  }
}
