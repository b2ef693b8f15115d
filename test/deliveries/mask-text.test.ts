import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTextMasker, maskNamedValues } from '../../src/domain/mask-text.ts';
import { looksLikeCredential, looksLikeSecretField } from '../../src/domain/secret-names.ts';

const secret = 'tok/en+ü "x\' <y>&z=';

const spellings: Record<string, (text: string) => string> = {
  'as it is': (text) => text,
  'in JSON': (text) => JSON.stringify(text),
  'in JSON within JSON': (text) => JSON.stringify(JSON.stringify(text)),
  'in JSON that is ASCII only': (text) =>
    JSON.stringify(text).replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'in JSON with escaped slashes': (text) => JSON.stringify(text).replaceAll('/', '\\/'),
  'in a query': (text) => `?a=${encodeURIComponent(text)}`,
  'in a form': (text) => new URLSearchParams({ a: text }).toString(),
  'in a path': (text) => encodeURI(text),
  'with small percent codes': (text) => encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in base64url': (text) => Buffer.from(text).toString('base64url'),
  'in JSON within a form within JSON': (text) =>
    JSON.stringify({ form: new URLSearchParams({ a: JSON.stringify(text) }).toString() }),
  'in HTML': (text) =>
    text.replace(/[&<>"']/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? '&#39;'),
};

test.each(Object.entries(spellings))('a secret is hidden %s', (_words, spell) => {
  const shown = createTextMasker([secret])(`before ${spell(secret)} after`);
  expect(shown).toContain('********');
  expect(shown).toMatch(/^before .* after$/);
  expect(shown).not.toContain('tok');
  expect(shown).not.toContain(Buffer.from(secret).toString('base64').slice(0, 12));
});

test('whatever the secrets and the text, no secret is left in it', () => {
  const value = fc.string({ minLength: 4, maxLength: 30, unit: 'binary' }).filter((text) => text.trim().length >= 4);
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...Object.values(spellings)),
      fc.array(fc.string(), { maxLength: 4 }),
      (secrets, spell, around) => {
        fc.pre(secrets.every((one) => !'********'.includes(one)));
        const text = around.join(spell(secrets[0] as string));
        const shown = createTextMasker(secrets)(text);
        return secrets.every((one) => !shown.includes(one));
      },
    ),
    { numRuns: 300 },
  );
});

test('a text without the secrets stays as it is, whatever it holds', () => {
  const mask = createTextMasker([createHash('sha256').update('x').digest('hex')]);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => mask(text) === text && mask(text, true) === text));
});

test('where a text was cut in the middle of a secret, the begun part is hidden too', () => {
  const mask = createTextMasker(['s3cr3t-token-0123456789']);
  for (let length = 4; length <= 23; length += 1)
    expect(mask(`echo: ${'s3cr3t-token-0123456789'.slice(0, length)}`, true)).toBe('echo: ********');
  expect(mask('echo: s3cr3t', false)).toBe('echo: s3cr3t');
  const spelled = createTextMasker(['aaaa"/ ü']);
  for (const begun of ['aaaa', 'aaaa\\"', 'aaaa\\', 'aaaa%22%2', 'aaaa%22%2F+%C3', 'aaaa&quo', 'aaaa&quot;\\/'])
    expect(spelled(`echo: ${begun}`, true)).toBe('echo: ********');
  expect(spelled('aaaa then something else', true)).toBe('aaaa then something else');
});

test('what is secret within a secret is hidden by itself', () => {
  const parts: [string, string][] = [
    ['Bearer hdr-SECRET-1', 'hdr-SECRET-1'],
    ['Basic dTpwLXNlY3JldA==', 'u:p-secret'],
    ['Basic dTpwLXNlY3JldA==', 'p-secret'],
    ['sid=cookie-SECRET; lang=de', 'cookie-SECRET'],
    ['https://hooks.slack.com/services/T0/B0/XYZSECRET', 'XYZSECRET'],
    ['https://hooks.slack.com/services/T0/B0/XYZSECRET', '/services/T0/B0/XYZSECRET'],
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  ];
  for (const [whole, part] of parts) expect(createTextMasker([whole])(`got ${part}!`)).toBe('got ********!');
});

