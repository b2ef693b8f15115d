// The table of causes in docs/deliveries.md, made from the one list. `node test/deliveries/causes-table.ts` writes it.
import { readFile, writeFile } from 'node:fs/promises';
import { causeCodes, failureCauses, isRetryable } from '../../src/domain/failure-causes.ts';

export const documentation = new URL('../../docs/deliveries.md', import.meta.url);

const begin = '<!-- causes: written by test/deliveries/causes-table.ts -->';
const end = '<!-- end of causes -->';

/** A parameter such as {host} as the word for it. */
const words = (text: string) => text.replace(/\{(\w+)\}/g, '*$1*').replaceAll('|', '\\|');

export const causeRow = (code: (typeof causeCodes)[number]): string => {
  const { title, meaning, advice } = failureCauses[code];
  return `| \`${code}\` | ${words(title)} | ${words(meaning)} | ${words(advice)} | ${isRetryable(code) ? 'yes' : 'never'} |`;
};

export const causesTable = (): string =>
  [
    '| Cause | In short | What it means | What to do | Tried again |',
    '| --- | --- | --- | --- | --- |',
    ...causeCodes.map(causeRow),
  ].join('\n');

/** The documentation with the table as it should be. */
export function withTable(text: string): string {
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error('docs/deliveries.md has no place for the causes');
  return `${before}${begin}\n\n${causesTable()}\n\n${end}${after}`;
}

if (import.meta.main) await writeFile(documentation, withTable(await readFile(documentation, 'utf8')));
