import { describe, expect, test } from 'vitest';
import { compile, type EscapeKind, looksLikeJson } from '../../../src/domain/template/template.ts';

function render(kind: EscapeKind, text: string, data: unknown, missing: 'go' | 'empty' = 'go'): string {
  return compile(text, { escape: kind, missing })(data);
}

const nasty = 'He said "hi"\n\tC:\\temp \u2028 <b> & \'q\' \u0001';

describe('in a JSON body', () => {
  test('a value inside of a string arrives as it was (C001)', () => {
    const body = render('json', '{"name":"{{.Data.user_name}}","t":"{{.EventType}}"}', {
      EventType: 'user.created',
      Data: { user_name: nasty },
    });
    expect(JSON.parse(body)).toEqual({ name: nasty, t: 'user.created' });
  });

  test('numbers, bools, objects and lists outside of a string keep their type (C011)', () => {
    const data = { Data: { count: 3, flag: false, big: 1e21, attrs: { a: [1, 2.5, null] } } };
    const text =
      '{"n":{{.Data.count}},"b":{{.Data.flag}},"o":{{.Data.attrs}},"x":{{.Data.big}},"l":{{len .Data.attrs}}}';
    expect(JSON.parse(render('json', text, data))).toEqual({ n: 3, b: false, o: { a: [1, 2.5, null] }, x: 1e21, l: 1 });
    expect(render('json', '{"n":{{.Data.count}},"b":{{.Data.flag}}}', data)).toBe('{"n":3,"b":false}');
  });

  test('a text outside of a string becomes one', () => {
    expect(render('json', '{"n":{{.v}}}', { v: nasty })).toBe(`{"n":${JSON.stringify(nasty)}}`);
  });

  test('nothing is null outside of a string', () => {
    expect(render('json', '{"a":{{.zip}},"b":{{.nil}},"c":"{{.zip}}"}', { nil: null })).toBe(
      '{"a":null,"b":null,"c":"<no value>"}',
    );
    expect(render('json', '{"a":{{.zip}},"c":"{{.zip}}"}', {}, 'empty')).toBe('{"a":null,"c":""}');
  });

  test('an object inside of a string is JSON text, escaped', () => {
    const body = render('json', '{"text":"{{.attrs}}"}', { attrs: { a: 'x"y' } });
    expect(JSON.parse(JSON.parse(body).text)).toEqual({ a: 'x"y' });
  });

  test.each([
    ['{"v":{{.v | toJson}}}', nasty],
    ['{"v":{{toPrettyJson .v}}}', nasty],
    ['{"v":{{printf "%q" .v}}}', nasty],
    ['{"v":"{{.v | js}}"}', nasty],
    ['{"v":{{$x := .v}}{{$x}}}', nasty],
    ['{"v":"{{printf "%s" .v}}"}', nasty],
    ['{"v":"{{.v}}{{"\\\\"}}n"}', `${nasty}\n`],
    ['{"k{{.e}}":1,"v":"\\"{{.v}}\\""}', `"${nasty}"`],
  ])('a pipeline that ends in an escaper is not escaped twice, others are once: %s', (text, expected) => {
    expect(JSON.parse(render('json', text, { v: nasty, e: '' })).v).toBe(expected);
  });

  test('a number that printf made stays a number', () => {
    expect(render('json', '{"v":{{printf "%.2f" .v}}}', { v: 2.5 })).toBe('{"v":2.50}');
  });

  test('the author’s own separators are not escaped, also from a variable', () => {
    const text = '[{{$sep := ""}}{{range .l}}{{$sep}}{{.}}{{$sep = ", "}}{{end}}{{","}}0]';
    expect(render('json', text, { l: ['a', 1] })).toBe('["a", 1,0]');
  });

  test('an author’s variable that opens a string is followed', () => {
    expect(render('json', '{"v":{{$q := `"`}}{{$q}}{{.v}}{{$q}}}', { v: 'a"b' })).toBe('{"v":"a\\"b"}');
  });

  test('branches that end in different places are followed as they ran', () => {
    const text = '{"v":{{if .quoted}}"{{.v}}"{{else}}{{.v}}{{end}}}';
    expect(JSON.parse(render('json', text, { quoted: true, v: nasty })).v).toBe(nasty);
    expect(JSON.parse(render('json', text, { quoted: false, v: nasty })).v).toBe(nasty);
  });
});

