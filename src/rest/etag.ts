// A version as an entity tag, and back from If-Match.
import { refuseIfAny } from '../domain/refusal.ts';
import { one } from './paging.ts';
import type { RestRequest } from './route.ts';

export const etagOf = (version: number) => `"${version}"`;

/** Undefined when the request does not say; `*` says nothing either. @throws Refusal when it is no tag of ours. */
export function versionOfIfMatch({ headers }: RestRequest, what = 'integration'): number | undefined {
  const given = one(headers['if-match']);
  if (given === undefined || given === '*') return undefined;
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(given)?.[1];
  if (version === undefined) refuseIfAny([{ path: 'If-Match', message: `must be the ETag of the ${what}` }]);
  return Number(version);
}
