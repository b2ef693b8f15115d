// Errors as application/problem+json (RFC 9457): a status, a title, a detail, and the path of each bad field.
import type { GraphQLError } from 'graphql';
import { type Problem, problemSummary, Refusal, type RefusalCode } from '../domain/refusal.ts';

const statuses: Record<RefusalCode, readonly [status: number, title: string]> = {
  BAD_USER_INPUT: [400, 'Bad request'],
  UNAUTHENTICATED: [401, 'Unauthorized'],
  FORBIDDEN: [403, 'Forbidden'],
  NOT_FOUND: [404, 'Not found'],
  CONFLICT: [409, 'Conflict'],
  PAYLOAD_TOO_LARGE: [413, 'Payload too large'],
  RATE_LIMITED: [429, 'Too many requests'],
  UNAVAILABLE: [503, 'Service unavailable'],
};

export interface ProblemAnswer {
  readonly status: number;
  readonly body: {
    readonly type: 'about:blank';
    readonly title: string;
    readonly status: number;
    readonly detail: string;
    readonly errors?: readonly Problem[];
    /** Of a surprise: the id that the log has it under. */
    readonly request_id?: string;
  };
}

/** Told at most; a body can have a million. */
const maxErrors = 50;

export function problem(status: number, title: string, detail: string, errors?: readonly Problem[]): ProblemAnswer {
  const body = { type: 'about:blank' as const, title, status, detail };
  return { status, body: errors && errors.length > 0 ? { ...body, errors: errors.slice(0, maxErrors) } : body };
}

export function problemOfRefusal(
  { code, message, problems }: Refusal,
  problemOf = (wrong: Problem) => wrong,
): ProblemAnswer {
  const [status, title] = statuses[code];
  const errors = problems.map(problemOf);
  return problem(status, title, errors.length > 0 ? problemSummary(errors) : message, errors);
}

/** @param problemOf puts a problem of the document's input into the words of REST. */
export function problemOfError(error: GraphQLError, problemOf: (wrong: Problem) => Problem): ProblemAnswer {
  const { code, problems, requestId } = error.extensions as {
    code?: string;
    problems?: readonly Problem[];
    requestId?: string;
  };
  if (code === undefined || !Object.hasOwn(statuses, code)) {
    const { status, body } = problem(500, 'Internal server error', error.message);
    return { status, body: requestId === undefined ? body : { ...body, request_id: requestId } };
  }
  return problemOfRefusal(new Refusal(code as RefusalCode, error.message, problems ?? []), problemOf);
}

/** @throws Refusal NOT_FOUND where there is nothing. */
export function found<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Refusal('NOT_FOUND', `no such ${what}`);
  return value;
}
