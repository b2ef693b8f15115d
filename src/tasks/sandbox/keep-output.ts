import { sizeInWords } from './limits.ts';
import type { LogLine } from './script-types.ts';

/** The end of what a script writes: at most `limit` bytes of it, begun at a whole character. */
export interface KeptOutput {
  add(line: LogLine): void;
  /** Bytes that were left out before they came here. */
  addMissing(bytes: number): void;
  text(): string;
}

export function keepOutput(limit: number): KeptOutput {
  const chunks: Buffer[] = [];
  let kept = 0;
  let missing = 0;

  return {
    add(line) {
      const chunk = Buffer.from(`[${line.level}] ${line.text}\n`);
      chunks.push(chunk);
      kept += chunk.length;
      while (chunks[0] && kept - chunks[0].length >= limit) {
        kept -= chunks[0].length;
        missing += chunks[0].length;
        chunks.shift();
      }
    },
    addMissing(bytes) {
      missing += bytes;
    },
    text() {
      const all = Buffer.concat(chunks).subarray(0, Math.max(0, kept - 1));
      const end = endOf(all, limit);
      const left = missing + all.length - end.length;
      return left === 0 ? end.toString() : `[… ${sizeInWords(left)} of earlier output left out …]\n${end.toString()}`;
    },
  };
}

/** The last `limit` bytes of UTF-8, without the rest of a character that was cut. */
export function endOf(utf8: Buffer, limit: number): Buffer {
  let from = Math.max(0, utf8.length - limit);
  while (from > 0 && from < utf8.length && ((utf8[from] ?? 0) & 0xc0) === 0x80) from += 1;
  return utf8.subarray(from);
}
