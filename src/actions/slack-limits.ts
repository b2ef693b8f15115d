// Slack's limits on what one message holds. A text over its limit is cut, never refused: never through the middle of a
// character or of an escape such as &amp;, and with a sign that something is missing.

/** Characters of a message's text, by Slack's documentation. */
export const maxText = 40_000;
const maxBlocks = 50;
/** Characters of a block's texts, by where they stand. */
const maxIn: Readonly<Record<string, number>> = { section: 3_000, field: 2_000, header: 150 };

export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const short = text.slice(0, limit - 1).replace(/&[a-z]{0,3}$/, '');
  return `${/[\ud800-\udbff]$/.test(short) ? short.slice(0, -1) : short}…`;
}

/** The same blocks when nothing is over its limit. */
export function cutBlocks(blocks: readonly unknown[]): readonly unknown[] {
  const cut = blocks.slice(0, maxBlocks).map(cutBlock);
  return cut.length === blocks.length && cut.every((block, index) => block === blocks[index]) ? blocks : cut;
}

function cutBlock(block: unknown): unknown {
  if (!isObject(block)) return block;
  const text = cutTextObject(block.text, maxIn[String(block.type)]);
  const fields = Array.isArray(block.fields)
    ? block.fields.map((field) => cutTextObject(field, maxIn.field))
    : undefined;
  const isSame = text === block.text && (fields ?? []).every((field, index) => field === (block.fields as [])[index]);
  return isSame ? block : { ...block, text, ...(fields && { fields }) };
}

function cutTextObject(object: unknown, limit: number | undefined): unknown {
  if (limit === undefined || !isObject(object) || typeof object.text !== 'string') return object;
  return object.text.length <= limit ? object : { ...object, text: cutText(object.text, limit) };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
