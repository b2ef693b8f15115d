/** Go's fmt.Sprintf: flags, width, precision, `*`, explicit argument indexes, and the texts that mark mistakes. A mistake
 *  in a format prints; only a result larger than one rendering may hold fails. */
import { type Flags, noFlags } from './format-directive.ts';
import { limits } from './limits.ts';
import { formatArgument } from './printf-value.ts';
import { Failure } from './template-error.ts';
import { kindOf, type NumberMode, numberOf, typeName } from './value.ts';

/** Go refuses widths and precisions beyond this. */
const TOO_LARGE = 1_000_000;

type State = {
  readonly format: string;
  readonly args: readonly unknown[];
  readonly mode: NumberMode;
  at: number;
  argument: number;
  reordered: boolean;
  goodIndex: boolean;
  afterIndex: boolean;
};

export function sprintf(format: string, args: readonly unknown[], mode: NumberMode): string {
  const state: State = {
    format,
    args,
    mode,
    at: 0,
    argument: 0,
    reordered: false,
    goodIndex: true,
    afterIndex: false,
  };
  let out = '';
  while (state.at < format.length) {
    const percent = format.indexOf('%', state.at);
    const end = percent < 0 ? format.length : percent;
    out += format.slice(state.at, end);
    if (percent < 0) break;
    state.at = percent + 1;
    out += directive(state);
    if (out.length > limits.outputBytes) throw new Failure('printf result too large');
  }
  return state.reordered || state.argument >= args.length ? out : out + extra(state);
}

function directive(state: State): string {
  const { format } = state;
  const flags = readFlags(state);
  let out = '';
  state.goodIndex = true;
  state.afterIndex = false;
  readIndex(state);
  if (format[state.at] === '*') {
    state.at += 1;
    const width = integerArgument(state);
    if (width === null) out += '%!(BADWIDTH)';
    else setWidth(flags, width);
    state.afterIndex = false;
  } else {
    const width = readNumber(state);
    if (width !== null) flags.width = width;
    if (state.afterIndex && width !== null) state.goodIndex = false;
  }
  // a point at the very end is no precision, Go takes it for the verb
  if (format[state.at] === '.' && state.at + 1 < format.length) out += readPrecision(state, flags);
  if (!state.afterIndex) readIndex(state);
  const code = format.codePointAt(state.at);
  if (code === undefined) return `${out}%!(NOVERB)`;
  const verb = String.fromCodePoint(code);
  state.at += verb.length;
  return out + formatVerb(state, flags, verb);
}

function formatVerb(state: State, flags: Flags, verb: string): string {
  if (verb === '%') return '%';
  if (!state.goodIndex) return `%!${verb}(BADINDEX)`;
  if (state.argument >= state.args.length) return `%!${verb}(MISSING)`;
  if (verb === 'v') {
    flags.sharpV = flags.sharp;
    flags.sharp = false;
    flags.plusV = flags.plus;
    flags.plus = false;
  }
  const argument = state.args[state.argument];
  state.argument += 1;
  return formatArgument(flags, verb, argument, state.mode);
}

function readFlags(state: State): Flags {
  const flags = noFlags();
  for (; ; state.at += 1) {
    switch (state.format[state.at]) {
      case '#':
        flags.sharp = true;
        break;
      case '0':
        flags.zero = true;
        break;
      case '+':
        flags.plus = true;
        break;
      case '-':
        flags.minus = true;
        break;
      case ' ':
        flags.space = true;
        break;
      default:
        return flags;
    }
  }
}

function setWidth(flags: Flags, width: number): void {
  flags.width = Math.abs(width);
  if (width < 0) flags.minus = true;
}

function readPrecision(state: State, flags: Flags): string {
  state.at += 1;
  if (state.afterIndex) state.goodIndex = false;
  readIndex(state);
  if (state.format[state.at] !== '*') {
    flags.precision = readNumber(state) ?? 0;
    return '';
  }
  state.at += 1;
  const precision = integerArgument(state);
  state.afterIndex = false;
  // a negative precision counts as none, and as a bad one
  if (precision !== null && precision >= 0) {
    flags.precision = precision;
    return '';
  }
  return '%!(BADPREC)';
}

function readNumber(state: State): number | null {
  const start = state.at;
  let value = 0;
  for (; /^[0-9]$/.test(state.format[state.at] ?? ''); state.at += 1) {
    if (value > TOO_LARGE) {
      state.at = state.format.length;
      return null;
    }
    value = value * 10 + Number(state.format[state.at]);
  }
  return state.at > start ? value : null;
}

function integerArgument(state: State): number | null {
  if (state.argument >= state.args.length) return null;
  const value = state.args[state.argument];
  state.argument += 1;
  const kind = kindOf(value, state.mode);
  if (kind !== 'int' && kind !== 'uint8') return null;
  const number = numberOf(value);
  return Math.abs(number) > TOO_LARGE ? null : number;
}

/** `[3]`: the next argument is the third. */
function readIndex(state: State): void {
  if (state.format[state.at] !== '[') {
    state.afterIndex = false;
    return;
  }
  state.reordered = true;
  const close = state.format.indexOf(']', state.at);
  if (close < 0) {
    state.at += 1;
    state.goodIndex = false;
    state.afterIndex = false;
    return;
  }
  const text = state.format.slice(state.at + 1, close);
  const index = /^[0-9]{1,7}$/.test(text) ? Number(text) : null;
  state.at = close + 1;
  state.afterIndex = index !== null;
  if (index !== null && index >= 1 && index <= state.args.length) state.argument = index - 1;
  else state.goodIndex = false;
}

function extra(state: State): string {
  const shown = state.args
    .slice(state.argument)
    .map((value) =>
      kindOf(value, state.mode) === 'invalid'
        ? '<nil>'
        : `${typeName(value, state.mode)}=${formatArgument(noFlags(), 'v', value, state.mode)}`,
    );
  return `%!(EXTRA ${shown.join(', ')})`;
}
