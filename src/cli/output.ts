// What a command writes: tables and words for people, JSON for programs. Standard output has results only; progress,
// hints and errors go to standard error.
import { styleText } from 'node:util';
import { plainText } from './plain-text.ts';
import { type Column, drawTable } from './table.ts';

export interface Output {
  readonly json: boolean;
  /** A list: a table when all of it is there, or a line of JSON for each item as soon as it is. */
  list<Row>(rows: AsyncIterable<Row>, columns: readonly Column<Row>[], bodyOf: (row: Row) => unknown): Promise<void>;
  /** Items that come one by one: a line each. */
  item(body: unknown, words: string): void;
  /** One result: words for people, one line of JSON for programs. */
  result(body: unknown, words: string): void;
  /** A line for people, on standard error; programs need not care. */
  note(text: string): void;
}

export function createOutput({ json }: { readonly json: boolean }): Output {
  const write = (body: unknown, words: string) =>
    json ? writeJson(body) : void process.stdout.write(`${plainWithColours(words)}\n`);
  return {
    json,
    list: async <Row>(rows: AsyncIterable<Row>, columns: readonly Column<Row>[], bodyOf: (row: Row) => unknown) => {
      if (json) for await (const row of rows) writeJson(bodyOf(row));
      else {
        const all: Row[] = [];
        for await (const row of rows) all.push(row);
        if (all.length > 0) process.stdout.write(`${drawTable(all, columns, terminalWidth())}\n`);
        else process.stderr.write('nothing found\n');
      }
    },
    item: write,
    result: write,
    note: (text) => void process.stderr.write(`${plainText(text, { lines: true })}\n`),
  };
}

/** Only our own colours stay. */
const plainWithColours = (words: string) =>
  words
    .split(/(\u001b\[\d{1,2}m)/)
    .map((part, index) => (index % 2 === 1 ? part : plainText(part, { lines: true })))
    .join('');

/** One line, as a program reads it. */
export function writeJson(body: unknown): void {
  process.stdout.write(`${JSON.stringify(body)}\n`);
}

/** Undefined where there is no terminal: nothing is cut then. */
const terminalWidth = (): number | undefined => (process.stdout.isTTY ? process.stdout.columns : undefined);

const colours = {
  success: 'green',
  done: 'green',
  failed: 'red',
  error: 'red',
  running: 'cyan',
  pending: 'yellow',
  paused: 'yellow',
  disabled: 'gray',
  created: 'green',
  updated: 'yellow',
  deleted: 'red',
} as const;

/** A status in its colour, where standard output is a terminal that wants colours. */
export function coloured(word: string): string {
  const colour = colours[word as keyof typeof colours];
  return colour ? styleText(colour, word, { stream: process.stdout }) : word;
}
