import { isIP } from 'node:net';

/** An address as its 4 or 16 bytes. */
export type AddressBytes = readonly number[];

/** A range of addresses: all that begin with the first `prefix` bits of `bytes`. */
export interface AddressRange {
  readonly bytes: AddressBytes;
  /** Bits that count, 0-32 or 0-128. */
  readonly prefix: number;
}

/** Reads the canonical spellings that a URL or a resolver gives (a zone after % is dropped); undefined if it is no address. */
export function parseAddress(text: string): AddressBytes | undefined {
  const address = text.replace(/%.*$/, '');
  const family = isIP(address);
  if (family === 4) return address.split('.').map(Number);
  if (family === 6) return parseIpv6(address);
  return undefined;
}

/** Reads `10.0.0.0/8` or `fd00::/8`; a single address is a range of one. */
export function parseRange(text: string): AddressRange | undefined {
  const [address = '', prefixText, ...rest] = text.split('/');
  const bytes = parseAddress(address);
  if (!bytes || rest.length > 0) return undefined;
  if (prefixText === undefined) return { bytes, prefix: bytes.length * 8 };
  if (!/^\d{1,3}$/.test(prefixText) || Number(prefixText) > bytes.length * 8) return undefined;
  return { bytes, prefix: Number(prefixText) };
}

export function isInRange(address: AddressBytes, range: AddressRange): boolean {
  if (address.length !== range.bytes.length) return false;
  const whole = range.prefix >> 3;
  for (let i = 0; i < whole; i++) if (address[i] !== range.bytes[i]) return false;
  const rest = range.prefix & 7;
  return rest === 0 || (address[whole]! ^ range.bytes[whole]!) >> (8 - rest) === 0;
}

function parseIpv6(address: string): AddressBytes {
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const text = dotted ? address.slice(0, dotted.index) + dottedGroups(dotted.slice(1).map(Number)) : address;
  const [head = '', tail] = text.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 255];
  });
}

function dottedGroups([a = 0, b = 0, c = 0, d = 0]: number[]): string {
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}
