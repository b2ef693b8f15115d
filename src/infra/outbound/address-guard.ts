/**
 * Decides which addresses may be dialled: the last check before a socket opens, on the address that is really dialled.
 * It must never be asked about a name's earlier answer, and must never say whether anything listens at an address.
 */
import { type AddressBytes, type AddressRange, isInRange, parseAddress, parseRange } from './ip-address.ts';
import type { OutboundAllow } from './outbound-allow.ts';

/** Why an address is refused. */
export interface RefusedAddress {
  /** The address as it was resolved. */
  readonly address: string;
  /** What kind of address that is, for people: `loopback (127.0.0.0/8)`. */
  readonly why: string;
}

/** Says why `address`, to which `host` resolved (or which `host` is), must not be dialled; undefined if it may be. */
export function refuseAddress(allow: OutboundAllow, host: string, address: string): RefusedAddress | undefined {
  if (allow.permitsHost(host)) return undefined;
  const bytes = parseAddress(address);
  if (!bytes) return { address, why: 'not an IP address' };
  const embedded = embeddedIpv4(bytes);
  if (allow.permitsAddress(bytes) || (embedded && allow.permitsAddress(embedded))) return undefined;
  const why = whyNotPublic(bytes, embedded);
  return why === undefined ? undefined : { address, why };
}

function whyNotPublic(bytes: AddressBytes, embedded: AddressBytes | undefined): string | undefined {
  const refused = refusedRanges.find(({ range }) => isInRange(bytes, range));
  if (refused) return refused.why;
  if (embedded) {
    const inner = refusedRanges.find(({ range }) => isInRange(embedded, range));
    return inner && `${inner.why}, written as IPv6`;
  }
  if (bytes.length === 16 && !isInRange(bytes, globalUnicast)) return 'not a public IPv6 address';
  return undefined;
}

/** The IPv4 address that an IPv6 address leads to: IPv4-mapped, NAT64 and 6to4 have one. */
function embeddedIpv4(bytes: AddressBytes): AddressBytes | undefined {
  if (bytes.length !== 16) return undefined;
  if (isInRange(bytes, mapped) || isInRange(bytes, nat64)) return bytes.slice(12);
  return isInRange(bytes, sixToFour) ? bytes.slice(2, 6) : undefined;
}

const mapped = range('::ffff:0:0/96');
const nat64 = range('64:ff9b::/96');
const sixToFour = range('2002::/16');
/** Only this part of IPv6 is public; what is not in it is refused unless it leads to a public IPv4 address. */
const globalUnicast = range('2000::/3');

const refusedRanges = [
  ['0.0.0.0/8', 'this machine'],
  ['10.0.0.0/8', 'private network'],
  ['100.64.0.0/10', 'shared provider network'],
  ['127.0.0.0/8', 'loopback'],
  ['168.63.129.16/32', 'cloud metadata'],
  ['169.254.0.0/16', 'link-local, cloud metadata'],
  ['172.16.0.0/12', 'private network'],
  ['192.0.0.0/24', 'reserved'],
  ['192.0.2.0/24', 'documentation'],
  ['192.88.99.0/24', '6to4 relay'],
  ['192.168.0.0/16', 'private network'],
  ['198.18.0.0/15', 'benchmarking'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['255.255.255.255/32', 'broadcast'],
  ['240.0.0.0/4', 'reserved'],
  ['::/128', 'this machine'],
  ['::1/128', 'loopback'],
  ['::/96', 'IPv4-compatible, long out of use'],
  ['64:ff9b:1::/48', 'local NAT64'],
  ['100::/64', 'discard only'],
  ['2001::/32', 'Teredo'],
  ['2001::/23', 'reserved'],
  ['2001:db8::/32', 'documentation'],
  ['3fff::/20', 'documentation'],
  ['5f00::/16', 'segment routing'],
  ['fc00::/7', 'private network'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'site-local'],
  ['ff00::/8', 'multicast'],
].map(([cidr = '', why]) => ({ range: range(cidr), why: `${why} (${cidr})` }));

function range(cidr: string): AddressRange {
  const parsed = parseRange(cidr);
  if (!parsed) throw new Error(`not a range of addresses: ${cidr}`);
  return parsed;
}
