// The files of a configuration: YAML, several documents and several files together, each object with its place, so that
// whatever is wrong with it is told with file, line and column.
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import { listNames } from '../../rest/configuration-input.ts';
import { isObject } from '../../rest/spelling.ts';
import { CliError, type CliProblem, exitCodes } from '../exit-codes.ts';
import { type FieldPath, placeOf } from './places.ts';
import { withReferences } from './references.ts';

export interface ReadConfiguration {
  /** As POST /configuration/apply takes it. */
  readonly body: Readonly<Record<string, unknown>>;
  /** A problem with a path such as `integrations[2].actions[0].url`, with its place in front. */
  place(problem: CliProblem): CliProblem;
}

export interface ReadOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A secret whose variable is not set is left out: the stored one stays. */
  readonly keepSecrets: boolean;
}

interface YamlFile {
  readonly name: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** Where an object of the merged lists stands. */
interface Origin {
  readonly file: YamlFile;
  readonly at: FieldPath;
}

/** @param names files, folders of them, or `-`. @throws CliError `refused` with every problem of every file. */
export async function readConfiguration(names: readonly string[], options: ReadOptions): Promise<ReadConfiguration> {
  const problems: CliProblem[] = [];
  const files: YamlFile[] = [];
  for (const name of await fileNames(names)) files.push(...(await readFileDocuments(name, problems)));
  const body: Record<string, unknown> = {};
  const origins = new Map<string, Origin[]>();
  for (const file of files) merge(file, options, { body, origins, problems });
  if (problems.length > 0) throw new CliError(exitCodes.refused, 'the configuration cannot be used', problems);
  return {
    body,
    place: ({ path: field, message }) => {
      const [, list = '', index = '', rest = ''] = /^(\w+)\[(\d+)\]\.?(.*)$/s.exec(field) ?? [];
      const origin = origins.get(list)?.[Number(index)];
      return { path: origin ? `${placeIn(origin.file, [...origin.at, ...partsOf(rest)])}: ${field}` : field, message };
    },
  };
}

function merge(
  file: YamlFile,
  options: ReadOptions,
  to: { body: Record<string, unknown>; origins: Map<string, Origin[]>; problems: CliProblem[] },
): void {
  const complain = (at: FieldPath, message: string) => to.problems.push({ path: placeIn(file, at), message });
  const raw: unknown = file.document.toJS({ maxAliasCount: 1_000 });
  // A document of comments only.
  if (raw === null || raw === undefined) return;
  const whole = withReferences(raw, options, complain);
  if (!isObject(whole)) return void complain([], `must have the lists ${listNames.join(', ')}`);
  for (const [field, value] of Object.entries(whole)) {
    if (field === 'configuration') {
      if (to.body.configuration !== undefined && to.body.configuration !== value)
        complain([field], `another file says ${JSON.stringify(to.body.configuration)}`);
      to.body.configuration = value;
    } else if (!listNames.includes(field)) complain([field], 'is not a known field');
    else if (!Array.isArray(value)) complain([field], 'must be a list');
    else {
      const places = value.map((_, index): Origin => ({ file, at: [field, index] }));
      to.body[field] = [...((to.body[field] as unknown[] | undefined) ?? []), ...value];
      to.origins.set(field, [...(to.origins.get(field) ?? []), ...places]);
    }
  }
}

const placeIn = ({ name, document, lines }: YamlFile, at: FieldPath): string => {
  const { line, col } = lines.linePos(placeOf(document, at));
  return `${name}:${line}:${col}`;
};

/** `actions[0].headers.X-Key` as its parts. */
const partsOf = (field: string): FieldPath =>
  field === ''
    ? []
    : [...field.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name = '']) =>
        index === undefined ? name : Number(index),
      );

async function fileNames(names: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    names.map(async (name) => {
      if (name === '-') return [name];
      const about = await stat(name).catch((error: NodeJS.ErrnoException) => {
        throw new CliError(exitCodes.usage, `cannot read ${name}: ${error.code}`);
      });
      if (!about.isDirectory()) return [name];
      const inside = (await readdir(name)).filter((one) => /\.ya?ml$/.test(one)).sort();
      if (inside.length === 0) throw new CliError(exitCodes.usage, `there is no .yaml file in ${name}`);
      return inside.map((one) => path.join(name, one));
    }),
  );
  return found.flat();
}

async function readFileDocuments(name: string, problems: CliProblem[]): Promise<readonly YamlFile[]> {
  const text = name === '-' ? await textOf(process.stdin) : await readFile(name, 'utf8');
  const lines = new LineCounter();
  const shown = name === '-' ? 'standard input' : name;
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  return [...documents].map((document): YamlFile => {
    for (const { pos, message } of document.errors) {
      const { line, col } = lines.linePos(pos[0]);
      problems.push({ path: `${shown}:${line}:${col}`, message });
    }
    return { name: shown, document: document as Document.Parsed, lines };
  });
}
