// What many rows of one answer need is asked for once.

/** Calls with an item that are made together become one call with all of them; answers come in their order. */
export function inBatches<Item, Answer>(
  ask: (items: readonly Item[]) => Promise<readonly Answer[]>,
): (item: Item) => Promise<Answer> {
  let waiting: { item: Item; resolve: (answer: Answer) => void; reject: (error: unknown) => void }[] = [];
  const send = () => {
    const batch = waiting;
    waiting = [];
    ask(batch.map(({ item }) => item)).then(
      (answers) => {
        for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Answer);
      },
      (error: unknown) => {
        for (const { reject } of batch) reject(error);
      },
    );
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      // All rows of a list are resolved before the next turn of the loop.
      if (waiting.length === 1) setImmediate(send);
    });
}
