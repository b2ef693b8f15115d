// Why a request is refused: the one kind of error that callers are told about in full. Everything else that is thrown
// is a surprise, and a caller learns only that there was one.

export type RefusalCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'PAYLOAD_TOO_LARGE'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE';

/** One bad field: where it is (`actions[0].url`), and what is wrong with it. Never holds the value itself. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly problems: readonly Problem[];

  constructor(code: RefusalCode, message: string, problems: readonly Problem[] = []) {
    super(message);
    this.code = code;
    this.problems = problems;
  }
}

/** Too many requests, or too many wrong tokens. */
export class TooManyRequests extends Refusal {
  /** Whole seconds after which to come back, at least 1. */
  readonly retryAfterSecs: number;
  /** Requests that would have been let through at once; undefined where it is not about their number. */
  readonly limit: number | undefined;

  constructor(message: string, retryAfterMs: number, limit?: number) {
    const secs = Math.max(Math.ceil(retryAfterMs / 1_000), 1);
    super('RATE_LIMITED', `${message}: come back in ${secs} s`);
    this.retryAfterSecs = secs;
    this.limit = limit;
  }
}

/** @throws Refusal BAD_USER_INPUT naming every problem, when there is one. */
export function refuseIfAny(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new Refusal('BAD_USER_INPUT', problemSummary(problems), problems);
}

/** The first problem in one line, and how many more there are. */
export function problemSummary(problems: readonly Problem[]): string {
  const [first, ...rest] = problems;
  if (!first) return '';
  const more = rest.length > 0 ? ` (and ${rest.length} more)` : '';
  return `${first.path === '' ? '' : `${first.path}: `}${first.message}${more}`;
}

/** `['actions', 0, 'url']` as `actions[0].url`. */
export function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}
