/**
 * The operator's exceptions from the address guard (OUTBOUND_ALLOW), parsed once at start.
 * A bad entry is a problem to report at start; it must never widen or silently narrow what is allowed.
 */
import { type AddressBytes, type AddressRange, isInRange, parseAddress, parseRange } from './ip-address.ts';

/** What may be dialled although the guard would refuse it. */
export interface OutboundAllow {
  /** True if the name is on the list: then whatever it resolves to is allowed. */
  permitsHost(host: string): boolean;
  /** True if the address is on the list, alone or in a range. */
  permitsAddress(address: AddressBytes): boolean;
}

/** An allow-list and what was wrong with its text. */
export interface ParsedAllow {
  /** Holds the good entries only. */
  readonly allow: OutboundAllow;
  /** One line for each bad entry; start must fail if there is one. */
  readonly problems: readonly string[];
}

/** Reads entries such as `hooks.internal`, `*.corp.test`, `10.1.2.3`, `10.0.0.0/8`, `fd00::/8`. Default: nothing allowed. */
export function parseOutboundAllow(entries: readonly string[]): ParsedAllow {
  const hosts = new Set<string>();
  const suffixes: string[] = [];
  const ranges: AddressRange[] = [];
  const problems: string[] = [];
  for (const entry of entries.map((text) => text.trim()).filter((text) => text !== '')) {
    const bare = entry.replace(/^\[(.*)\]$/, '$1');
    const range = parseRange(bare);
    if (range) {
      if (isNetwork(range)) ranges.push(range);
      else problems.push(`OUTBOUND_ALLOW: ${entry} names one address and a network; write the network's first address`);
      continue;
    }
    const wildcard = entry.startsWith('*.');
    const host = canonicalHost(wildcard ? entry.slice(2) : entry);
    if (host === undefined || parseAddress(host)) {
      problems.push(`OUTBOUND_ALLOW: ${entry} is no host name, IP address or CIDR range`);
    } else if (wildcard) suffixes.push(`.${host}`);
    else hosts.add(host);
  }
  const allow: OutboundAllow = {
    permitsHost: (host) => {
      if (hosts.size === 0 && suffixes.length === 0) return false;
      const name = host.toLowerCase().replace(/\.$/, '');
      return hosts.has(name) || suffixes.some((suffix) => name.endsWith(suffix));
    },
    permitsAddress: (address) => ranges.some((range) => isInRange(address, range)),
  };
  return { allow, problems };
}

function isNetwork({ bytes, prefix }: AddressRange): boolean {
  return bytes.every((byte, i) => {
    const kept = Math.min(8, Math.max(0, prefix - i * 8));
    return (byte & (255 >> kept)) === 0;
  });
}

/** The name as a URL would hold it (lower case, punycode, no final dot); undefined if it is none. */
function canonicalHost(text: string): string | undefined {
  if (!/^[^\s/?#@:*\\%]+$/.test(text)) return undefined;
  const url = URL.parse(`http://${text}/`);
  return url === null || url.hostname === '' ? undefined : url.hostname.replace(/\.$/, '');
}
