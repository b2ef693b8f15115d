// Settings that are lists of pairs: `Engineering = engineering`, one per line or with semicolons between them.

export interface Pair {
  readonly from: string;
  readonly to: string;
}

/**
 * The pairs of a text, or of a JSON object; for a name alone, both sides are that name if `alone` allows it.
 * @returns a text that says what is wrong, without the values.
 */
export function readPairs(text: string, { alone }: { alone: boolean }): readonly Pair[] | string {
  const pairs = text.trim().startsWith('{') ? fromJson(text) : fromLines(text, alone);
  if (typeof pairs === 'string') return pairs;
  return pairs.length === 0 ? 'names no pair' : pairs;
}

function fromLines(text: string, alone: boolean): Pair[] | string {
  const lines = text.split(alone ? /[\n;,]/ : /[\n;]/).map((line) => line.trim());
  const pairs: Pair[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const at = line.lastIndexOf('=');
    const pair =
      at < 0 && alone
        ? { from: line, to: line }
        : { from: line.slice(0, Math.max(0, at)).trim(), to: line.slice(at + 1).trim() };
    if (pair.from === '' || pair.to === '') return `entry ${index + 1} is not of the form “name = other name”`;
    pairs.push(pair);
  }
  return pairs;
}

function fromJson(text: string): Pair[] | string {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    const pairs = Object.entries(value).map(([from, to]) => ({ from, to: typeof to === 'string' ? to.trim() : '' }));
    return pairs.some(({ from, to }) => from.trim() === '' || to === '') ? 'has a pair that is no text' : pairs;
  } catch {
    return 'begins like JSON but is none';
  }
}
