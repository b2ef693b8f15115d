// The import rules of the README's picture, held against the source. A rule that has to give way is changed here.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const files = globSync('{src,test}/**/*.{ts,tsx}', { cwd: root }).filter(
  (file) => !/(^|\/)(generated|gql|node_modules|dist)\//.test(file),
);
const sources = files.filter((file) => file.startsWith('src/')).map(readSource);

interface Import {
  /** A package, or a file below src/. */
  readonly to: string;
  readonly isType: boolean;
}

function readSource(file: string) {
  const text = readFileSync(path.join(root, file), 'utf8');
  const statement = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
  const imports = [...text.matchAll(statement)].map(([, type, from = '']): Import => {
    const to = from.startsWith('.') ? path.join(path.dirname(file), from) : from;
    return { to: to.replace(/^src\//, ''), isType: type !== undefined };
  });
  return { file: file.replace(/^src\//, ''), text, imports };
}

const uses = ['access', 'integrations', 'deliveries', 'figures', 'tasks', 'sources', 'history', 'explain'];
const pure = ['node:crypto', 'nunjucks', 're2js'];
const starts = (text: string, ...folders: string[]) => folders.some((folder) => text.startsWith(`${folder}/`));
const isOwn = (to: string) => /\.tsx?$/.test(to);

/** What a folder may import of the service's own files. */
const rules: Record<string, (to: string, isType: boolean) => boolean> = {
  domain: (to) => starts(to, 'domain'),
  infra: (to) => starts(to, 'infra', 'domain'),
  actions: (to, isType) => starts(to, 'actions', 'domain', 'infra/outbound') || (isType && starts(to, 'infra')),
  ...Object.fromEntries(uses.map((use) => [use, (to: string) => starts(to, use, 'actions', 'infra', 'domain')])),
  // Changes the objects of several uses in one transaction.
  configuration: (to) => starts(to, 'configuration', ...uses, 'actions', 'infra', 'domain'),
  graphql: (to) => starts(to, 'graphql', 'configuration', ...uses, 'actions', 'infra', 'domain'),
  rest: (to, isType) =>
    starts(to, 'rest', 'domain') || to === 'graphql/execute.ts' || (isType && to === 'graphql/context.ts'),
  // A client like any other, which shares REST's translations of bodies: one spelling on both. It starts main.ts and
  // migrate.ts by import().
  cli: (to) => starts(to, 'cli') || /^rest\/[\w-]+-(input|body)\.ts$/.test(to) || to === 'rest/spelling.ts',
  web: (to) => starts(to, 'web'),
  // A main of its own: it starts the service beside a receiver.
  demo: () => true,
};

const wrongImports = (isWrong: (from: string, to: Import) => boolean) =>
  sources.flatMap(({ file, imports }) => imports.filter((to) => isWrong(file, to)).map(({ to }) => `${file} -> ${to}`));

test('imports point one way: doors, uses, actions and infra, domain', () => {
  const folders = new Set(sources.flatMap(({ file }) => (file.includes('/') ? [file.split('/')[0] ?? ''] : [])));
  expect([...folders].filter((folder) => !(folder in rules))).toEqual([]);
  expect(
    wrongImports((from, { to, isType }) => {
      const rule = rules[from.split('/')[0] ?? ''];
      return isOwn(to) && rule !== undefined && !rule(to, isType);
    }),
  ).toEqual([]);
});

test('the domain is pure; pg-boss stays in infra, Prisma in infra and graphql', () => {
  expect(wrongImports((from, { to }) => starts(from, 'domain') && !isOwn(to) && !pure.includes(to))).toEqual([]);
  expect(wrongImports((from, { to }) => to === 'pg-boss' && !starts(from, 'infra'))).toEqual([]);
  const isPrisma = (to: string) => to.startsWith('@prisma/') || to.startsWith('infra/generated/prisma');
  expect(wrongImports((from, { to }) => isPrisma(to) && !starts(from, 'infra', 'graphql'))).toEqual([]);
});

test('only those that start the service read the environment', () => {
  const readers = sources.filter(({ text }) =>
    /\bprocess\s*\.\s*env\b|\bprocess\[/.test(text.replaceAll(/\/\/.*/g, '')),
  );
  expect(readers.map(({ file }) => file).filter((file) => !starts(file, 'cli', 'web'))).toEqual([
    'main.ts',
    'migrate.ts',
    'rotate-key.ts',
    'demo/demo.ts',
  ]);
});

test('no file is named for what it is made of, and none only hands on', () => {
  const vague = /(^|\/)(index|utils?|helpers?|common|types|lib|misc|shared)(\.tsx?$|\/)/;
  expect(files.filter((file) => vague.test(file))).toEqual([]);
});

/** Longer files, each with its reason. */
const longer: Record<string, string> = {
  'src/domain/failure-causes.ts': 'one list: every cause of a failure with its words',
};

test('files are at most 250 lines', () => {
  const lines = (file: string) => readFileSync(path.join(root, file), 'utf8').trimEnd().split('\n').length;
  expect(
    files.filter((file) => lines(file) > 250 && !(file in longer)).map((file) => `${file}: ${lines(file)}`),
  ).toEqual([]);
});

test('a title names one test of its file', () => {
  const repeated = files
    .filter((file) => file.endsWith('.test.ts') && file !== 'test/architecture.test.ts')
    .flatMap((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      const titles = [...text.matchAll(/^test(?:\.each\([\s\S]*?\n?\])?\(\s*(['"`])(.+?)\1,/gm)].map(
        ([, , title]) => title,
      );
      return titles.filter((title, index) => titles.indexOf(title) !== index).map((title) => `${file}: ${title}`);
    });
  expect(repeated).toEqual([]);
});
