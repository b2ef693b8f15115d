// Signatures of Standard Webhooks, and of Svix, which are the same under other header names. The package
// `standardwebhooks` reads the machine's clock, so that the rule is written down here with the clock that it is given.
import { createHmac } from 'node:crypto';
import { headerOf, Rejection, type SourceRequest } from '../source-kind.ts';
import { checkAge } from './hmac.ts';
import { sameText } from './shared-secret.ts';

/** The key is the decoded part behind the prefix. */
const keyOf = (secret: string) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');

const signature = (secret: string, id: string, timestamp: string, body: Buffer | string) =>
  createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest('base64');

/**
 * @returns the message's id, which repetitions share.
 * @throws Rejection unless one of the signatures fits and its time is within the tolerance.
 */
export function checkStandardWebhook(
  request: SourceRequest,
  { secret, toleranceSecs, now }: { secret: string; toleranceSecs: number; now: Date },
): string {
  const header = (name: string) => headerOf(request, `webhook-${name}`) ?? headerOf(request, `svix-${name}`);
  const [id, timestamp, signatures] = [header('id'), header('timestamp'), header('signature')];
  if (id === undefined || timestamp === undefined || signatures === undefined)
    throw new Rejection('signature', 'the headers id, timestamp and signature are not all there');
  if (!/^\d{1,12}$/.test(timestamp)) throw new Rejection('stale', 'the timestamp is not a number of seconds');
  if (keyOf(secret).length === 0) throw new Rejection('signature', 'the source has no key');
  const expected = signature(secret, id, timestamp, request.body);
  const given = signatures.split(/[\s]+/).flatMap((part) => (part.startsWith('v1,') ? [part.slice(3)] : []));
  if (!given.some((one) => sameText(one, expected))) throw new Rejection('signature', 'no signature fits the body');
  checkAge(Number(timestamp), now, toleranceSecs);
  return id;
}

/** @param prefix `webhook` or `svix`. */
export function standardWebhookHeaders(prefix: string, secret: string, id: string, at: Date, body: string) {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return {
    [`${prefix}-id`]: id,
    [`${prefix}-timestamp`]: timestamp,
    [`${prefix}-signature`]: `v1,${signature(secret, id, timestamp, body)}`,
  };
}
