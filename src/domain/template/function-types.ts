/** What a template function is to the engine, and what people need to know about it. */
import type { NumberMode } from './value.ts';

/** What a missing or null value becomes where it is printed. */
export type Missing = 'go' | 'empty' | 'error';

/** What a function may use besides its arguments. */
export type Tools = {
  readonly mode: NumberMode;
  readonly missing: Missing;
  readonly now: () => Date;
  readonly uuid: () => string;
  /** Counts work that neither the arguments' nor the result's size shows. */
  readonly spend: (steps: number) => void;
};

/** What a caller gives: the rest of the tools is the runtime's. */
export type OutsideTools = Pick<Tools, 'now' | 'uuid'>;

export type TemplateFunction = {
  /** Fewest arguments. */
  readonly min: number;
  /** Most arguments; `Infinity` makes it variadic, which Go words its errors by. */
  readonly max: number;
  /** The first argument is a Go `string` and not `any`: printf's format. */
  readonly firstIsString?: true;
  /** Always true or false, so that `if` need not ask for its truth. */
  readonly isBool?: true;
  /** Its time does not grow with the lists and maps that it is given. */
  readonly isBrief?: true;
  readonly run: (args: readonly unknown[], tools: Tools) => unknown;
};

/** One row of the list that documentation, editor completion and tests come from. */
export type DocumentedFunction = TemplateFunction & {
  readonly name: string;
  /** The arguments as they are written after the name; `...` may be repeated, `[ ]` may be left out. */
  readonly args: string;
  readonly description: string;
  /** A template that shows it, and what it gives on `exampleData`. */
  readonly example: string;
  readonly exampleData?: unknown;
  readonly result: string;
};

export type FunctionTable = ReadonlyMap<string, TemplateFunction>;
