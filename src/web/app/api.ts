// Queries and changes, over HTTP: they work while the socket is away. One client for each log-in.
import { Client, type CombinedError, cacheExchange, fetchExchange, mapExchange } from 'urql';
import { session, sessionIsOver } from './session.ts';

export const createApi = (): Client =>
  new Client({
    url: '/graphql',
    preferGetMethod: false,
    // What is known is shown at once, and then asked for again.
    requestPolicy: 'cache-and-network',
    // What was about to be asked when somebody signed out is not asked any more.
    fetch: (address, options) =>
      session.get().token === undefined ? Promise.reject(new Error('signed out')) : fetch(address, options),
    fetchOptions: () => ({ headers: { authorization: `Bearer ${session.get().token ?? ''}` } }),
    exchanges: [
      cacheExchange,
      mapExchange({
        onError: (error) => {
          if (codeOf(error) === 'UNAUTHENTICATED') sessionIsOver();
        },
      }),
      fetchExchange,
    ],
  });

/** Such as BAD_USER_INPUT or CONFLICT; undefined when nothing was answered. */
export const codeOf = (error: CombinedError | undefined): string | undefined =>
  error?.graphQLErrors[0]?.extensions.code as string | undefined;

export interface Problem {
  /** Of the field in the input, such as actions[0].url. */
  readonly path: string;
  readonly message: string;
}

/** What is wrong with each field of an input; empty when the error is of another sort. */
export const problemsOf = (error: CombinedError | undefined): readonly Problem[] =>
  (error?.graphQLErrors ?? []).flatMap(({ extensions }) => (extensions.problems as Problem[] | undefined) ?? []);

/** Why it failed, for people. */
export function reasonOf(error: CombinedError): string {
  const [first] = error.graphQLErrors;
  return first ? first.message : 'the service does not answer';
}
