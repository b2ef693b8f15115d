/** Functions that cut, quote and indent text, under sprig's names. Characters are counted, never bytes. */
import { checkLength, countArg, countOf, given, textArg } from './arguments.ts';
import type { DocumentedFunction } from './function-types.ts';
import { quote } from './quote.ts';

export const layoutFunctions: readonly DocumentedFunction[] = [
  {
    name: 'trunc',
    args: 'count text',
    description: 'The first characters of a text; a negative count takes the last ones.',
    example: '{{trunc 3 "abcdef"}} {{trunc -2 "abcdef"}}',
    result: 'abc ef',
    min: 2,
    max: 2,
    run: ([count, text], tools) => truncate(textArg(text, tools), countArg(count, tools)),
  },
  {
    name: 'abbrev',
    args: 'count text',
    description: 'A text of at most so many characters, ending in ... if it was cut.',
    example: '{{abbrev 8 "engineering"}}',
    result: 'engin...',
    min: 2,
    max: 2,
    run: ([count, text], tools) => abbreviate(textArg(text, tools), countArg(count, tools)),
  },
  {
    name: 'quote',
    args: 'value ...',
    description: 'In double quotes, with Go escapes.',
    example: '{{quote "a" 1}}',
    result: '"a" "1"',
    min: 0,
    max: Number.POSITIVE_INFINITY,
    run: (values, tools) =>
      given(values)
        .map((value) => quote(textArg(value, tools)))
        .join(' '),
  },
  {
    name: 'squote',
    args: 'value ...',
    description: 'In single quotes.',
    example: '{{squote "a" 1}}',
    result: "'a' '1'",
    min: 0,
    max: Number.POSITIVE_INFINITY,
    run: (values, tools) =>
      given(values)
        .map((value) => `'${textArg(value, tools)}'`)
        .join(' '),
  },
  {
    name: 'indent',
    args: 'count text',
    description: 'With so many spaces before each line.',
    example: '{{indent 2 "a\\nb"}}',
    result: '  a\n  b',
    min: 2,
    max: 2,
    run: ([count, text], tools) => indent(countArg(count, tools), textArg(text, tools)),
  },
  {
    name: 'nindent',
    args: 'count text',
    description: 'A line end, then the text as indent has it.',
    example: 'x:{{nindent 2 "a"}}',
    result: 'x:\n  a',
    min: 2,
    max: 2,
    run: ([count, text], tools) => `\n${indent(countArg(count, tools), textArg(text, tools))}`,
  },
];

function truncate(text: string, count: number): string {
  const characters = Array.from(text);
  return (count < 0 ? characters.slice(count) : characters.slice(0, count)).join('');
}

function abbreviate(text: string, count: number): string {
  const characters = Array.from(text);
  if (count < 4 || characters.length <= count) return text;
  return `${characters.slice(0, count - 3).join('')}...`;
}

function indent(count: number, text: string): string {
  const width = Math.max(0, count);
  checkLength(text.length + width * (countOf('\n', text) + 1));
  const spaces = ' '.repeat(width);
  return spaces + text.replaceAll('\n', `\n${spaces}`);
}
