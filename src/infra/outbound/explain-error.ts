/**
 * Turns what Node says about a connection that failed into a cause of the one list.
 * It must never pass a raw message on that could hold a path, a query or a credential.
 */
import type { Socket } from 'node:net';
import { type CauseCode, type Failure, failure } from '../../domain/failure-causes.ts';
import { addressOf, certificateOf } from './connection-notes.ts';
import { OutboundError } from './outbound-error.ts';

/** Where a request stood when it failed. */
export interface Stand {
  /** Host as in the url. */
  readonly host: string;
  readonly port: number;
  /** Seconds since the attempt began. */
  readonly seconds: number;
  /** The connection, if there was one. */
  readonly socket: Socket | null;
  /** True once the answer's head has arrived. */
  readonly answered: boolean;
}

export function explainError(error: unknown, stand: Stand): Failure {
  const { host, port, seconds, socket, answered } = stand;
  const cause = mostTelling(error);
  if (cause instanceof OutboundError) return cause.failure;
  const code = typeof cause.code === 'string' ? cause.code : '';
  const address = cause.address ?? addressOf(socket);
  const where = address === undefined || address === bare(host) ? { host, port } : { host, port, address };
  if (cause.syscall === 'getaddrinfo' || cause.syscall?.startsWith('query')) return failure('dns', { host, code });
  const certificate = certificateCauses[code] ?? (untrusted.has(code) ? 'tls_untrusted' : undefined);
  if (certificate) {
    return failure(certificate, { ...where, reason: untrustedReasons[code] ?? code, ...certificateOf(socket) });
  }
  if (/^(EPROTO|ERR_SSL_|ERR_TLS_)/.test(code)) return failure('tls_protocol', { ...where, reason: tlsReason(cause) });
  if (code.startsWith('HPE_')) return failure('bad_response', { ...where, reason: code });
  if (code === 'ETIMEDOUT') return failure('connect_timeout', { ...where, seconds, doing: 'connecting to' });
  if (code === 'ECONNREFUSED') return failure('refused', where);
  if (unreachable.has(code)) return failure('unreachable', { ...where, code });
  if (answered || closed.has(code)) {
    return failure('reset', {
      ...where,
      seconds,
      when: answered ? 'in the middle of the answer' : 'without an answer',
    });
  }
  if (/^ERR_(INVALID|UNESCAPED|HTTP)_/.test(code)) return failure('invalid_request', { reason: code });
  return failure('internal', code === '' ? {} : { code });
}

/** True if the connection ended; on a reused one without an answer that means that it was stale. */
export function isClosedConnection(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

interface NodeError {
  readonly code?: unknown;
  readonly address?: string;
  readonly syscall?: string;
  readonly reason?: string;
}

/** Of the errors of several addresses the one that says most: a refusal rather than a silence. */
function mostTelling(error: unknown): NodeError {
  if (!(error instanceof AggregateError)) return (error ?? {}) as NodeError;
  const errors = error.errors as NodeError[];
  const rank = (code: unknown) => ['ECONNREFUSED', 'ETIMEDOUT'].indexOf(String(code)) >>> 0;
  return errors.toSorted((a, b) => rank(a.code) - rank(b.code))[0] ?? (error as NodeError);
}

function tlsReason({ code, reason }: NodeError): string {
  return String(reason ?? code).slice(0, 80);
}

function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

const certificateCauses: Readonly<Record<string, CauseCode>> = {
  CERT_HAS_EXPIRED: 'tls_expired',
  CERT_NOT_YET_VALID: 'tls_not_yet_valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls_name',
  HOSTNAME_MISMATCH: 'tls_name',
};

const untrustedReasons: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'its authority is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its authority is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its authority is not known here, or a certificate between is missing',
  CERT_REVOKED: 'revoked',
};

const untrusted = new Set([
  ...Object.keys(untrustedReasons),
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'CERT_CHAIN_TOO_LONG',
  'CERT_SIGNATURE_FAILURE',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
]);

const unreachable = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
  'EINVAL',
]);

const closed = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']);
