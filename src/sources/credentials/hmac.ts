// HMAC signatures over the exact bytes of a request.
import { createHmac } from 'node:crypto';
import { headerOf, Rejection, type SourceRequest } from '../source-kind.ts';
import { sameText } from './shared-secret.ts';

/** How far a signed time may lie in the past or in the future. */
export function checkAge(signedSecs: number, now: Date, toleranceSecs: number): void {
  const age = now.getTime() / 1000 - signedSecs;
  if (Math.abs(age) > toleranceSecs)
    throw new Rejection('stale', `it was signed more than ${toleranceSecs} seconds ${age > 0 ? 'ago' : 'ahead'}`);
}

export const hexHmac = (algorithm: 'sha1' | 'sha256', key: string, ...parts: readonly (string | Buffer)[]): string => {
  const hmac = createHmac(algorithm, key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
};

/** @throws Rejection unless the header is the hex HMAC of the body; the key is the secret's text. */
export function checkHexHmac(
  request: SourceRequest,
  { header, secret, algorithm }: { header: string; secret: string; algorithm: 'sha1' | 'sha256' },
): void {
  const given = headerOf(request, header);
  if (given === undefined) throw new Rejection('signature', `the header ${header} is missing`);
  if (secret === '' || !sameText(given.trim().toLowerCase(), hexHmac(algorithm, secret, request.body)))
    throw new Rejection('signature', 'the signature does not fit the body');
}
