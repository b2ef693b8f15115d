import { type Failure, failure } from '../../domain/failure-causes.ts';
import type { OutboundAllow } from './outbound-allow.ts';
import { createAllowedTargets } from './resolve-allowed.ts';

/** A url that may be sent to as far as its text tells, or why not. */
export type UrlShape = { readonly url: URL; readonly failure?: undefined } | { readonly failure: Failure };

/**
 * Checks scheme, host and credentials, without a lookup, so that it serves when an action is saved as well as when it is
 * sent. With `allow`, an address in the place of the host is checked as well; a name can only be checked at each dial.
 */
export function checkUrlShape(text: string, allow?: OutboundAllow): UrlShape {
  const url = URL.parse(text);
  if (url === null) return refuse('the url is not valid');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuse('the url must begin with http: or https:');
  if (url.hostname === '') return refuse('the url names no host');
  if (url.username !== '' || url.password !== '') {
    return refuse('the url holds a user name or password; use the auth setting instead');
  }
  const refused = allow && createAllowedTargets(allow).refuseLiteral(url.hostname);
  return refused ? { failure: refused.failure } : { url };
}

function refuse(reason: string): UrlShape {
  return { failure: failure('invalid_request', { reason }) };
}
