/** What a template function is to the engine. */
import type { NumberMode } from './value.ts';

/** What a missing or null value becomes where it is printed. */
export type Missing = 'go' | 'empty' | 'error';

/** What a function may use besides its arguments. */
export type Tools = {
  readonly mode: NumberMode;
  readonly missing: Missing;
  readonly now: () => Date;
  readonly uuid: () => string;
};

export type TemplateFunction = {
  /** Fewest arguments. */
  readonly min: number;
  /** Most arguments; `Infinity` makes it variadic, which Go words its errors by. */
  readonly max: number;
  /** The first argument is a Go `string` and not `any`: printf's format. */
  readonly firstIsString?: true;
  /** Always true or false, so that `if` need not ask for its truth. */
  readonly isBool?: true;
  readonly run: (args: readonly unknown[], tools: Tools) => unknown;
};

export type FunctionTable = ReadonlyMap<string, TemplateFunction>;
