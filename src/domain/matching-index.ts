// The integrations that an event fires, without trying all of them: each is filed under one condition of its own that
// has to hold, and the event's values are looked up. It must give exactly what trying all with `fires` would.
import { asText, foldText } from './condition-holds.ts';
import { type IdentityEvent, lookUpField } from './event.ts';
import { type Key, keyChoices } from './index-keys.ts';
import { fires, type Matchable, triggerMatches } from './matching.ts';

export interface Filed extends Matchable {
  readonly id: string;
}

export interface MatchingIndex<Item extends Filed> {
  /** Adds an integration, or puts it in the place of the one with its id. Work does not grow with what is filed. */
  put(item: Item): void;
  remove(id: string): void;
  /** Those that fire for the event, by id and so by time of creation. */
  firing(event: IdentityEvent): readonly Item[];
}

type Bucket<Item> = Set<Item>;

/** Those with one trigger. */
interface Shelf<Item> {
  /** Values as they are, and apart from them those in one case. */
  readonly byField: Map<string, Places<Item>>;
  readonly byFieldFolded: Map<string, Places<Item>>;
  /** Those with no condition that can be looked up: always tried. */
  readonly others: Bucket<Item>;
}

type Places<Item> = Readonly<Record<Key['place'], Table<Item>>>;

/** Buckets by value, and how many values there are of each length: as many parts of a text have to be looked up. */
interface Table<Item> {
  readonly buckets: Map<string, Bucket<Item>>;
  readonly lengths: Map<number, number>;
}

export function createMatchingIndex<Item extends Filed>(): MatchingIndex<Item> {
  const shelves = new Map<string, Shelf<Item>>();
  const waysOut = new Map<string, readonly (() => void)[]>();

  const remove = (id: string) => {
    for (const takeOut of waysOut.get(id) ?? []) takeOut();
    waysOut.delete(id);
  };
  return {
    remove,
    put: (item) => {
      remove(item.id);
      if (!item.enabled) return;
      const ways = widestTriggers(item.triggers).map((trigger) => {
        const shelf = shelves.get(trigger) ?? newShelf<Item>();
        shelves.set(trigger, shelf);
        const leave = enter(shelf, item);
        return () => {
          leave();
          if (isEmpty(shelf)) shelves.delete(trigger);
        };
      });
      waysOut.set(item.id, ways);
    },
    firing: (event) => {
      const found = new Set<Item>();
      for (const trigger of triggersFor(event.type)) {
        const shelf = shelves.get(trigger);
        if (shelf) collect(shelf, event, found);
      }
      const firing = [...found].filter((item) => fires(item, event));
      return firing.length > 1 ? firing.sort((a, b) => (a.id < b.id ? -1 : 1)) : firing;
    },
  };
}

const newShelf = <Item>(): Shelf<Item> => ({ byField: new Map(), byFieldFolded: new Map(), others: new Set() });
const isEmpty = ({ byField, byFieldFolded, others }: Shelf<unknown>) =>
  byField.size + byFieldFolded.size + others.size === 0;

/** A trigger that another one covers would only find the integration twice. */
const widestTriggers = (triggers: readonly string[]) =>
  [...new Set(triggers)].filter((one) => !triggers.some((other) => other !== one && triggerMatches(other, one)));

/** What a trigger can be called that an event of this type matches. */
function triggersFor(type: string): string[] {
  const parts = type.split('.');
  return ['*', ...parts.slice(1).map((_, index) => `${parts.slice(0, index + 1).join('.')}.*`), type];
}

/** Files the item where the fewest are, so that no common value gathers them all. Gives the way out. */
function enter<Item>(shelf: Shelf<Item>, item: Item & Filed): () => void {
  const crowd = ({ field, place, value, folded }: Key) =>
    fieldsOf(shelf, folded).get(field)?.[place].buckets.get(value)?.size ?? 0;
  let best: { keys: readonly Key[]; crowd: number } | undefined;
  for (const keys of keyChoices(item.conditions)) {
    const here = keys.reduce((sum, key) => sum + crowd(key), 0);
    if (!best || here < best.crowd) best = { keys, crowd: here };
  }
  if (best) {
    const ways = best.keys.map((key) => enterTable(shelf, key, item));
    return () => {
      for (const leave of ways) leave();
    };
  }
  shelf.others.add(item);
  return () => void shelf.others.delete(item);
}

const fieldsOf = <Item>({ byField, byFieldFolded }: Shelf<Item>, folded: boolean) => (folded ? byFieldFolded : byField);

function enterTable<Item>(shelf: Shelf<Item>, { field, place, value, folded }: Key, item: Item): () => void {
  const byField = fieldsOf(shelf, folded);
  const places = byField.get(field) ?? { whole: newTable<Item>(), start: newTable<Item>(), end: newTable<Item>() };
  byField.set(field, places);
  const { buckets, lengths } = places[place];
  const bucket = buckets.get(value) ?? new Set();
  if (bucket.size === 0) {
    buckets.set(value, bucket);
    lengths.set(value.length, (lengths.get(value.length) ?? 0) + 1);
  }
  bucket.add(item);
  return () => {
    if (!bucket.delete(item) || bucket.size > 0) return;
    buckets.delete(value);
    const left = (lengths.get(value.length) ?? 1) - 1;
    if (left > 0) lengths.set(value.length, left);
    else lengths.delete(value.length);
    if (Object.values(places).every((table) => table.buckets.size === 0)) byField.delete(field);
  };
}

const newTable = <Item>(): Table<Item> => ({ buckets: new Map(), lengths: new Map() });

function collect<Item>(shelf: Shelf<Item>, event: IdentityEvent, found: Set<Item>): void {
  for (const item of shelf.others) found.add(item);
  for (const folded of [false, true])
    for (const [field, places] of fieldsOf(shelf, folded)) {
      const text = asText(lookUpField(event, field));
      if (text !== undefined) collectAt(places, folded ? foldText(text) : text, found);
    }
}

function collectAt<Item>({ whole, start, end }: Places<Item>, text: string, found: Set<Item>): void {
  const take = (bucket: Bucket<Item> | undefined) => {
    if (bucket) for (const item of bucket) found.add(item);
  };
  take(whole.buckets.get(text));
  for (const length of start.lengths.keys()) if (length <= text.length) take(start.buckets.get(text.slice(0, length)));
  for (const length of end.lengths.keys())
    if (length <= text.length) take(end.buckets.get(text.slice(text.length - length)));
}
