// A GraphQL client like any other: queries and mutations by fetch, subscriptions by graphql-ws. Every error becomes a
// CliError with the exit code that it means.
import { CliError, errorOfAnswer, exitCodes, type GraphQLErrorAnswer } from './exit-codes.ts';
import type { TypedDocumentString } from './gql/operations.ts';

export interface Client {
  /** @throws CliError. */
  request<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables): Promise<Data>;
  /** Each update until the stream ends. @throws CliError `unreachable` when the connection is lost. */
  subscribe<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
  ): AsyncGenerator<Data, void>;
}

export interface ClientOptions {
  /** Where the service is, such as http://127.0.0.1:4000. */
  readonly url: string;
  readonly token: string;
}

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly GraphQLErrorAnswer[];
}

export function createClient({ url, token }: ClientOptions): Client {
  const endpoint = `${url}/graphql`;
  const authorization = `Bearer ${token}`;
  return {
    request: async (document, variables) => {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ query: document.toString(), variables }),
      }).catch((error: unknown) => {
        throw unreachable(url, error);
      });
      const text = await response.text().catch((error: unknown) => {
        throw unreachable(url, error);
      });
      return dataOf(answerOf(url, response.status, text));
    },
    subscribe: async function* <Data, Variables>(
      document: TypedDocumentString<Data, Variables>,
      variables: Variables,
    ): AsyncGenerator<Data, void> {
      const { createClient: createSocketClient } = await import('graphql-ws');
      const client = createSocketClient({
        url: endpoint.replace(/^http/, 'ws'),
        connectionParams: { authorization },
        retryAttempts: 0,
      });
      const updates = client.iterate<Data>({
        query: document.toString(),
        variables: variables as Record<string, unknown>,
      });
      try {
        for await (const update of updates) yield dataOf(update as Answer<Data>);
      } catch (error) {
        throw errorOfStream(url, error);
      } finally {
        await client.dispose();
      }
    },
  };
}

function dataOf<Data>({ data, errors }: Answer<Data>): Data {
  if (errors?.[0]) throw errorOfAnswer(errors[0]);
  return data as Data;
}

function answerOf<Data>(url: string, status: number, text: string): Answer<Data> {
  const answer = parsed(text) as Answer<Data> | undefined;
  if (typeof answer === 'object' && answer !== null && (answer.data !== undefined || Array.isArray(answer.errors)))
    return answer;
  if (status === 401 || status === 403) throw errorOfAnswer(unauthenticated);
  if (status === 429) throw new CliError(exitCodes.unreachable, `${url} asks for patience: too many requests`);
  throw new CliError(exitCodes.unreachable, `${url} answers with status ${status}, but not as iam-integrations does`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const unauthenticated: GraphQLErrorAnswer = {
  message: 'the service does not accept this token',
  extensions: { code: 'UNAUTHENTICATED' },
};

/** The innermost cause says most: `connect ECONNREFUSED 127.0.0.1:4000`. */
function unreachable(url: string, error: unknown): CliError {
  let cause = error as { message?: string; cause?: unknown; errors?: readonly unknown[] };
  while (cause.cause ?? cause.errors?.[0]) cause = (cause.cause ?? cause.errors?.[0]) as typeof cause;
  return new CliError(exitCodes.unreachable, `cannot reach ${url}: ${cause.message ?? 'no answer'}`);
}

/** A stream ends with the service's errors, with the close of its socket, or with a CliError of our own. */
function errorOfStream(url: string, error: unknown): unknown {
  if (error instanceof CliError) return error;
  if (Array.isArray(error) && error[0]) return errorOfAnswer(error[0] as GraphQLErrorAnswer);
  const { code, reason } = error as { code?: unknown; reason?: unknown };
  if (code === 4401 || code === 4403) return errorOfAnswer(unauthenticated);
  if (typeof code === 'number')
    return new CliError(exitCodes.unreachable, `${url} ended the stream (${code}${reason ? `, ${reason}` : ''})`);
  return unreachable(url, error instanceof Error ? error : {});
}
