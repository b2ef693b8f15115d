import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTextMasker } from '../../src/domain/mask-text.ts';

const secret = 'p/w "1"+é=';
const spellings: readonly [how: string, text: string][] = [
  ['as it is', secret],
  ['in JSON', JSON.stringify(secret)],
  ['in an address', encodeURIComponent(secret)],
  ['in Base64', Buffer.from(secret).toString('base64')],
];

test.each(spellings)('a secret is hidden %s', (_how, text) => {
  const masked = createTextMasker([secret])(`before ${text} after ${text}`);
  expect(masked).not.toContain(text);
  expect(masked).toContain('********');
  expect(masked).toMatch(/^before .* after /);
});

test('a secret that is part of another does not show the rest of it', () => {
  expect(createTextMasker(['abcd', 'abcd-efgh'])('x abcd-efgh y abcd z')).toBe('x ******** y ******** z');
});

test('a secret with signs of regular expressions is hidden as it is', () => {
  expect(createTextMasker(['a.c*[x]$'])('a.c*[x]$ abcc[x]$')).toBe('******** abcc[x]$');
});

test('a secret of three characters would hide half of an innocent text, and is not looked for', () => {
  expect(createTextMasker(['abc'])('abc and abcdef')).toBe('abc and abcdef');
});

test('a text without secrets stays as it is', () => {
  expect(createTextMasker([])('any')).toBe('any');
  expect(createTextMasker(['long-enough'])('any text')).toBe('any text');
});

test('whatever the secret and the text around it, the secret is not in what is shown', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 12, maxLength: 40 }), fc.string(), fc.string(), (value, before, after) => {
      fc.pre(!/^\*+$/.test(value) && !before.includes(value) && !after.includes(value));
      expect(createTextMasker([value])(before + value + after)).not.toContain(value);
    }),
    { numRuns: 300 },
  );
});
