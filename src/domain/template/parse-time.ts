/** Reads an instant with one of Go's time layouts. Pure, and as strict as Go: a text that does not fit is an error. */
import { DAYS, MONTHS, PIECES } from './go-time.ts';
import { Failure } from './template-error.ts';

const PATTERNS: Record<string, string> = {
  January: MONTHS.join('|'),
  Jan: MONTHS.map((month) => month.slice(0, 3)).join('|'),
  Monday: DAYS.join('|'),
  Mon: DAYS.map((day) => day.slice(0, 3)).join('|'),
  MST: '[A-Z]{3,5}',
  '2006': '\\d{4}',
  PM: 'AM|PM',
  pm: 'am|pm',
  '002': '\\d{3}',
};

/** Reads `text` as the layout has it; a text without a zone is UTC. */
export function parseTime(layout: string, text: string): number {
  // a layout names each part once; more would only serve to make the pattern slow
  const parts = layout.match(PIECES) ?? [];
  if (layout.length > 100 || parts.length > 16 || parts.filter((part) => /^[.,]/.test(part)).length > 1) {
    throw new Failure('time layout too long');
  }
  const pieces: string[] = [];
  let end = 0;
  let pattern = '';
  for (const match of layout.matchAll(PIECES)) {
    pattern += escapeRegex(layout.slice(end, match.index));
    end = match.index + match[0].length;
    pieces.push(match[0]);
    pattern += `(${patternFor(match[0])})`;
  }
  pattern += escapeRegex(layout.slice(end));
  const found = new RegExp(`^${pattern}$`).exec(text.slice(0, 200));
  const values = new Map(pieces.map((piece, index) => [piece, found?.[index + 1] ?? '']));
  const ms = found ? instantOf(values) : Number.NaN;
  if (Number.isNaN(ms)) throw new Failure(`cannot read ${JSON.stringify(text)} as ${JSON.stringify(layout)}`);
  return ms;
}

function patternFor(piece: string): string {
  const known = PATTERNS[piece];
  if (known) return known;
  if (/^[.,]/.test(piece)) return '[.,]\\d{1,9}|';
  if (piece.startsWith('Z')) return 'Z|[+-]\\d\\d:?(?:\\d\\d)?';
  if (piece.startsWith('-')) return '[+-]\\d\\d:?(?:\\d\\d)?';
  return piece.length === 2 && piece !== '_2' ? '\\d\\d' : '\\s?\\d{1,2}';
}

function instantOf(values: Map<string, string>): number {
  const number = (...names: string[]) => {
    const found = names.map((name) => values.get(name)).find((value) => value);
    return found === undefined ? null : Number(found);
  };
  const named = values.get('January') ?? values.get('Jan');
  const month = named ? MONTHS.findIndex((name) => name.startsWith(named)) : (number('01', '1') ?? 1) - 1;
  const short = number('06');
  const year = number('2006') ?? (short === null ? 0 : short + (short >= 69 ? 1900 : 2000));
  const half = (values.get('PM') ?? values.get('pm'))?.toLowerCase();
  const hour12 = number('03', '3');
  const hour = hour12 === null ? (number('15') ?? 0) : (hour12 % 12) + (half === 'pm' ? 12 : 0);
  const day = number('02', '_2', '2') ?? 1;
  const fraction = [...values].find(([piece]) => /^[.,]/.test(piece))?.[1] ?? '';
  const millis = Number(fraction.slice(1, 4).padEnd(3, '0'));
  const zone = [...values].find(([piece]) => /07/.test(piece))?.[1] ?? 'Z';
  const instant = new Date(0);
  instant.setUTCFullYear(year, month, day);
  instant.setUTCHours(hour, number('04', '4') ?? 0, number('05', '5') ?? 0, millis);
  if (instant.getUTCDate() !== day || month < 0 || month > 11) return Number.NaN;
  return instant.getTime() - offsetIn(zone) * 60_000;
}

function offsetIn(zone: string): number {
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0));
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
