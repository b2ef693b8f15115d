// So many senders that each send one request after the other.

/** @returns requests per second. */
export async function sendAll(total: number, senders: number, send: (index: number) => Promise<void>): Promise<number> {
  const begun = performance.now();
  let next = 0;
  const sender = async () => {
    while (next < total) {
      next += 1;
      await send(next - 1);
    }
  };
  await Promise.all(Array.from({ length: senders }, sender));
  return total / ((performance.now() - begun) / 1_000);
}
