// A live stream across lost connections: it comes back with the place of the last item, so that nothing is missed and
// nothing comes twice.
import { setTimeout } from 'node:timers/promises';
import { CliError, exitCodes } from './exit-codes.ts';

/** Seconds between tries to come back; after the last one it is given up. */
const waits = [0, 1, 2, 5, 10, 10, 10, 10, 10];

export interface TailOptions<Item> {
  /** The stream from just behind a place; null: from now on. */
  readonly from: (after: string | null) => AsyncIterable<Item>;
  /** Where the stream stands after an item. */
  readonly placeOf: (item: Item) => string | null;
  readonly note: (text: string) => void;
}

export async function* tail<Item>({ from, placeOf, note }: TailOptions<Item>): AsyncGenerator<Item, void> {
  let after: string | null = null;
  let tries = 0;
  for (;;) {
    try {
      for await (const item of from(after)) {
        tries = 0;
        after = placeOf(item);
        yield item;
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
