// How a command ends: its exit code, and the line that says why. docs/cli.md lists the codes.

export const exitCodes = {
  ok: 0,
  /** Something went wrong: a run, a delivery or a bulk job failed, or there was a surprise. */
  failed: 1,
  /** The command line itself cannot be understood. */
  usage: 2,
  notFound: 3,
  /** The service refused: bad fields, or a conflict. */
  refused: 4,
  /** No token, a wrong one, or one that may not do this. */
  unauthorised: 5,
  /** The service does not answer. */
  unreachable: 6,
  /** `diff` found differences. */
  differs: 7,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** One bad field: where it is, and what is wrong with it. */
export interface CliProblem {
  readonly path: string;
  readonly message: string;
}

/** An expected end: shown as one line, with a line for each bad field, never with a stack. */
export class CliError extends Error {
  readonly exitCode: ExitCode;
  readonly problems: readonly CliProblem[];

  constructor(exitCode: ExitCode, message: string, problems: readonly CliProblem[] = []) {
    super(message);
    this.exitCode = exitCode;
    this.problems = problems;
  }
}

const codes: Readonly<Record<string, ExitCode>> = {
  UNAUTHENTICATED: exitCodes.unauthorised,
  FORBIDDEN: exitCodes.unauthorised,
  NOT_FOUND: exitCodes.notFound,
  BAD_USER_INPUT: exitCodes.refused,
  CONFLICT: exitCodes.refused,
  PAYLOAD_TOO_LARGE: exitCodes.refused,
  UNAVAILABLE: exitCodes.unreachable,
};

export interface GraphQLErrorAnswer {
  readonly message: string;
  readonly extensions?: { readonly code?: unknown; readonly problems?: unknown };
}

/** What the service's own error means here. */
export function errorOfAnswer({ message, extensions }: GraphQLErrorAnswer): CliError {
  const problems = Array.isArray(extensions?.problems) ? (extensions.problems as CliProblem[]) : [];
  return new CliError(codes[String(extensions?.code)] ?? exitCodes.failed, message, problems);
}

/** @throws CliError with the code for what is not there. */
export function found<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new CliError(exitCodes.notFound, `no such ${what}`);
  return value;
}
