// docs/page.md tells of every screen, and shows pictures that are there and are taken by `npm run screenshots`.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../support/process.ts';

const read = (file: string) => readFileSync(path.join(repository, file), 'utf8');
const doc = read('docs/page.md');

test('each picture of the page is there, is shown, and is one that the script takes', () => {
  const shown = [...doc.matchAll(/!\[[^\]]+\]\(page\/([\w-]+)\.png\)/g)].map(([, name]) => name);
  const taken = [...read('test/web/take-screenshots.ts').matchAll(/name: '([\w-]+)'/g)].map(([, name]) => name);
  const there = readdirSync(path.join(repository, 'docs/page')).map((file) => file.replace('.png', ''));
  expect(shown.toSorted()).toEqual(there.toSorted());
  expect(taken.toSorted()).toEqual(there.toSorted());
});

test('each screen of the sidebar has its part', () => {
  const screens = [...read('src/web/app/screens.ts').matchAll(/label: shell\.(\w+)/g)].map(([, name = '']) => name);
  expect(screens.length).toBeGreaterThan(5);
  for (const name of screens) expect(doc.toLowerCase()).toContain(`\n## ${name}\n`);
});

test('each key of the list is named', () => {
  const keys = [...read('src/web/app/keys.tsx').matchAll(/^ {2}\['([^']+)'/gm)].map(([, key = '']) => key);
  for (const key of ['Ctrl K', ...keys.filter((key) => key !== 'Esc')]) expect(doc).toContain(key);
});
