/** No input hangs, exhausts memory or throws anything but a TemplateError. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { functionList } from '../../../src/domain/template/function-list.ts';
import { compile, listFields, TemplateError } from '../../../src/domain/template/template.ts';

const options = fc.record({
  numbers: fc.constantFrom('ints', 'float64'),
  escape: fc.constantFrom('none', 'json', 'url', 'slack', 'slack_json', 'header'),
  missing: fc.constantFrom('go', 'empty', 'error'),
} as const);

const key = fc.constantFrom('a', 'b', 'x', 'Data', 'constructor', '__proto__', 'length', 'toString');
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('\ud800', '{{', '%d', '"', '1', 'é🎉'),
);

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, 0, -0, 1, -1, 3, 1e21, 1.5, 2 ** 53, '', [], {}),
    text,
    fc.double(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

const names = functionList.map((fn) => fn.name);
const literal = fc.oneof(
  fc.constantFrom('nil', 'true', '.', '$', '1', '-3', '0x1F', '1.5', '1e3', "'a'", '1i', '$v', '`r`'),
  fc.constantFrom('"%d"', '"%5.2f|%v"', '"%[2]*[1]s"', '"%#v"', '"2006-01-02"', '"(a+)+$"', '"\\xff"', '"a"', '","'),
  key.map((name) => `.${name}`),
  fc.tuple(key, key).map(([a, b]) => `.${a}.${b}`),
  key.map((name) => `$.${name}`),
);
const { pipeline } = fc.letrec<{ pipeline: string; operand: string; command: string }>((tie) => ({
  operand: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    literal,
    tie('pipeline').map((pipe) => `(${pipe})`),
    fc.tuple(tie('pipeline'), key).map(([pipe, name]) => `(${pipe}).${name}`),
  ),
  command: fc.oneof(
    { maxDepth: 3 },
    literal,
    fc
      .tuple(fc.constantFrom(...names), fc.array(tie('operand'), { maxLength: 3 }))
      .map(([name, args]) => [name, ...args].join(' ')),
  ),
  pipeline: fc.array(tie('command'), { minLength: 1, maxLength: 3 }).map((commands) => commands.join(' | ')),
}));
const { body } = fc.letrec<{ body: string; node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    text.map((part) => part.replaceAll('{{', '')),
    pipeline.map((pipe) => `{{${pipe}}}`),
    pipeline.map((pipe) => `{{- ${pipe} -}}`),
    pipeline.map((pipe) => `{{$v := ${pipe}}}`),
    pipeline.map((pipe) => `{{$v = ${pipe}}}`),
    fc.constantFrom('{{break}}', '{{continue}}', '{{template "d" .}}', '{{/* c */}}'),
    fc.tuple(pipeline, tie('body'), tie('body')).map(([p, a, b]) => `{{if ${p}}}${a}{{else}}${b}{{end}}`),
    fc.tuple(pipeline, tie('body')).map(([p, a]) => `{{with $v := ${p}}}${a}{{end}}`),
    fc.tuple(pipeline, tie('body'), tie('body')).map(([p, a, b]) => `{{range $i, $v := ${p}}}${a}{{else}}${b}{{end}}`),
    fc.tuple(pipeline, tie('body')).map(([p, a]) => `{{range ${p}}}${a}{{end}}`),
  ),
  body: fc.array(tie('node'), { maxLength: 4 }).map((parts) => parts.join('')),
}));
const template = fc
  .tuple(body, body)
  .map(([main, other]) => `{{$v := 0}}{{define "d"}}{{$v := 1}}${other}{{end}}${main}`);

function holds(source: string, data: unknown, chosen: Parameters<typeof compile>[1]): void {
  try {
    const output = compile(source, chosen)(data);
    expect(output.isWellFormed()).toBe(true);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    expect(error.line).toBeGreaterThanOrEqual(1);
    expect(error.column).toBeGreaterThanOrEqual(0);
    expect(error.message).not.toContain('could not be executed');
    expect(error.message).not.toContain('too complex');
  }
}

test('random text renders or fails as a template', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      '{{',
      '}}',
      '{{-',
      ' -}}',
      '(',
      ')',
      '|',
      '"',
      '`',
      '$x',
      ':=',
      'range',
      'if',
      'end',
      '.a',
      '%',
      '\n',
    ),
  );
  const source = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
  fc.assert(fc.property(source, value, options, holds), { numRuns: 3000 });
}, 60_000);

test('templates of the grammar, on any data, render or fail as a template', () => {
  fc.assert(fc.property(template, value, options, holds), { numRuns: 6000 });
}, 60_000);

test('text without an action comes out as it went in', () => {
  const plain = fc.string({ unit: 'grapheme' }).filter((part) => !part.includes('{{') && part.isWellFormed());
  fc.assert(fc.property(plain, (part) => compile(part)(null) === part));
});

test('the fields of any template that can be read can be listed', () => {
  fc.assert(
    fc.property(template, (source) => {
      try {
        for (const read of listFields(source)) expect(read.path.length).toBeGreaterThan(0);
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
      }
    }),
    { numRuns: 1000 },
  );
});
