// An identity provider without an account: it makes its own key material, publishes its public keys if it has some, and
// sends what the kind's real provider sends, signed the same way, with its handshake first.
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { belongs, type Settings } from '../sources/setting.ts';
import type { SignedRequest, SourceKind } from '../sources/source-kind.ts';
import { makeTrialKeys, needsKeys, type TrialKeys } from '../sources/trial-keys.ts';

export interface FakeProvider {
  /** What the source is to be created with. */
  readonly settings: Settings;
  /** One after the other and from the start again; `number` counts from 0. */
  request(number: number, at: Date): Promise<SignedRequest>;
  /** Undefined where the provider has no handshake. */
  greeting(at: Date): Promise<SignedRequest> | undefined;
  /** Signs with another key from now on, and publishes only that. */
  rotateKeys(): Promise<void>;
  close(): Promise<void>;
}

/** @param chosen settings that are not to be made up, such as `auth`. */
export async function startFakeProvider(kind: SourceKind, chosen: Settings = {}): Promise<FakeProvider> {
  let keys: TrialKeys | undefined;
  const server = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(keys?.jwks)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const keysUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  const settings = madeUp(kind, chosen, keysUrl);
  const rotateKeys = async () => {
    if (needsKeys(kind, settings)) keys = await makeTrialKeys(`demo-${randomBytes(4).toString('hex')}`);
  };
  await rotateKeys();
  const signerAt = (at: Date) => ({
    settings,
    at,
    id: randomUUID(),
    privateKey: keys?.privateKey,
  });
  return {
    settings,
    request: (number, at) => {
      const documents = kind.samples(at, randomUUID());
      return kind.sign(documents[number % documents.length] ?? {}, signerAt(at));
    },
    greeting: (at) => kind.greet?.(signerAt(at)),
    rotateKeys,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Every setting that is needed: defaults and examples, secrets by chance. */
function madeUp({ settings: specs }: SourceKind, chosen: Settings, keysUrl: string): Settings {
  const settings: Record<string, Settings[string]> = {};
  for (const spec of specs) {
    const { name, type, required, example } = spec;
    if (!belongs(spec, settings)) continue;
    const value = chosen[name] ?? spec.default;
    if (value !== undefined) settings[name] = value;
    else if (name === 'jwks_url') settings[name] = keysUrl;
    else if (type === 'secret' && required)
      settings[name] = example?.startsWith('whsec_')
        ? `whsec_${randomBytes(32).toString('base64')}`
        : randomBytes(18).toString('hex');
    else if (required) settings[name] = example ?? `demo-${name}`;
  }
  return settings;
}
