import { expect, test } from 'vitest';
import { functionList, functionTables } from '../../../src/domain/template/function-list.ts';
import { compile } from '../../../src/domain/template/template.ts';

const outside = {
  now: () => new Date('2026-11-25T01:02:03Z'),
  uuid: () => 'c0ffee00-0000-4000-8000-000000000001',
};

test.each(functionList.map((fn) => [fn.name, fn] as const))('the example of %s gives what the list says', (_, fn) => {
  expect(compile(fn.example, outside)(fn.exampleData ?? {})).toBe(fn.result);
});

test('every function has a name of its own, a description and an example that uses it', () => {
  expect(functionTables.all.size).toBe(functionList.length);
  for (const fn of functionList) {
    expect(fn.description, fn.name).toMatch(/\.$/);
    expect(fn.example, fn.name).toContain(fn.name);
  }
});

test('with only Go’s functions a template that uses another is refused', () => {
  expect(() => compile('{{upper "a"}}', { functions: 'go' })).toThrow('function "upper" not defined');
});

test.each([
  ['{{default "d" .x}}{{default "d" ""}}{{default "d" 0}}{{default "d" "v"}}', 'dddv'],
  ['{{coalesce .x "" 0 | default "none"}}', 'none'],
  ['{{upper .x}}|{{len (trim .x)}}', '|0'],
  ['{{replace "" "-" "ab"}}', '-a-b-'],
  ['{{replace "$&" "$1" "a$&b"}}', 'a$1b'],
  ['{{splitList "" "é🎉" | join "."}}', 'é.🎉'],
  ['{{trunc 2 "🎉éa"}}', '🎉é'],
  ['{{abbrev 3 "abcdef"}}', 'abcdef'],
  ['{{add 9007199254740991 2}}', '9007199254740993'],
  ['{{add "2" 1.9 true}}', '4'],
  ['{{div -7 2}} {{mod -7 2}}', '-3 -1'],
  ['{{mul 4611686018427387904 2}}', '-9223372036854775808'],
  ['{{list 1 "1" 1 | uniq | len}}', '2'],
  ['{{(dict "a" 1).a}}{{(dict "a").a}}', '1'],
  ['{{get (dict "a" 1) "constructor"}}|{{hasKey (dict) "__proto__"}}', '|false'],
  ['{{toJson "<a & b>"}}', '"\\u003ca \\u0026 b\\u003e"'],
  ['{{fromJson "{bad" | default "none"}}', 'none'],
  ['{{(fromJson "{\\"__proto__\\":{\\"a\\":1}}").a}}', '<no value>'],
  ['{{b64dec (b64enc "é🎉")}}', 'é🎉'],
  ['{{sha256sum ""}}', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  [
    '{{hmacSha256 "key" "The quick brown fox jumps over the lazy dog"}}',
    'f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8',
  ],
  ['{{regexReplaceAll "(?P<u>\\\\w+)@(\\\\w+)" "ann@corp" "$\\x7b2}/$\\x7bu}/$3"}}', 'corp/ann/'],
  ['{{regexReplaceAll "x*" "abc" "-"}}', '-a-b-c-'],
  ['{{date "Mon Jan _2 15:04:05.000 MST 2006" "2026-01-05T07:08:09.5+01:00"}}', 'Mon Jan  5 06:08:09.500 UTC 2026'],
  ['{{dateInZone "2006-01-02T15:04:05Z07:00" 0 "America/New_York"}}', '1969-12-31T19:00:00-05:00'],
  ['{{toDate "2 January 2006 3:04PM -0700" "7 March 2026 1:05PM +0530" | unixEpoch}}', '1772868900'],
])('%s gives %s', (template, result) => {
  expect(compile(template)({})).toBe(result);
});

test.each([
  ['{{div 1 0}}', 'integer divide by zero'],
  ['{{date "2006" "yesterday"}}', 'expected a time'],
  ['{{dateInZone "2006" 0 "Mars/Olympus"}}', 'unknown time zone'],
  ['{{toDate "2006-01-02" "2026-02-30"}}', 'cannot read "2026-02-30"'],
  ['{{regexMatch "(" "a"}}', 'missing closing )'],
  ['{{b64dec "???"}}', 'illegal base64 data'],
  ['{{join "," 3}}', 'expected a list'],
  ['{{keys "a"}}', 'expected a map'],
  ['{{trunc 3}}', 'wrong number of args for trunc: want 2 got 1'],
])('%s fails, saying “%s”', (template, reason) => {
  expect(() => compile(template)({})).toThrow(reason);
});
