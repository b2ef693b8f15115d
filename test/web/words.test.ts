// Every word that people read on the page is in its catalogue, src/web/words/, where it can be found and translated.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAst } from 'vite';
import { expect, test } from 'vitest';
import { repository } from '../support/process.ts';

/** Attributes that are read, or read aloud. */
const spoken = new Set([
  'alt',
  'aria-label',
  'description',
  'error',
  'label',
  'lead',
  'placeholder',
  'title',
  'things',
]);

const screens = globSync('src/web/**/*.tsx', { cwd: repository });

test('the screens themselves hold no words', () => {
  expect(screens.length).toBeGreaterThan(20);
  expect(
    screens.flatMap((file) =>
      wordsIn(readFileSync(path.join(repository, file), 'utf8')).map((text) => `${file}: ${text}`),
    ),
  ).toEqual([]);
});

test('a word in an element, an attribute or an expression is found', () => {
  expect(wordsIn('export const a = <p>Hello <b>{"you"}</b></p>;')).toEqual(['Hello', 'you']);
  expect(wordsIn("export const a = <input aria-label='Name' title={is ? `Such` : 'no'} id='x' />;")).toEqual([
    'Name',
    'Such',
    'no',
  ]);
  expect(wordsIn('export const a = <p className="good">{", "}{words.title} · </p>;')).toEqual([]);
});

interface Node {
  readonly type: string;
  readonly [name: string]: unknown;
}

function wordsIn(source: string): string[] {
  const found: string[] = [];
  const note = (text: unknown) => {
    if (typeof text === 'string' && /\p{L}{2}/u.test(text)) found.push(text.trim());
  };
  /** Texts that an expression can give, without those that calls and other elements take. */
  const noteTexts = (node: Node | null | undefined): void => {
    if (!node) return;
    if (node.type === 'Literal') note(node.value);
    if (node.type === 'TemplateLiteral')
      for (const { value } of node.quasis as { value: { cooked: string } }[]) note(value.cooked);
    if (node.type === 'ConditionalExpression')
      for (const part of [node.consequent, node.alternate]) noteTexts(part as Node);
    if (node.type === 'LogicalExpression') for (const part of [node.left, node.right]) noteTexts(part as Node);
  };
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) {
      for (const item of node) visit(item);
      return;
    }
    const { type, ...parts } = node as Node;
    if (type === 'JSXText') note(parts.value);
    if (type === 'JSXAttribute') {
      const name = (parts.name as { name?: string }).name ?? '';
      const value = parts.value as Node | null;
      if (spoken.has(name)) noteTexts(value?.type === 'JSXExpressionContainer' ? (value.expression as Node) : value);
    }
    if (type === 'JSXElement' || type === 'JSXFragment')
      for (const child of parts.children as Node[])
        if (child.type === 'JSXExpressionContainer') noteTexts(child.expression as Node);
    for (const part of Object.values(parts)) visit(part);
  };
  visit(parseAst(source, { lang: 'tsx' }).body);
  return found;
}
