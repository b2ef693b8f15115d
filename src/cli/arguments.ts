// What several commands read from their arguments in the same way.
import { type Command, InvalidArgumentError } from 'commander';

/** Examples below the help of a command. */
export const withExamples = (command: Command, ...lines: string[]): Command =>
  command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`);

/** A list: commas within, and the option several times. */
export const listOf =
  (choices?: readonly string[]) =>
  (given: string, before: readonly string[] = []): readonly string[] => {
    const words = given.split(',').map((word) => word.trim());
    const wrong = choices && words.find((word) => !choices.includes(word));
    if (wrong !== undefined) throw new InvalidArgumentError(`It must be of ${choices?.join(', ')}.`);
    return [...before, ...words];
  };

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** RFC 3339, or how long ago: `90s`, `30m`, `2h`, `7d`. Gives RFC 3339. */
export function readTime(text: string): string {
  const ago = /^(\d{1,6})([smhd])$/.exec(text);
  if (ago) return new Date(Date.now() - Number(ago[1]) * units[ago[2] as keyof typeof units]).toISOString();
  if (/^\d{4}-\d\d-\d\d(T|$)/.test(text) && !Number.isNaN(Date.parse(text))) return new Date(text).toISOString();
  throw new InvalidArgumentError(
    'It must be a time such as 2026-03-29T01:30:00Z, or how long ago, such as 30m, 2h or 7d.',
  );
}

/** RFC 3339, or in how long: `90s`, `30m`, `2h`, `90d`. Gives RFC 3339. */
export function readTimeAhead(text: string): string {
  const ahead = /^(\d{1,6})([smhd])$/.exec(text);
  if (ahead) return new Date(Date.now() + Number(ahead[1]) * units[ahead[2] as keyof typeof units]).toISOString();
  return readTime(text);
}

export function readNumber(text: string): number {
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a number.');
}

/** `50`, or `all`. */
export function readLimit(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a number from 1, or all.');
}

export function readJsonArgument(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError('It must be JSON.');
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const isUuid = (text: string): boolean => uuid.test(text);
