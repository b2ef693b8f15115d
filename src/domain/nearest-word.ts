// The word that was probably meant.

/** The nearest of the words, or undefined when none is near: a third of the letters may differ. */
export function nearestWord(word: string, words: Iterable<string>): string | undefined {
  let best: { word: string; distance: number } | undefined;
  for (const one of words) {
    const limit = Math.max(1, Math.floor(Math.max(word.length, one.length) / 3));
    if (Math.abs(word.length - one.length) > limit) continue;
    const distance = editDistance(word.toLowerCase(), one.toLowerCase());
    if (distance <= limit && (!best || distance < best.distance)) best = { word: one, distance };
  }
  return best?.word;
}

/** Letters to put in, take out, replace, or swap with their neighbour. */
export function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + same,
        isSwap ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = row;
    row = next;
  }
  return row[to.length] ?? 0;
}
