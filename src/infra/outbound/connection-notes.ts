import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** What a certificate said, for the explanation of a refusal; parts that it lacks are absent. */
export interface PeerCertificate {
  /** Names and addresses that it covers, at most five. */
  readonly names?: string;
  /** First moment of validity, ISO 8601. */
  readonly validFrom?: string;
  /** Last moment of validity, ISO 8601. */
  readonly validTo?: string;
  /** Common name, or organisation, of who signed it. */
  readonly issuer?: string;
}

const certificates = new WeakMap<Socket, PeerCertificate>();
const addresses = new WeakMap<Socket, string>();

/** Remembers of a new connection what nobody can ask it any more after it has failed. */
export function noteConnection(socket: Socket): void {
  socket.on('connectionAttempt', (address: string) => addresses.set(socket, address));
  if (!(socket instanceof TLSSocket)) return;
  // 'secure' comes before Node's own check of the certificate, whose listener stands behind this one.
  socket.prependOnceListener('secure', () => {
    const { subject, subjectaltname, valid_from, valid_to, issuer } = socket.getPeerCertificate() ?? {};
    const names = subjectaltname?.replace(/\b(DNS|IP Address):/g, '') ?? first(subject?.CN);
    const signer = first(issuer?.CN) ?? first(issuer?.O);
    certificates.set(socket, {
      ...(names && { names: names.split(', ').slice(0, 5).join(', ') }),
      ...(valid_from && { validFrom: isoTime(valid_from) }),
      ...(valid_to && { validTo: isoTime(valid_to) }),
      ...(signer && { issuer: signer }),
    });
  });
}

export function certificateOf(socket: Socket | null): PeerCertificate {
  return (socket && certificates.get(socket)) ?? {};
}

/** The address that was dialled, or dialled last. */
export function addressOf(socket: Socket | null): string | undefined {
  return socket?.remoteAddress ?? (socket ? addresses.get(socket) : undefined);
}

function first(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}

function isoTime(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}
