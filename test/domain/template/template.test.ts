import { expect, test } from 'vitest';
import { compile, TemplateError } from '../../../src/domain/template/template.ts';

function failureOf(run: () => unknown): TemplateError {
  try {
    run();
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

test('a template that cannot be read is refused with its line, column and reason', () => {
  const error = failureOf(() => compile('é\n{{if .x}}\n{{nope}}'));
  expect(error).toMatchObject({ kind: 'parse', line: 3, column: 2, message: 'function "nope" not defined' });
});

test('an error while rendering tells line, column, reason and what had been written', () => {
  const error = failureOf(() => compile('a\né{{.user.name.first}}')({ user: { name: 'ann' } }));
  expect(error).toMatchObject({ kind: 'exec', line: 2, column: 9, partialOutput: 'a\né' });
  expect(error.message).toBe(`executing "t" at <.user.name.first>: can't evaluate field first in type interface {}`);
});

test('a count is a whole number and prints without an exponent', () => {
  expect(compile('{{.n}} {{eq .n 1000000}}')({ n: 1000000 })).toBe('1000000 true');
  expect(compile('{{.n}}', { numbers: 'float64' })({ n: 1000000 })).toBe('1e+06');
});

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'length', 'prototype'])(
  'what JavaScript hangs on every object is a missing key: %s',
  (name) => {
    expect(compile(`{{.${name}}} {{.m.${name}.x}} {{index .m "${name}"}}`)({ m: {} })).toBe(
      '<no value> <no value> <no value>',
    );
    const own: unknown = JSON.parse(`{"${name}":"mine"}`);
    expect(compile(`{{.${name}}}`)(own)).toBe('mine');
  },
);

test.each([
  '")}}; process.exit(1); //',
  "'+x+'`$" + '{y}`',
  '\\", \\u0022 \\',
  '\r\n\u2028\u2029\0\t',
  '*/ {% x %} {# y #}',
])('text is data and never code: %j', (text) => {
  expect(compile(text)({})).toBe(text);
  expect(compile(`{{printf "%s" ${JSON.stringify(text).replaceAll('\\u0000', '\\x00')}}}`)({})).toBe(text);
  expect(compile('{{.v}}')({ v: text })).toBe(text);
});

test('output beyond one megabyte ends in an error that says so', () => {
  const error = failureOf(() => compile('{{range .}}{{printf "%1000d" 1}}{{end}}')(Array(2000).fill(1)));
  expect(error.message).toContain('output longer than 1048576 bytes');
  expect(error.partialOutput.length).toBeLessThanOrEqual(1048576);
});

test('more than 10,000 loop turns end in an error that says so, nested loops counted together', () => {
  expect(compile('{{range 100}}{{range 99}}{{end}}{{end}}ok')({})).toBe('ok');
  const error = failureOf(() => compile('{{range 100}}{{range 100}}{{end}}{{end}}')({}));
  expect(error.message).toContain('more than 10000 loop turns');
});

test('templates within templates go 100 deep', () => {
  const error = failureOf(() => compile('{{define "r"}}{{template "r"}}{{end}}{{template "r"}}')({}));
  expect(error.message).toContain('exceeded maximum template depth (100)');
});

test('templates that call each other without end in width stop as well', () => {
  const text = `${Array.from({ length: 60 }, (_, n) => `{{define "d${n}"}}{{template "d${n + 1}"}}{{template "d${n + 1}"}}{{end}}`).join('')}{{define "d60"}}{{end}}{{template "d0"}}`;
  expect(failureOf(() => compile(text)({})).message).toContain('steps');
});

test.each([
  ['parentheses', `{{${'('.repeat(5000)}1${')'.repeat(5000)}}}`, 'depth'],
  ['blocks', '{{if 1}}'.repeat(5000) + '{{end}}'.repeat(5000), 'nested'],
  ['else ifs', `{{if 0}}${'{{else if 0}}'.repeat(5000)}{{end}}`, 'nested'],
  ['pipes', `{{1${' | print'.repeat(5000)}}}`, 'too long'],
  ['fields', `{{${'.a'.repeat(5000)}}}`, 'too many fields'],
  ['arguments', `{{or${' 0'.repeat(5000)}}}`, 'too many arguments'],
  ['characters', 'x'.repeat(300_000), 'longer than'],
])('a template with too many %s is refused', (_name, text, reason) => {
  expect(failureOf(() => compile(text))).toMatchObject({ kind: 'parse' });
  expect(failureOf(() => compile(text)).message).toContain(reason);
});

