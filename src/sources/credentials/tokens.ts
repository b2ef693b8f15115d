// JSON Web Tokens of providers: which algorithms are believed, and what each failure of a token means.
import { createHash } from 'node:crypto';
import { compactVerify, errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from 'jose';
import { Rejection } from '../source-kind.ts';
import { sameText } from './shared-secret.ts';

/** Of a public key, so never `none`, and never an HMAC made with the public key's text. */
export const publicKeyAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const sharedKeyAlgorithms = ['HS256', 'HS384', 'HS512'];

/** @throws Rejection for whatever is wrong with the token. */
export async function verifyToken(
  token: string,
  keys: JWTVerifyGetKey,
  options: JWTVerifyOptions & { readonly currentDate: Date },
): Promise<{ payload: JWTPayload; header: { readonly typ?: string } }> {
  const verified = await jwtVerify(token, keys, { ...options, algorithms: publicKeyAlgorithms }).catch(refuse);
  return { payload: verified.payload, header: verified.protectedHeader as { typ?: string } };
}

/** A token that carries nothing but a hash of the body. @param key public keys, or the text of a shared one. */
export async function verifyTimelessToken(token: string, key: JWTVerifyGetKey | string): Promise<JWTPayload> {
  const verified = await (typeof key === 'string'
    ? compactVerify(token, new TextEncoder().encode(key), { algorithms: sharedKeyAlgorithms })
    : compactVerify(token, key, { algorithms: publicKeyAlgorithms })
  ).catch(refuse);
  try {
    const payload: unknown = JSON.parse(new TextDecoder().decode(verified.payload));
    return typeof payload === 'object' && payload !== null ? { ...payload } : {};
  } catch {
    throw new Rejection('signature', 'the token holds no JSON');
  }
}

/** @throws Rejection unless the claim `request_body_sha256` is the hash of these bytes. */
export function checkBodyHash(payload: JWTPayload, body: Buffer, encoding: 'hex' | 'base64'): void {
  const claim = payload.request_body_sha256;
  if (typeof claim !== 'string' || !sameText(claim, createHash('sha256').update(body).digest(encoding)))
    throw new Rejection('signature', 'the token is of another body');
}

function refuse(error: unknown): never {
  if (error instanceof Rejection) throw error;
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported)
    throw new Rejection('algorithm', 'the algorithm of the token is not accepted');
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    throw new Rejection('key', 'the key of the token is not among the known ones');
  if (error instanceof errors.JWSSignatureVerificationFailed)
    throw new Rejection('signature', 'the signature of the token does not fit');
  if (error instanceof errors.JWTExpired) throw new Rejection('stale', 'the token has expired');
  if (error instanceof errors.JWTClaimValidationFailed) throw ofClaim(error.claim);
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid)
    throw new Rejection('unreadable', 'it is not a signed token');
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid)
    throw new Rejection('keys_unavailable', 'the provider gave no key set');
  throw new Rejection('key', 'the key of the token cannot be used');
}

function ofClaim(claim: string): Rejection {
  if (claim === 'iss') return new Rejection('issuer', 'the token is of another issuer');
  if (claim === 'aud') return new Rejection('audience', 'the token is for another audience');
  if (claim === 'typ') return new Rejection('unreadable', 'the token is of another type');
  return new Rejection('stale', `the claim ${claim} of the token does not fit`);
}
