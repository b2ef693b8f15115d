// The signed requests of providers in samples/, and the settings that each of them was signed for.
import { readdirSync, readFileSync } from 'node:fs';

export interface Sample {
  readonly name: string;
  readonly source: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  readonly config: Record<string, any>;
  readonly expect: {
    readonly status: number;
    readonly status_also_ok?: readonly number[];
    readonly response?: Record<string, any>;
    readonly events?: readonly Record<string, any>[];
    readonly kept_unmapped?: boolean;
    readonly unmapped_types?: readonly (string | null)[];
    readonly control?: string;
  };
}

const folder = new URL('samples/', import.meta.url);

export const samples: readonly Sample[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')));

export const sampleOf = (name: string): Sample => {
  const sample = samples.find((one) => one.name === name);
  if (!sample) throw new Error(`no sample ${name}`);
  return sample;
};

/** The clock of all samples. */
export const sampleTime = new Date('2026-11-20T09:30:00.000Z');

const settingsOfAuth: Record<string, (auth: Record<string, any>, provider: string) => Record<string, unknown>> = {
  hmac: ({ secret, algorithm }, provider) => (provider === 'logto' ? { secret } : { auth: 'hmac', secret, algorithm }),
  bearer_jwt: ({ issuer, audience, jwks }) => ({ auth: 'bearer_jwt', issuer, audience, jwks }),
  basic: ({ username, password }) => ({ username, password }),
  bearer: ({ token }) => ({ token }),
  header: ({ header, value }) => ({ header, value }),
  zitadel: ({ signing_key, tolerance_seconds }) => ({ signing_key, tolerance_secs: tolerance_seconds }),
  jwt_header: ({ jwks }) => ({ auth: 'jwt', jwks }),
  svix: ({ secret, tolerance_seconds }) => ({ secret, tolerance_secs: tolerance_seconds }),
  client_state: ({ value }) => ({ client_state: value }),
};

/** What the operator set for a sample's source, as this service names it. */
export function settingsOf({ config }: Sample): Record<string, unknown> {
  const { auth, provider, issuer, audience, jwks } = config;
  return { ...(jwks && { issuer, audience, jwks }), ...settingsOfAuth[auth.type]?.(auth, provider) };
}
