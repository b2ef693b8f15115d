// Where a field stands in a YAML document.
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node } from 'yaml';

export type FieldPath = readonly (string | number)[];

/** The offset of the field, or of the nearest thing around it that is there. */
export function placeOf(document: Document.Parsed, at: FieldPath): number {
  let node: Node | null = document.contents;
  let place = node?.range?.[0] ?? 0;
  for (const part of at) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (!pair) return place;
      place = (isNode(pair.key) ? pair.key.range?.[0] : undefined) ?? place;
      node = isNode(pair.value) ? pair.value : null;
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(part)];
      if (!isNode(item)) return place;
      node = item;
      place = item.range?.[0] ?? place;
    } else return place;
  }
  return place;
}
