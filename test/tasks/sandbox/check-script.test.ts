import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkScript, checkScriptAside } from '../../../src/tasks/sandbox/check-script.ts';
import { scriptApi } from '../../../src/tasks/sandbox/script-api.ts';

test.each([
  ['statements', 'const a: number = 1;\nif (a) return a;\nawait sleep(1);'],
  ['a default function', 'export default async (e: unknown) => e as string;'],
  [
    'types and their import',
    'import type { A } from "./a";\ninterface B { a: 1 }\nexport default (b: B) => b satisfies B;',
  ],
  [
    'the word import where it imports nothing',
    'const o = { import: 1 }; o.import; "import x"; /import ("a")/; `import("x")`; // import("y")',
  ],
  ['nothing', ''],
  ['a comment at its end', 'return 1 // done'],
])('a script of %s has no problems', (_title, source) => {
  expect(checkScript(source)).toEqual([]);
});

test.each([
  ['an unfinished statement', 'let x: number =\n  ;', 2, 3, /Expression expected/],
  ['a problem behind wide letters', '"ü😀"; let x: = 1', 1, 15, /Unexpected token/],
  ['an import', '1;\n  import fs from "node:fs";', 2, 3, /cannot import anything/],
  ['a dynamic import', 'const a = `$' + '{\n  await import("x")}`;', 2, 9, /cannot import anything/],
  ['an import by export', 'export { a } from "x";\nexport * from "x"', 1, 1, /import/],
  ['an enum', '\nenum A { B }', 2, 1, /enum cannot be used in a script/],
  ['a missing brace', 'if (event) {\n  log.info("x");', 2, 17, /ends too early/],
  ['a name declared twice', 'let a = 1;\nlet a = 2;\nlog.info(a);', 2, undefined, /redefinition/],
  ['too deep a nesting', '('.repeat(100_000), 1, 1, /nested too deeply/],
  ['too much text', ' '.repeat(300_000), 1, 1, /longer than 256 KiB/],
])('%s is shown at its line and column', (_title, source, line, column, message) => {
  const [problem] = checkScript(source);
  expect(problem?.message).toMatch(message);
  expect(problem?.line).toBeGreaterThanOrEqual(line);
  if (column) expect([problem?.line, problem?.column]).toEqual([line, column]);
});

test('a check never runs the script, and the next check works after one that broke the parser', () => {
  const startedAt = performance.now();
  expect(checkScript('for (;;);')).toEqual([]);
  checkScript('!'.repeat(200_000));
  expect(checkScript('const a: number = 1;')).toEqual([]);
  expect(performance.now() - startedAt).toBeLessThan(4000);
});

test('every example in the published types is a script that type-checks and passes the check', () => {
  const examples = [...scriptApi.matchAll(/ \* ```ts\n([\s\S]*?) \* ```/g)].map(([, lines]) =>
    (lines ?? '').replace(/^ \* ?/gm, ''),
  );
  expect(examples.length).toBeGreaterThanOrEqual(6);
  const folder = mkdtempSync(join(tmpdir(), 'script-api-'));
  try {
    writeFileSync(join(folder, 'script-api.d.ts'), scriptApi);
    for (const [i, example] of examples.entries()) {
      expect(checkScript(example)).toEqual([]);
      const module = example.includes('export default');
      writeFileSync(
        join(folder, `example-${i}.ts`),
        module ? example : `export async function run${i}() {\n${example}}\n`,
      );
    }
    const options = {
      include: ['*.ts'],
      compilerOptions: { strict: true, noEmit: true, lib: ['es2024'], target: 'es2024', module: 'esnext', types: [] },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));
    const tsc = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a check aside finds the same, many at once, and does not hold up the service', async () => {
  let turns = 0;
  const counting = setInterval(() => (turns += 1), 5);
  const deep = `${'('.repeat(120_000)}1`;
  const sources = ['return 1', 'const b = = 2;', deep, 'return 2', deep, 'const x: = 1'];
  const found = await Promise.all(sources.map(checkScriptAside));
  clearInterval(counting);
  expect(found).toEqual(sources.map(checkScript));
  expect(found.map((problems) => problems.length)).toEqual([0, 1, 1, 0, 1, 1]);
  expect(turns).toBeGreaterThan(5);
});
