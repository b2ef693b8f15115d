// Guessing tokens is slow: after some wrong ones an address has to wait, longer after each further one, and what it sends
// meanwhile is not even looked at, unless it is a token that it has been right with before. Per node, in memory.
import { isIPv6 } from 'node:net';
import { TooManyRequests } from '../domain/refusal.ts';
import { BoundedMap } from './bounded-map.ts';

export interface SlowGuessing {
  /** @throws TooManyRequests while the address has to wait. */
  mayTry(address: string, hash: string): void;
  right(address: string, hash: string): void;
  wrong(address: string): void;
}

export interface GuessingLimits {
  /** Wrong tokens before the first wait. */
  readonly free: number;
  /** The first wait, in ms; each further wrong token doubles it. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** Without a wrong token for so long, all is forgotten, in ms. */
  readonly forgetMs: number;
}

export const usualGuessingLimits: GuessingLimits = {
  free: 20,
  firstWaitMs: 1_000,
  longestWaitMs: 15 * 60_000,
  forgetMs: 60 * 60_000,
};

/** Addresses, and pairs of address and token, that are remembered at most. */
const mostRemembered = 20_000;

export function createSlowGuessing(
  { free, firstWaitMs, longestWaitMs, forgetMs }: GuessingLimits = usualGuessingLimits,
  now: () => number = () => performance.now(),
): SlowGuessing {
  const failures = new BoundedMap<string, { readonly count: number; readonly at: number; readonly until: number }>(
    mostRemembered,
  );
  const good = new BoundedMap<string, true>(mostRemembered);
  return {
    mayTry: (address, hash) => {
      if (failures.size === 0) return;
      const until = failures.get(sender(address))?.until ?? 0;
      const waitMs = until - now();
      if (waitMs > 0 && !good.has(`${sender(address)} ${hash}`))
        throw new TooManyRequests('too many wrong tokens from this address', waitMs);
    },
    right: (address, hash) => {
      const pair = `${sender(address)} ${hash}`;
      if (!good.has(pair)) good.set(pair, true);
    },
    wrong: (address) => {
      const from = sender(address);
      const before = failures.get(from);
      const at = now();
      const count = (before && at - before.at < forgetMs ? before.count : 0) + 1;
      const waitMs = count < free ? 0 : Math.min(firstWaitMs * 2 ** Math.min(count - free, 40), longestWaitMs);
      // The newest at the end: strangers that came once make room first.
      failures.delete(from);
      failures.set(from, { count, at, until: at + waitMs });
    },
  };
}

/** Who has one IPv6 address has the 2^64 around it too. */
function sender(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(8 - groups.length - after.length, 0);
  return [...groups, ...Array<string>(zeros).fill('0'), ...after]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
