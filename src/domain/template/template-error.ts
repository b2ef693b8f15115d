/** What a template can fail with, at save time (`parse`) or while it renders (`exec`). The message is the reason in Go's
 *  own words, without the place: `template: t:${line}:${column}: ${message}` is what Go itself would print. */
export class TemplateError extends Error {
  readonly kind: 'parse' | 'exec';
  /** From 1. */
  readonly line: number;
  /** From 0, in UTF-8 bytes, as Go counts it. */
  readonly column: number;
  /** What had been written before an `exec` error; never to be sent anywhere. */
  readonly partialOutput: string;

  constructor(kind: 'parse' | 'exec', message: string, place: { line: number; column: number }, partialOutput = '') {
    super(message);
    this.name = 'TemplateError';
    this.kind = kind;
    this.line = place.line;
    this.column = place.column;
    this.partialOutput = partialOutput;
  }
}

/** A failure inside a function or look-up: the reason alone. The runtime, which knows the place, turns it into a
 *  TemplateError. */
export class Failure extends Error {}

/** Where an index into the text stands, as Go reports it. */
export function placeOf(text: string, index: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return { line, column: Buffer.byteLength(text.slice(lineStart, index)) };
}
