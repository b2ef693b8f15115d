// The output of a run as lines. The service keeps its end only; what was seen before and is no longer kept stays here.

export type Level = 'info' | 'warn' | 'error';

export interface LogLine {
  /** From 1, among those that are known. */
  readonly number: number;
  readonly level: Level;
  readonly text: string;
  /** As the service has it, with its level. */
  readonly raw: string;
  /** Lines between the one before and this one are not known. */
  readonly afterGap?: boolean;
}

export interface LogState {
  readonly lines: readonly LogLine[];
  /** How much the service says that it does not keep, such as `1.2 MiB`. */
  readonly leftOut: string | undefined;
  /** The first line is the first that was written, as far as is known. */
  readonly isWhole: boolean;
}

export const emptyLog: LogState = { lines: [], leftOut: undefined, isWhole: true };

/** Lines that are remembered at most. */
const most = 100_000;
const notice = /^\[… (.{1,60}) of earlier output left out …\]\n?/;
const levelMark = /^\[(info|warn|error)\] /;

/** The output as it is now, put behind what is known of it. */
export function withOutput(log: LogState, output: string): LogState {
  const left = notice.exec(output);
  if (!left) return { lines: parse(rowsOf(output), 0, 'info'), leftOut: undefined, isWhole: true };
  const rows = rowsOf(output.slice(left[0].length));
  if (log.lines.length === 0) return { lines: parse(rows, 0, 'info'), leftOut: left[1], isWhole: false };
  // Its first line may be the end of one that was cut.
  const whole = rows.slice(1);
  const at = overlapAt(log.lines, whole);
  const kept = log.lines.slice(0, at);
  const known = kept.at(-1)?.number ?? (log.lines[0]?.number ?? 1) - 1;
  const added = parse(whole, known, kept.at(-1)?.level ?? 'info');
  const [first, ...rest] = added;
  const isGap = at === log.lines.length && first !== undefined;
  const lines = [...kept, ...(first ? [isGap ? { ...first, afterGap: true } : keepGap(log, at, first)] : []), ...rest];
  return { lines: lines.slice(-most), leftOut: left[1], isWhole: log.isWhole && lines.length <= most };
}

const keepGap = (log: LogState, at: number, line: LogLine): LogLine =>
  log.lines[at]?.afterGap ? { ...line, afterGap: true } : line;

const rowsOf = (text: string): string[] => (text === '' ? [] : text.split('\n'));

/** Where the rows begin among the lines; their number when they have nothing in common. */
function overlapAt(lines: readonly LogLine[], rows: readonly string[]): number {
  for (let at = Math.max(0, lines.length - rows.length); at < lines.length; at += 1) {
    let same = 0;
    while (at + same < lines.length && lines[at + same]?.raw === rows[same]) same += 1;
    if (at + same === lines.length) return at;
  }
  return lines.length;
}

/** A line without a level goes on with the message before it. */
function parse(rows: readonly string[], known: number, before: Level): LogLine[] {
  let level = before;
  return rows.map((raw, index) => {
    const mark = levelMark.exec(raw);
    if (mark) level = mark[1] as Level;
    return { number: known + index + 1, level, text: mark ? raw.slice(mark[0].length) : raw, raw };
  });
}

export type Shown = 'all' | 'warn' | 'error';

export function linesOfLevel(lines: readonly LogLine[], shown: Shown): readonly LogLine[] {
  if (shown === 'all') return lines;
  return lines.filter(({ level }) => level === 'error' || (shown === 'warn' && level === 'warn'));
}

/** The indexes of the lines that hold a text, in any case. */
export function findInLines(lines: readonly LogLine[], text: string): readonly number[] {
  const sought = text.toLowerCase();
  if (sought === '') return [];
  return lines.flatMap((line, index) => (line.text.toLowerCase().includes(sought) ? [index] : []));
}
