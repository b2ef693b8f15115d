/**
 * Turns a host name into the addresses that may be dialled; sockets get their address from here and from nowhere else.
 * It must never keep an answer: what was checked is what is dialled, so that a name cannot change in between.
 */
import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { failure } from '../../domain/failure-causes.ts';
import { type RefusedAddress, refuseAddress } from './address-guard.ts';
import type { OutboundAllow } from './outbound-allow.ts';
import { OutboundError } from './outbound-error.ts';

/** Asks for all addresses of a name. Default: the system's resolver (hosts file, then DNS). */
export type Resolve = (
  host: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** The guard's two questions, bound to one allow-list and resolver. */
export interface AllowedTargets {
  /** For a socket that we dial: hands on only addresses that may be dialled. */
  readonly lookup: LookupFunction;
  /** For a literal address as host: no lookup will happen, so it is checked here. Undefined if it may be dialled. */
  refuseLiteral(host: string): OutboundError | undefined;
  /** For a target that a proxy dials: calls back with an error if any address of it is refused. */
  checkForProxy(host: string, callback: (error: OutboundError | undefined) => void): void;
}

export function createAllowedTargets(allow: OutboundAllow, resolve: Resolve = systemLookup): AllowedTargets {
  const split = (host: string, addresses: readonly LookupAddress[]) => {
    const refused: RefusedAddress[] = [];
    const allowed = addresses.filter(({ address }) => {
      const refusal = refuseAddress(allow, host, address);
      if (refusal) refused.push(refusal);
      return refusal === undefined;
    });
    return { allowed, refused: refused[0] };
  };

  const refuseLiteral = (host: string) => {
    const address = withoutBrackets(host);
    const refused = isIP(address) === 0 ? undefined : refuseAddress(allow, host, address);
    return refused && blocked(host, refused);
  };

  return {
    refuseLiteral,
    lookup: (host, options, callback) => {
      resolve(host, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, '');
        const { allowed, refused } = split(host, addresses);
        const first = allowed[0];
        if (first === undefined) return callback(refused ? blocked(host, refused) : noAddress(host), '');
        if (options.all) callback(null, allowed);
        else callback(null, first.address, first.family);
      });
    },
    checkForProxy: (host, callback) => {
      const literal = refuseLiteral(host);
      if (literal || isIP(withoutBrackets(host)) !== 0) return callback(literal);
      resolve(host, { all: true }, (error, addresses) => {
        if (error) return callback(isLocalName(host, allow) ? blocked(host, localName) : undefined);
        const { refused } = split(host, addresses);
        callback(refused && blocked(host, refused));
      });
    },
  };
}

/** Names that only an inner network resolves; a proxy could reach them although we cannot. */
function isLocalName(host: string, allow: OutboundAllow): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (allow.permitsHost(name)) return false;
  return !name.includes('.') || /\.(localhost|local|internal|intranet|lan|corp|home|private|home\.arpa)$/.test(name);
}

const localName: RefusedAddress = { address: '', why: 'a name of an inner network' };

function blocked(host: string, { address, why }: RefusedAddress): OutboundError {
  const bare = withoutBrackets(host);
  const named = address === '' || address === bare ? {} : { address };
  return new OutboundError(failure('blocked', { host: isIP(bare) === 6 ? `[${bare}]` : host, ...named, why }));
}

function noAddress(host: string): OutboundError {
  return new OutboundError(failure('dns', { host, code: 'ENOTFOUND' }));
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
