// Work that arrives while earlier work is being committed is committed together: one transaction for many callers, no
// waiting when there is only one. Each caller still gets its own answer, and one bad item never fails its neighbours.
import { outsideRequests } from './request-scope.ts';

export interface GroupCommitOptions<Item, Result> {
  /** Commits the items in one transaction and answers in their order. */
  readonly commit: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** What an item counts for in `maxGroup` and `maxWaiting`. Default 1. */
  readonly weight?: (item: Item) => number;
  /** Items of one transaction, at most. */
  readonly maxGroup: number;
  /** Items that may wait; beyond it `submit` rejects with `overloaded()`. Default: no bound. */
  readonly maxWaiting?: number;
  readonly overloaded?: () => Error;
  /** Milliseconds from the start of one transaction to that of the next, so that what comes in between shares it. Default 0. */
  readonly spacingMs?: number;
  /** Transactions at the same time. Default 1. */
  readonly concurrency?: number;
  /** The same for one beside another that still runs, unless a whole group is waiting. Default `spacingMs`. */
  readonly patienceMs?: number;
  /** True for errors that trying the items one by one cannot change. */
  readonly isHopeless: (error: unknown) => boolean;
}

export interface GroupCommit<Item, Result> {
  submit(item: Item): Promise<Result>;
  /** Resolves when nothing is waiting or being committed. */
  idle(): Promise<void>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly weight: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

export function createGroupCommit<Item, Result>(options: GroupCommitOptions<Item, Result>): GroupCommit<Item, Result> {
  const {
    commit,
    weight = () => 1,
    maxGroup,
    maxWaiting = Number.POSITIVE_INFINITY,
    concurrency = 1,
    spacingMs = 0,
    patienceMs = spacingMs,
  } = options;
  const waiting: Waiting<Item, Result>[] = [];
  const idlers: (() => void)[] = [];
  let waitingWeight = 0;
  let running = 0;
  let lastStart = Number.NEGATIVE_INFINITY;
  let isPumpDue = false;

  const nextGroup = (): Waiting<Item, Result>[] => {
    let total = 0;
    let count = 0;
    for (const { weight: own } of waiting) {
      if (count > 0 && total + own > maxGroup) break;
      total += own;
      count += 1;
    }
    waitingWeight -= total;
    return waiting.splice(0, count);
  };

  const commitGroup = async (group: readonly Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await commit(group.map(({ item }) => item));
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (group.length === 1 || options.isHopeless(error)) for (const { reject } of group) reject(error);
      else for (const one of group) await commitGroup([one]);
    }
  };

  const pumpIn = (ms: number) => {
    if (isPumpDue) return;
    isPumpDue = true;
    setTimeout(() => {
      isPumpDue = false;
      pump();
    }, ms);
  };

  const pump = () => {
    while (running < concurrency && waiting.length > 0) {
      const isPatient = running > 0 && waitingWeight < options.maxGroup;
      const wait = lastStart + (isPatient ? patienceMs : spacingMs) - performance.now();
      if (wait > 0) {
        pumpIn(wait);
        return;
      }
      lastStart = performance.now();
      running += 1;
      void commitGroup(nextGroup()).finally(() => {
        running -= 1;
        pump();
      });
    }
    if (running === 0 && waiting.length === 0) for (const done of idlers.splice(0)) done();
  };

  return {
    submit: (item) =>
      new Promise((resolve, reject) => {
        const own = weight(item);
        if (waitingWeight + own > maxWaiting && waiting.length > 0) {
          reject(options.overloaded?.() ?? new Error('overloaded'));
          return;
        }
        waiting.push({ item, weight: own, resolve, reject });
        waitingWeight += own;
        // After the callers of this turn have had their say: they share the transaction.
        outsideRequests(() => setImmediate(pump));
      }),
    idle: () =>
      new Promise((resolve) => {
        idlers.push(resolve);
        setImmediate(pump);
      }),
  };
}
