import { expect, test } from 'vitest';
import { compile, TemplateError } from '../../../src/domain/template/template.ts';

function refusal(text: string): string {
  try {
    compile(text);
  } catch (error) {
    if (error instanceof TemplateError && error.kind === 'parse')
      return `${error.line}:${error.column} ${error.message}`;
    throw error;
  }
  return 'accepted';
}

test.each([
  ['{{.x', '1:4 unclosed action'],
  ['a\n{{if .x}}\nb', '3:1 unexpected EOF'],
  ['{{end}}', '1:5 unexpected {{end}}'],
  ['é{{.x}}\n é{{nope .x}}', '2:5 function "nope" not defined'],
  ['{{.x}}{{$y}}', '1:8 undefined variable "$y"'],
  ['{{if .a}}{{else with .b}}{{end}}', '1:16 unexpected <with> in input'],
  ['{{define "a"}}x{{end}}{{define "a"}}y{{end}}', '1:42 template: multiple definition of template "a"'],
  ['{{"a\nb"}}', '1:2 unterminated quoted string'],
  ['{{.a.b-c}}', "1:4 bad character U+002D '-'"],
  ['{{print "a" | "b"}}', '1:17 non executable command in pipeline stage 2'],
  ['{{\n\n.x\n', '4:0 unclosed action started at t:1'],
  ['{{range .l}}{{end}}{{break}}', '1:21 {{break}} outside {{range}}'],
])('%j is refused where it is wrong: %s', (text, expected) => {
  expect(refusal(text)).toBe(expected);
});

test('comments, trim markers, line ends in actions and braces in literals are Go’s', () => {
  const text = 'a \n {{- /* }} */ -}} \n b{{\n.x\n|\nprintf "%d"\n}}{{"}}"}}{{`{{`}} {{- -3 }}{ {{- 3 -}} }';
  expect(compile(text)({ x: 7 })).toBe('ab7}}{{-3{3}');
});