test('values under a secret name are hidden in JSON, addresses and forms, and nothing else is', () => {
  expect(
    maskNamedValues('{"access_token" : "a\\"b","token_type":"bearer","n":{"client_secret":"x"},"password":1}'),
  ).toBe('{"access_token" : "********","token_type":"bearer","n":{"client_secret":"********"},"password":1}');
  expect(maskNamedValues('http://h/p?api_key=abc&user=ann&sig=1#top')).toBe(
    'http://h/p?api_key=********&user=ann&sig=********#top',
  );
  expect(maskNamedValues('grant_type=password&password=pw&scope=all')).toBe(
    'grant_type=password&password=********&scope=all',
  );
  expect(maskNamedValues('{"user_name":"ann"} u=1;t=2 "a": "b"')).toBe('{"user_name":"ann"} u=1;t=2 "a": "b"');
  // Cut in the middle of the value.
  expect(maskNamedValues('{"refresh_token":"abcdef')).toBe('{"refresh_token":"********"');
});

test('a secret of 8,192 characters is hidden in every spelling, and where it is cut', () => {
  for (const unit of ['abcdefgh', '%"/& <>\\', 'é😀 "', 'a']) {
    const long = unit.repeat(8_192 / unit.length);
    const mask = createTextMasker([long]);
    for (const spell of Object.values(spellings)) {
      const text = spell(long);
      expect(mask(`[${text}]`).length).toBeLessThan(60);
      expect(mask(`[${text.slice(0, text.length / 2)}`, true)).toMatch(/^.{0,20}\*{8}$/s);
    }
  }
});

test('no text makes the search for a secret slow', () => {
  const mask = createTextMasker(['"\\"\\"\\%%&&&&', 'aaaaaaaaaaaaaaaaaaaaaaab', '/////////', `${'\\\\'.repeat(9)}b`]);
  const long = createTextMasker([`${'a'.repeat(8_000)}b`, `${'\\\\'.repeat(500)}b`, `${'&'.repeat(500)}b`]);
  const begun = performance.now();
  for (const text of ['\\', '%', '%25', '&amp;', 'a', '/', '"', '\\u00'])
    for (const isCut of [false, true]) for (const hide of [mask, long]) hide(text.repeat(16_384 / text.length), isCut);
  expect(performance.now() - begun).toBeLessThan(10_000);
});

test('looking for secret names takes no longer on a text made to confuse it', () => {
  const begun = performance.now();
  for (const text of ['"', '":"', '"a":"', '\\"', '"token":"\\', '?a=', '" '.repeat(3)])
    maskNamedValues(text.repeat(100_000 / text.length));
  expect(performance.now() - begun).toBeLessThan(2_000);
});

test.each([
  ['Authorization', true],
  ['Proxy-Authorization', true],
  ['X-Forwarded-Authorization', true],
  ['Cookie', true],
  ['Set-Cookie', true],
  ['X-API-Key', true],
  ['X-Auth-Key', true],
  ['X-Vault-Token', true],
  ['Client-Secret', true],
  ['webhook-signature', true],
  ['X-Hub-Signature-256', true],
  ['Content-Type', false],
  ['webhook-id', false],
  ['webhook-timestamp', false],
  ['X-Request-Id', false],
  ['User-Agent', false],
])('the header %s counts as a credential: %s', (name, expected) => {
  expect(looksLikeCredential(name)).toBe(expected);
  expect(looksLikeCredential(name.toLowerCase())).toBe(expected);
});

test.each([
  ['access_token', true],
  ['accessToken', true],
  ['user[password]', true],
  ['api-key', true],
  ['sig', true],
  ['token_type', false],
  ['password_changed_at', false],
  ['design', false],
  ['monkey', false],
])('the field %s counts as secret: %s', (name, expected) => {
  expect(looksLikeSecretField(name)).toBe(expected);
});
