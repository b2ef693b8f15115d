// Credentials that the provider sends as they are, compared in constant time. An absent or empty one never fits.
import { createHash, timingSafeEqual } from 'node:crypto';
import { headerOf, Rejection, type SourceRequest } from '../source-kind.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Takes the same time wherever the two differ, and however long they are. */
export function sameText(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected)) && expected !== '';
}

/** @throws Rejection unless the header has exactly this value. */
export function checkHeader(request: SourceRequest, name: string, expected: string): void {
  const given = headerOf(request, name);
  if (given === undefined) throw new Rejection('credential', `the header ${name} is missing`);
  if (!sameText(given, expected)) throw new Rejection('credential', `the header ${name} has another value`);
}

/** @throws Rejection unless `Authorization: Bearer` carries this token. */
export function checkBearer(request: SourceRequest, token: string): void {
  if (!sameText(bearerOf(request), token)) throw new Rejection('credential', 'the bearer token is another one');
}

/** @throws Rejection when there is no bearer token. */
export function bearerOf(request: SourceRequest): string {
  const given = /^Bearer +(\S.*)$/i.exec(headerOf(request, 'authorization') ?? '')?.[1];
  if (given === undefined) throw new Rejection('credential', 'there is no bearer token');
  return given.trimEnd();
}

/** @throws Rejection unless `Authorization: Basic` carries this pair. */
export function checkBasic(request: SourceRequest, username: string, password: string): void {
  const given = /^Basic +([\w+/=-]+) *$/i.exec(headerOf(request, 'authorization') ?? '')?.[1];
  if (given === undefined) throw new Rejection('credential', 'there is no Basic credential');
  if (!sameText(Buffer.from(given, 'base64').toString('utf8'), `${username}:${password}`))
    throw new Rejection('credential', 'the user name or the password is another one');
}

export const basicHeader = (username: string, password: string) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
