// The code of a document, to be run: blocks behind `<!-- snippet: name -->`.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Each block as a module, by its name. They lie in the tree while they run, where their packages are found. */
export async function importSnippets(document: string): Promise<{
  modules: Readonly<Record<string, any>>;
  remove(): Promise<void>;
}> {
  const text = await readFile(new URL(`../../docs/${document}`, import.meta.url), 'utf8');
  const folder = await mkdtemp(path.join(import.meta.dirname, '.snippets-'));
  const blocks = [...text.matchAll(/<!-- snippet: ([\w-]+) -->\n```ts\n([\s\S]*?)\n```/g)];
  const modules: Record<string, any> = {};
  for (const [, name = '', code = ''] of blocks) {
    const file = path.join(folder, `${name}.ts`);
    await writeFile(file, code);
    modules[name] = await import(file);
  }
  return { modules, remove: () => rm(folder, { recursive: true, force: true }) };
}
