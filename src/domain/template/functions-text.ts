/** Functions on text, under sprig's names and in its order of arguments: the text comes last, so that it can be piped. */
import { checkLength, countOf, given, listArg, textArg } from './arguments.ts';
import { trimSpace } from './bytes.ts';
import type { DocumentedFunction, Tools } from './function-types.ts';

type Change = (text: string) => string;

function oneText(change: Change) {
  return { min: 1, max: 1, run: ([text]: readonly unknown[], tools: Tools) => change(textArg(text, tools)) };
}

function twoTexts<T>(run: (first: string, text: string) => T) {
  return {
    min: 2,
    max: 2,
    run: ([a, b]: readonly unknown[], tools: Tools) => run(textArg(a, tools), textArg(b, tools)),
  };
}

export const textFunctions: readonly DocumentedFunction[] = [
  {
    name: 'upper',
    args: 'text',
    description: 'In capital letters.',
    example: '{{upper "ann"}}',
    result: 'ANN',
    ...oneText((text) => text.toUpperCase()),
  },
  {
    name: 'lower',
    args: 'text',
    description: 'In small letters.',
    example: '{{lower "ANN"}}',
    result: 'ann',
    ...oneText((text) => text.toLowerCase()),
  },
  {
    name: 'title',
    args: 'text',
    description: 'Each word with a capital letter.',
    example: '{{title "site admins"}}',
    result: 'Site Admins',
    ...oneText((text) => text.replace(/(?<![\p{L}\p{N}_'])\p{L}/gu, (letter) => letter.toUpperCase())),
  },
  {
    name: 'trim',
    args: 'text',
    description: 'Without spaces and line ends around it.',
    example: '[{{trim "  a b "}}]',
    result: '[a b]',
    ...oneText(trimSpace),
  },
  {
    name: 'trimPrefix',
    args: 'prefix text',
    description: 'Without the prefix, if it is there.',
    example: '{{trimPrefix "user." "user.created"}}',
    result: 'created',
    ...twoTexts((prefix, text) => (text.startsWith(prefix) ? text.slice(prefix.length) : text)),
  },
  {
    name: 'trimSuffix',
    args: 'suffix text',
    description: 'Without the suffix, if it is there.',
    example: '{{trimSuffix ".com" "example.com"}}',
    result: 'example',
    ...twoTexts((suffix, text) => (text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text)),
  },
  {
    name: 'replace',
    args: 'old new text',
    description: 'With every old replaced by new.',
    example: '{{replace "." " " "user.created"}}',
    result: 'user created',
    min: 3,
    max: 3,
    run: ([from, to, text], tools) => replaceAll(textArg(text, tools), textArg(from, tools), textArg(to, tools)),
  },
  {
    name: 'contains',
    args: 'part text',
    description: 'True if the text contains the part.',
    example: '{{contains "@" "ann@example.com"}}',
    result: 'true',
    ...twoTexts((part, text) => text.includes(part)),
    isBool: true,
  },
  {
    name: 'hasPrefix',
    args: 'prefix text',
    description: 'True if the text begins with the prefix.',
    example: '{{hasPrefix "user." "user.created"}}',
    result: 'true',
    ...twoTexts((prefix, text) => text.startsWith(prefix)),
    isBool: true,
  },
  {
    name: 'hasSuffix',
    args: 'suffix text',
    description: 'True if the text ends with the suffix.',
    example: '{{hasSuffix ".com" "example.com"}}',
    result: 'true',
    ...twoTexts((suffix, text) => text.endsWith(suffix)),
    isBool: true,
  },
  {
    name: 'split',
    args: 'separator text',
    description: 'The parts of a text as a map with the keys _0, _1 and so on.',
    example: '{{$p := split "@" "ann@example.com"}}{{$p._1}}',
    result: 'example.com',
    min: 2,
    max: 2,
    run: ([separator, text], tools) => {
      const parts = splitText(textArg(separator, tools), textArg(text, tools));
      tools.spend(parts.length * 20);
      return Object.fromEntries(parts.map((part, index) => [`_${index}`, part]));
    },
  },
  {
    name: 'splitList',
    args: 'separator text',
    description: 'The parts of a text as a list.',
    example: '{{range splitList "," "a,b"}}<{{.}}>{{end}}',
    result: '<a><b>',
    ...twoTexts(splitText),
  },
  {
    name: 'join',
    args: 'separator list',
    description: 'The elements of a list as one text.',
    example: '{{join ", " .groups}}',
    exampleData: { groups: ['Admins', 'On-call'] },
    result: 'Admins, On-call',
    min: 2,
    max: 2,
    run: ([separator, list], tools) => join(textArg(separator, tools), list, tools),
  },
  {
    name: 'toString',
    args: 'value',
    description: 'Any value as text.',
    example: '{{toString 12 | len}}',
    result: '2',
    min: 1,
    max: 1,
    run: ([value], tools) => textArg(value, tools),
  },
];

function replaceAll(text: string, from: string, to: string): string {
  const matches = from === '' ? text.length + 1 : countOf(from, text);
  checkLength(text.length + matches * to.length);
  return text.replaceAll(from, () => to);
}

function splitText(separator: string, text: string): string[] {
  return separator === '' ? Array.from(text) : text.split(separator);
}

function join(separator: string, list: unknown, tools: Tools): string {
  const items = typeof list === 'string' ? [list] : listArg(list);
  const texts = given(items).map((item) => textArg(item, tools));
  checkLength(texts.reduce((sum, text) => sum + text.length + separator.length, 0));
  return texts.join(separator);
}
