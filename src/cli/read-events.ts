// Events from files and pipes: one JSON object, a list, {"events": […]}, or JSON Lines of any length, read as they come.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { camelKeys, isObject } from '../rest/spelling.ts';
import { CliError, type CliProblem, exitCodes } from './exit-codes.ts';
import type { PublishEventInput } from './gql/operations.ts';

export interface ReadEvent {
  readonly event: PublishEventInput;
  /** Where it stands, such as `events.jsonl:17`. */
  readonly at: string;
  /** Bytes of the input that are read so far. */
  readonly bytes: number;
}

/** Bytes of a file; undefined for a pipe, which nobody knows the end of. */
export async function sizeOf(file: string): Promise<number | undefined> {
  if (file === '-') return undefined;
  const { size } = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(exitCodes.usage, `cannot read ${file}: ${error.code}`);
  });
  return size;
}

/** @param file `-` for standard input. @throws CliError `refused` naming the line that is no event. */
export async function* readEvents(file: string): AsyncGenerator<ReadEvent, void> {
  const name = file === '-' ? 'standard input' : file;
  const input = file === '-' ? process.stdin : createReadStream(file);
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  let bytes = 0;
  // JSON that is not one object a line: kept until it is whole.
  let document: string[] | undefined;
  for await (const line of lines) {
    number++;
    bytes += Buffer.byteLength(line) + 1;
    if (document) document.push(line);
    else if (line.trim() !== '') {
      const value = parsed(line);
      if (value === undefined && number > 1) throw notJson(`${name}:${number}`);
      if (value === undefined) document = [line];
      else yield* eventsOf(value, `${name}:${number}`, bytes);
    }
  }
  if (!document) return;
  const whole = parsed(document.join('\n'));
  if (whole === undefined) throw notJson(`${name}:1`);
  yield* eventsOf(whole, name, bytes);
}

function* eventsOf(value: unknown, at: string, bytes: number): Generator<ReadEvent, void> {
  const list = Array.isArray(value) ? value : isObject(value) && Array.isArray(value.events) ? value.events : undefined;
  if (!list) return yield { event: eventOf(value, at), at, bytes };
  for (const [index, one] of list.entries()) {
    const here = `${at}: events[${index}]`;
    yield { event: eventOf(one, here), at: here, bytes };
  }
}

/** As POST /events takes it. */
export function eventOf(value: unknown, at: string): PublishEventInput {
  if (!isObject(value)) throw new CliError(exitCodes.refused, `${at}: must be a JSON object`);
  const problems: CliProblem[] = [];
  const event = camelKeys(value, '', problems);
  if (problems.length > 0) throw placed(problems, at);
  if (event.type === undefined) throw placed([{ path: 'type', message: 'is required' }], at);
  return event as unknown as PublishEventInput;
}

const placed = (problems: readonly CliProblem[], at: string) =>
  new CliError(
    exitCodes.refused,
    `${at}: it is no event`,
    problems.map(({ path, message }) => ({ path: `${at}: ${path}`, message })),
  );

const notJson = (at: string) => new CliError(exitCodes.refused, `${at}: is not JSON`);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
