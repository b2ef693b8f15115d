// `npm run demo -- --source okta`: a fake provider of that kind beside the demo. It makes a source, greets it as the
// real provider does, and sends a signed request every second, through the same door.
import { findSourceKind, sourceKinds } from '../sources/registry.ts';
import { belongs, type Settings } from '../sources/setting.ts';
import type { SignedRequest, SourceKind } from '../sources/source-kind.ts';
import { type FakeProvider, startFakeProvider } from './fake-provider.ts';

export type GraphQLClient = (query: string, variables?: object) => Promise<Record<string, never>>;

export interface DemoSource {
  /** Sends the next request. */
  send(): Promise<void>;
  close(): Promise<void>;
}

/** What is wrong with the arguments, or the kind that they ask for; undefined without `--source`. */
export function readArguments(args: readonly string[]): SourceKind | undefined {
  const [option, name = '', ...others] = args.flatMap((arg) => (arg.startsWith('--source=') ? arg.split('=') : [arg]));
  if (option === undefined) return undefined;
  const kind = findSourceKind(name);
  if (option === '--source' && kind && others.length === 0) return kind;
  throw new Error(`say --source and one of ${sourceKinds.map((one) => one.name).join(', ')}`);
}

export async function startDemoSource(
  { url, graphql, print }: { url: string; graphql: GraphQLClient; print: (mark: string, line: string) => void },
  kind: SourceKind,
): Promise<DemoSource> {
  const provider = await startFakeProvider(kind);
  const id = await replaceSource(graphql, kind, provider);
  print('…', `a source of the kind ${kind.title} was made: ${url}/events/${nameOf(kind)} (id ${id})`);
  for (const line of told(kind, provider.settings)) print(' ', line);
  const send = async (request: SignedRequest, what: string) => {
    const { method, headers, body, query = '' } = request;
    const path = `/events/${nameOf(kind)}`;
    const response = await fetch(`${url}${path}${query}`, { method, headers, ...(method === 'GET' ? {} : { body }) });
    const answer = (await response.text()).slice(0, 200);
    print('→ provider:', `${method} ${path} ${what}`);
    print('  ← answer:', `${response.status} ${answer}`);
  };
  const greeting = await provider.greeting(new Date());
  if (greeting) await send(greeting, 'handshake');
  let number = 0;
  return {
    send: async () => {
      const request = await provider.request(number++, new Date());
      await send(request, request.body.slice(0, 300));
    },
    close: provider.close,
  };
}

const nameOf = (kind: SourceKind) => `demo-${kind.name}`;

async function replaceSource(graphql: GraphQLClient, kind: SourceKind, { settings }: FakeProvider): Promise<string> {
  const name = nameOf(kind);
  const data = (await graphql('{ sources { id name } }')) as unknown as { sources: { id: string; name: string }[] };
  for (const source of data.sources)
    if (source.name === name) await graphql('mutation ($id: ID!) { deleteSource(id: $id) }', { id: source.id });
  const made = (await graphql('mutation ($input: CreateSourceInput!) { createSource(input: $input) { id } }', {
    input: { name, kind: kind.name, description: 'Made by the demo.', settings },
  })) as unknown as { createSource: { id: string } };
  return made.createSource.id;
}

/** The settings, for signing a request by hand: they are made up, and of the demo only. */
const told = (kind: SourceKind, settings: Settings) =>
  kind.settings
    .filter((spec) => belongs(spec, settings) && settings[spec.name] !== undefined)
    .map(({ name }) => `  ${name}: ${settings[name]}`);