test('data nested too deeply to print is an error of the template', () => {
  let data: unknown = 1;
  for (let depth = 0; depth < 100_000; depth++) data = [data];
  expect(failureOf(() => compile('{{.}}')(data))).toMatchObject({ kind: 'exec', message: 'data nested too deeply' });
});

test.each([
  '{{$l := list 1}}{{range 60}}{{$l = list $l $l}}{{end}}{{print $l}}',
  '{{$l := list 1}}{{range 60}}{{$l = list $l $l}}{{end}}{{toJson $l}}',
  '{{$l := list 1}}{{range 60}}{{$l = dict "a" $l "b" $l}}{{end}}{{$l}}',
  '{{$l := list 1}}{{range 60}}{{$l = list $l $l}}{{end}}{{uniq $l}}',
  '{{$s := "x"}}{{range 60}}{{$s = print $s $s}}{{end}}',
  '{{$s := "x"}}{{range 60}}{{$s = replace "" $s $s}}{{end}}',
  '{{$s := "x"}}{{range 60}}{{$s = regexReplaceAll "(.*)" $s "$1$1$1"}}{{end}}',
  '{{$s := "a,b"}}{{range 10000}}{{$s = printf "%s%s" $s $s}}{{$x := splitList "" $s}}{{end}}',
  '{{indent 1000000 "a\\nb\\nc"}}',
  '{{printf "%1000000v" (splitList "" "abc")}}',
  '{{range 10000}}{{$x := urlquery (printf "%1000000d" 1)}}{{end}}',
])('a value that grows without end stops: %s', (text) => {
  expect(failureOf(() => compile(text)({}))).toMatchObject({ kind: 'exec' });
});

test('a character cut in half shows as U+FFFD, its halves put together as the character', () => {
  expect(compile('{{slice . 0 1}}|{{slice . 0 1}}{{slice . 1 2}}|{{printf "%x" (slice . 1)}}')('é')).toBe(
    '\ufffd|é|a9',
  );
});

test('more templates than the cache holds still render, each as itself', () => {
  const renders = Array.from({ length: 600 }, (_, n) => compile(`${n}:{{.}}`));
  expect(renders.map((render) => render('x'))).toEqual(Array.from({ length: 600 }, (_, n) => `${n}:x`));
  expect(compile('0:{{.}}')('y')).toBe('0:y');
});

test('each rendering starts afresh, whatever the last one ended in', () => {
  const render = compile('{{range .}}{{.x}}{{end}}');
  expect(() => render(['a'])).toThrow(TemplateError);
  expect(render([{ x: 1 }])).toBe('1');
});

test('the clock and the dice of now and uuidv4 can be given', () => {
  const outside = { now: () => new Date(0), uuid: () => 'u' };
  expect(compile('{{now | unixEpoch}} {{uuidv4}}', outside)({})).toBe('0 u');
  expect(compile('{{uuidv4 | len}}')({})).toBe('36');
});

test.each([
  ['go', 'a <no value> b <no value> c <nil> d'],
  ['empty', 'a  b  c  d'],
] as const)('with missing “%s” nothing prints as “%s”', (missing, result) => {
  expect(compile('a {{.x}} b {{.nil}} c {{print .x}} d', { missing })({ nil: null })).toBe(result);
});

test('with missing “error” printing nothing is an error that names the field, asking for it is not', () => {
  const error = failureOf(() =>
    compile('{{if .Data.x}}{{end}}{{.Data.y | default "d"}} {{.Data.zip}}', { missing: 'error' })({ Data: {} }),
  );
  expect(error.message).toContain('no value for .Data.zip');
  expect(error.partialOutput).toBe('d ');
});