describe('in a URL', () => {
  test('a query value stays one value (C009)', () => {
    const value = 'a&admin=1#x y/é+%41';
    const url = new URL(render('url', 'https://sink/hook?u={{.v}}&k=1', { v: value }));
    expect([...url.searchParams]).toEqual([
      ['u', value],
      ['k', '1'],
    ]);
    expect([url.pathname, url.hash]).toEqual(['/hook', '']);
  });

  test.each([
    ['https://h/{{.v}}/x', 'a/b?c#d', 'https://h/a%2Fb%3Fc%23d/x'],
    ['https://h/{{.v}}', "!'()* é", 'https://h/%21%27%28%29%2A%20%C3%A9'],
    ['https://h/?{{.v}}=1', 'a=b', 'https://h/?a%3Db=1'],
    ['https://h/#{{.v}}', '<x>', 'https://h/#%3Cx%3E'],
    ['https://h/?a={{.v | urlquery}}', 'a b&c', 'https://h/?a=a+b%26c'],
    ['https://h/?a={{.v}}', '\r\nX: y', 'https://h/?a=%0D%0AX%3A%20y'],
    ['{{.v}}', 'https://x.example/a?b=c', 'https://x.example/a?b=c'],
    ['{{.v}}/x?u={{.v}}', 'https://x.example', 'https://x.example/x?u=https%3A%2F%2Fx.example'],
    ['https://{{.v}}.example.com/', 'eu-1', 'https://eu-1.example.com/'],
    ['https://{{.v}}/', 'h.example:8080', 'https://h.example:8080/'],
    ['{{.v}}?a=1&b={{.v}}', '\ud800', '\ufffd?a=1&b=%EF%BF%BD'],
  ])('%s with %j is %s', (text, v, expected) => {
    expect(render('url', text, { v })).toBe(expected);
  });

  test.each([
    ['https://{{.v}}/x', 'evil.example/'],
    ['https://{{.v}}/x', 'a@evil.example'],
    ['https://api.{{.v}}', 'evil.example#'],
    ['http{{.v}}://x/', 's://evil/?'],
    ['https://h/users/{{.v}}/delete', '..'],
    ['{{.v}}', 'https://x/\r\nHost: y'],
  ])('%s refuses %j', (text, v) => {
    expect(() => render('url', text, { v })).toThrow(/url|path segment/);
  });
});

describe('in a Slack message', () => {
  test('only & < > of values are escaped (C045, C046)', () => {
    expect(render('slack', '{{.v}}', { v: `We've "x" / é 😀` })).toBe(`We've "x" / é 😀`);
    expect(render('slack', 'user *{{.v}}*', { v: '<!channel> <http://evil.example.com|click> R&D' })).toBe(
      'user *&lt;!channel&gt; &lt;http://evil.example.com|click&gt; R&amp;D*',
    );
  });

  test('the author’s own link stays a link', () => {
    expect(render('slack', '<{{.url}}|{{.name}}> & <!here>', { url: 'https://x/?a=1&b=2', name: 'a>b' })).toBe(
      '<https://x/?a=1&amp;b=2|a&gt;b> & <!here>',
    );
    expect(render('slack', '{{"<!here>"}} {{html .v}}', { v: '<' })).toBe('<!here> &lt;');
    const link = '{{printf "<%s|%s %d>" .url .name 5}} {{.name | printf "<%s>"}} {{print .name}}';
    expect(render('slack', link, { url: 'https://x/?a=1&b=2', name: '<!all>' })).toBe(
      '<https://x/?a=1&amp;b=2|&lt;!all&gt; 5> <&lt;!all&gt;> &lt;!all&gt;',
    );
  });
});

