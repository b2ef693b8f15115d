import { expect, test } from 'vitest';
import { listFields } from '../../../src/domain/template/list-fields.ts';

function paths(text: string): string[] {
  return listFields(text).map(({ path }) => path.join('.'));
}

test.each([
  ['{{.EventType}} {{.Data.user_id | upper}}', ['EventType', 'Data.user_id']],
  ['{{if eq .a "x"}}{{$.b}}{{else}}{{.c}}{{end}}', ['a', 'b', 'c']],
  ['{{with .Data.manager}}{{.email}}{{else}}{{.x}}{{end}}', ['Data.manager', 'Data.manager.email', 'x']],
  ['{{range .Data.groups}}{{.name}}{{$.ActorID}}{{end}}', ['Data.groups', 'Data.groups.*.name', 'ActorID']],
  ['{{range $i, $g := .groups}}{{$g.name}}{{$i}}{{end}}', ['groups', 'groups.*.name']],
  ['{{$m := .Data.manager}}{{$m.email}}', ['Data.manager', 'Data.manager.email']],
  ['{{(.Data).x}} {{(index .list 0).y}}', ['Data', 'Data.x', 'list']],
  ['{{define "r"}}{{.name}}{{template "r" .}}{{end}}{{template "r" .user}}', ['user', 'user.name']],
  ['{{define "unused"}}{{.x}}{{end}}', []],
])('%s reads %j', (text, expected) => {
  expect(paths(text)).toEqual(expected);
});

test('a field is placed where it begins', () => {
  expect(listFields('é\n é{{.Data.user.name}}')).toEqual([{ path: ['Data', 'user', 'name'], line: 2, column: 5 }]);
});
