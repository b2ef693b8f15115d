// Fake providers beside a service under test: one source of each kind, and ways to send to it.
import { type FakeProvider, startFakeProvider } from '../../src/demo/fake-provider.ts';
import { findSourceKind, sourceKinds } from '../../src/sources/registry.ts';
import type { Settings } from '../../src/sources/setting.ts';
import type { SignedRequest, SourceKind } from '../../src/sources/source-kind.ts';
import type { TestService } from '../support/service.ts';

export interface Provider extends FakeProvider {
  readonly kind: SourceKind;
  readonly name: string;
  readonly id: string;
}

/** Every kind with each way of authentication that it has. */
export const ways: readonly { name: string; kind: string; chosen: Settings }[] = sourceKinds.flatMap((kind) => {
  const choices = kind.settings.find(({ name }) => name === 'auth')?.choices;
  return choices
    ? choices.map((auth) => ({ name: `${kind.name}.${auth}`, kind: kind.name, chosen: { auth } }))
    : [{ name: kind.name, kind: kind.name, chosen: {} }];
});

export async function addProvider(
  service: TestService,
  { name, kind: kindName, chosen = {}, more = {} }: { name: string; kind: string; chosen?: Settings; more?: object },
): Promise<Provider> {
  const kind = findSourceKind(kindName);
  if (!kind) throw new Error(`no kind ${kindName}`);
  const provider = await startFakeProvider(kind, chosen);
  const { status, body } = await service.rest('POST', '/sources', {
    name,
    kind: kind.name,
    settings: provider.settings,
    ...more,
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return { ...provider, kind, name, id: body.id };
}

export async function sendTo(service: { url: string }, source: string, request: SignedRequest) {
  const { method, headers, body, query = '' } = request;
  const response = await fetch(`${service.url}/events/${source}${query}`, {
    method,
    headers,
    ...(method !== 'GET' && { body }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

export const storedEvents = (service: TestService, source: string) =>
  service.database.query<Record<string, any>>('SELECT * FROM events WHERE source = $1 ORDER BY uid', [source]);