describe("in the JSON of Slack's blocks", () => {
  const evil = '<!channel> "R&D" \\ <http://evil.example.com|click>';
  const shown = '&lt;!channel&gt; "R&amp;D" \\ &lt;http://evil.example.com|click&gt;';

  test.each([
    '{"t":"{{.v}}"}',
    '{"t":{{.v}}}',
    '{"t":"{{js .v}}"}',
    '{"t":{{toJson .v}}}',
    '{"t":{{printf "%q" .v}}}',
    '{"t":"{{printf "%s" .v}}"}',
    '{"t":"{{.v | printf "%s"}}"}',
    '{"t":"{{b64dec .encoded}}"}',
    '{"t":"{{range $key, $_ := .keyed}}{{$key}}{{end}}"}',
  ])('no value makes a link or a mention, by whatever function it comes: %s', (text) => {
    const data = { v: evil, encoded: Buffer.from(evil).toString('base64'), keyed: { [evil]: 1 } };
    expect(JSON.parse(render('slack_json', text, data)).t).toBe(shown);
  });

  test('nor does one within a list or an object', () => {
    const data = { list: ['<!here>', { '<a>': 'b & c' }] };
    for (const text of ['{{.list}}', '{{toJson .list}}', '{{toPrettyJson .list}}'])
      expect(JSON.parse(render('slack_json', text, data))).toEqual(['&lt;!here&gt;', { '&lt;a&gt;': 'b &amp; c' }]);
    const inText = JSON.parse(render('slack_json', '["{{.list}}"]', data))[0];
    expect(inText).toBe('["&lt;!here&gt;",{"&lt;a&gt;":"b &amp; c"}]');
  });

  test('the author’s own markup stays, also in a format, and values compare as they are', () => {
    const text = '["<!here> {{"<@U1>"}} {{printf "<%s|%s>" .url .v}} {{if eq .v "R&D"}}same{{end}} {{html .v}}"]';
    expect(JSON.parse(render('slack_json', text, { v: 'R&D', url: 'https://x/?a="1"&b' }))).toEqual([
      '<!here> <@U1> <https://x/?a="1"&amp;b|R&amp;D> same R&amp;D',
    ]);
  });

  test('numbers, bools and nothing are JSON as ever', () => {
    expect(JSON.parse(render('slack_json', '[{{.n}},{{.b}},{{.zip}},"{{.zip}}"]', { n: 3, b: true }))).toEqual([
      3,
      true,
      null,
      '&lt;no value&gt;',
    ]);
  });
});

describe('elsewhere', () => {
  test('plain text is plain substitution (C002)', () => {
    expect(render('none', 'Hello {{.Data.user_name}}', { Data: { user_name: `O'Brien & "Co" <x>` } })).toBe(
      `Hello O'Brien & "Co" <x>`,
    );
  });

  test('an absent value is one fixed placeholder and the others are there (C005)', () => {
    const text = 'u={{.Data.user_email}};g={{.Data.group_name}};t={{.EventType}}';
    expect(render('none', text, { EventType: 'group.member_added', Data: { user_email: 'ann@example.com' } })).toBe(
      'u=ann@example.com;g=<no value>;t=group.member_added',
    );
  });

  test('envelope values that are empty render empty (C012)', () => {
    const data = { ActorID: '', ActorEmail: '', IPAddress: '' };
    expect(render('none', '[{{.ActorID}}][{{.ActorEmail}}][{{.IPAddress}}]', data)).toBe('[][][]');
  });

  test('a header value with a line end or NUL is an error', () => {
    expect(render('header', 'Bearer {{.v}}', { v: 'abc' })).toBe('Bearer abc');
    for (const v of ['a\r\nX: y', 'a\nb', 'a\0']) {
      expect(() => render('header', '{{.v}}', { v })).toThrow('CR, LF or NUL');
      expect(() => render('header', `a${v}`, {})).toThrow('CR, LF or NUL');
    }
  });
});

test.each([
  ['{"a":1}', true],
  [' \n[{{.x}}]', true],
  ['{{if .x}}{"a":1}{{end}}', true],
  ['{{/* c }} */}}{ {{.x}} }', true],
  ['{{$c := "}}"}}{{range .l}}[{{end}}', true],
  ['{{.x}} {', false],
  ['Hello', false],
  ['{{.x}}', false],
])('a body that begins like an object or list looks like JSON: %s', (body, expected) => {
  expect(looksLikeJson(body)).toBe(expected);
});
