// What a client learns of an error: a refusal in full, with its code and the path of each bad field; of a surprise only
// that there was one, with a reference that is in the log too.
import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { Refusal } from '../domain/refusal.ts';
import { isDatabaseUnavailable } from '../infra/database.ts';
import type { Log } from '../infra/log.ts';
import { currentRequest } from '../infra/request-scope.ts';

export function createErrorAnswer(log: Log): (error: unknown) => GraphQLError {
  return (error) => {
    const original = error instanceof GraphQLError ? error.originalError : error;
    const place = error instanceof GraphQLError ? { nodes: error.nodes, path: error.path } : {};
    const answer = (message: string, extensions: Record<string, unknown>) =>
      new GraphQLError(message, { ...place, extensions } as ConstructorParameters<typeof GraphQLError>[1]);

    if (original instanceof Refusal)
      return answer(original.message, {
        code: original.code,
        ...(original.problems.length > 0 && { problems: original.problems }),
      });
    if (isDatabaseUnavailable(original)) {
      log.warn({ error: original }, 'refused: the database cannot be reached');
      return answer('the database cannot be reached: try again', { code: 'UNAVAILABLE' });
    }
    // GraphQL's own errors are about the document or its variables, and made for its author.
    if (error instanceof GraphQLError && (original === undefined || original instanceof GraphQLError)) {
      const code = error.extensions.code ?? (error.path === undefined ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR');
      return new GraphQLError(withoutText(error.message), { ...error, extensions: { ...error.extensions, code } });
    }
    const reference = randomUUID();
    const requestId = currentRequest()?.requestId;
    log.error({ error: original, reference }, 'request ended by surprise');
    return answer(`something went wrong on our side, reference ${reference}`, {
      code: 'INTERNAL_SERVER_ERROR',
      reference,
      ...(requestId !== undefined && { requestId }),
    });
  };
}

/** A syntax error quotes what it stumbled over: names and signs help, a text may be a secret. */
const withoutText = (message: string) =>
  message.startsWith('Syntax Error') ? message.replace(/\b((?:Block)?String|Int|Float) ".*"/s, '$1') : message;
