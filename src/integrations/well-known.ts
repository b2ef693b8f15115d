// What receivers of our security events read about us, without a token: the public keys, and who we are.
import { Refusal } from '../domain/refusal.ts';
import { isDatabaseUnavailable } from '../infra/database.ts';
import type { EventSigningKeys } from './event-signing-keys.ts';

/** By path; each gives the document as JSON. */
export type WellKnown = ReadonlyMap<string, () => Promise<object>>;

const keysPath = '/.well-known/jwks.json';

export function createWellKnown(keys: EventSigningKeys, publicUrl: () => Promise<string>): WellKnown {
  let reading: Promise<object> | undefined;
  let last: object | undefined;
  const read = async (): Promise<object> => {
    try {
      const published = await keys.list();
      last = { keys: published.map(({ publicKey }) => publicKey) };
      return last;
    } catch (error) {
      // Receivers can go on with the keys of before while the database is away.
      if (last && isDatabaseUnavailable(error)) return last;
      if (isDatabaseUnavailable(error)) throw new Refusal('UNAVAILABLE', 'the database does not answer');
      throw error;
    }
  };
  return new Map([
    [
      keysPath,
      // Anybody may ask: those who ask together share one reading.
      () => {
        reading ??= read().finally(() => {
          reading = undefined;
        });
        return reading;
      },
    ],
    [
      '/.well-known/ssf-configuration',
      async () => {
        const issuer = await publicUrl();
        return {
          spec_version: '1_0',
          issuer,
          jwks_uri: `${issuer}${keysPath}`,
          delivery_methods_supported: ['urn:ietf:rfc:8935'],
          default_subjects: 'ALL',
        };
      },
    ],
  ]);
}
