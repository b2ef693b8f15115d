/** How Go's %v writes a value without flags: what `{{.x}}`, print, println and html show. The fast road of every
 *  rendering; printf with its flags has its own in printf-value.ts. */
import { compareStrings } from './bytes.ts';
import { formatShortest } from './format-float.ts';
import { formatTime } from './go-time.ts';
import { limits } from './limits.ts';
import { Failure } from './template-error.ts';
import { complexOf, isMap, kindOf, type NumberMode, numberOf, timeOf, type ValueMap } from './value.ts';

export const NO_VALUE = '<no value>';

/** A value that a pipeline puts into the text. */
export function printValue(value: unknown, mode: NumberMode): string {
  return value === null || value === undefined ? NO_VALUE : formatPlain(value, mode);
}

/** The same for print: nothing is `<nil>` there. */
export function formatPlain(value: unknown, mode: NumberMode): string {
  if (typeof value === 'object' && value !== null) weigh(value);
  return formatInner(value, mode);
}

/** How many parts a list or map has, all levels together. A value that holds another many times over, which functions can
 *  make, would print without end; it is refused before. */
export function weigh(value: unknown): number {
  let left: number = limits.outputBytes;
  const visit = (part: unknown): void => {
    left -= typeof part === 'string' ? part.length + 1 : 1;
    if (left < 0) throw new Failure('value too long to print');
    if (Array.isArray(part)) part.forEach(visit);
    else if (isMap(part)) for (const key of Object.keys(part)) visit(part[key]);
  };
  visit(value);
  return limits.outputBytes - left;
}

function formatInner(value: unknown, mode: NumberMode): string {
  switch (kindOf(value, mode)) {
    case 'string':
      return value as string;
    case 'bool':
    case 'int':
      return String(value);
    case 'uint8':
      return String(numberOf(value));
    case 'float64':
      return formatShortest(numberOf(value));
    case 'complex128': {
      const { re, im } = complexOf(value);
      const imaginary = formatShortest(im);
      return `(${formatShortest(re)}${/^[+-]/.test(imaginary) ? '' : '+'}${imaginary}i)`;
    }
    case 'time.Time':
      return formatTime(timeOf(value) ?? 0, '2006-01-02 15:04:05.999999999 -0700 MST', 'UTC');
    case 'list':
      return `[${(value as unknown[]).map((item) => formatInner(item, mode)).join(' ')}]`;
    case 'map': {
      const map = value as ValueMap;
      return `map[${sortedKeys(map)
        .map((key) => `${key}:${formatInner(map[key], mode)}`)
        .join(' ')}]`;
    }
    default:
      return '<nil>';
  }
}

export function sortedKeys(map: ValueMap): string[] {
  return Object.keys(map).sort(compareStrings);
}

/** Go's fmt.Sprint: a space between two neighbours only where neither is a string. */
export function sprint(values: readonly unknown[], mode: NumberMode): string {
  let out = '';
  let previousIsString = true;
  for (const [index, value] of values.entries()) {
    const isString = typeof value === 'string';
    if (index > 0 && !isString && !previousIsString) out += ' ';
    out += formatPlain(value, mode);
    previousIsString = isString;
  }
  return out;
}

export function sprintln(values: readonly unknown[], mode: NumberMode): string {
  return `${values.map((value) => formatPlain(value, mode)).join(' ')}\n`;
}
