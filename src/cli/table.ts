// Tables for people: columns under headings, cut to the width of the terminal, never cut where there is none.
import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import { plainText } from './plain-text.ts';

export interface Column<Row> {
  readonly title: string;
  /** Texts are made plain; colours are added by `style`. */
  readonly text: (row: Row) => string | number | null | undefined;
  readonly style?: (text: string) => string;
  /** Cut last: ids are of no use when they are cut. Default: false. */
  readonly whole?: boolean;
}

const gap = 2;
const narrowest = 6;

/** @param width of the terminal in columns; undefined: as wide as it is. */
export function drawTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width: number | undefined,
): string {
  const cells = rows.map((row) => columns.map(({ text }) => plainText(String(text(row) ?? ''))));
  const natural = columns.map(({ title }, index) =>
    Math.max(widthOf(title), ...cells.map((line) => widthOf(line[index] ?? ''))),
  );
  const table = new Table({
    head: columns.map(({ title }) => title.toUpperCase()),
    colWidths: fit(natural, columns, width).map((one) => one + gap),
    chars: borderless,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': gap },
  });
  table.push(...cells.map((line) => line.map((cell, index) => columns[index]?.style?.(cell) ?? cell)));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** The widest columns give way first, those that must stay whole last. */
function fit<Row>(natural: readonly number[], columns: readonly Column<Row>[], width: number | undefined): number[] {
  const widths = [...natural];
  if (width === undefined) return widths;
  const total = () => widths.reduce((sum, one) => sum + one + gap, -gap);
  for (const mayCut of [(index: number) => columns[index]?.whole !== true, () => true])
    while (total() > width) {
      const candidates = [...widths.keys()].filter((index) => mayCut(index) && (widths[index] ?? 0) > narrowest);
      const widest = candidates.reduce<number | undefined>(
        (best, index) => (best === undefined || (widths[index] ?? 0) > (widths[best] ?? 0) ? index : best),
        undefined,
      );
      if (widest === undefined) break;
      widths[widest] = (widths[widest] ?? 0) - 1;
    }
  return widths;
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

const widthOf = (text: string): number =>
  [...stripVTControlCharacters(text)].reduce((sum, sign) => sum + (wide.test(sign) ? 2 : 1), 0);

const borderless = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle'
    .split(' ')
    .map((name) => [name, '']),
);
