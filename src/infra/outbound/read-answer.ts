/**
 * Reads the first part of an answer's body and drops the rest with its connection.
 * It must never hold more than the limit in decoded bytes and one chunk, whatever the far side sends.
 */
import type { Readable, Transform } from 'node:stream';
import zlib from 'node:zlib';

/** Decoded bytes of a body that are kept unless a request wants more: 16 KiB. */
export const bodyLimit = 16 * 1024;

/** What was read of a body. */
export interface ReadBody {
  /** Valid UTF-8 without NUL; bytes that are none became U+FFFD. */
  readonly text: string;
  /** True if there was, or may have been, more. */
  readonly truncated: boolean;
}

/** A reading under way. */
export interface BodyReader {
  /** Rejects if the connection ends before the body does. */
  readonly done: Promise<ReadBody>;
  /** What has come so far. */
  soFar(): ReadBody;
}

export function readBody(stream: Readable, coding: string | undefined, limit = bodyLimit): BodyReader {
  const createDecoder = decoders[coding?.trim().toLowerCase() ?? ''];
  let decoder: Transform | undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  const soFar = (): ReadBody => ({ text: toText(chunks, true), truncated: true });
  const done = new Promise<ReadBody>((resolve, reject) => {
    const drop = () => {
      stream.destroy();
      decoder?.destroy();
      resolve(soFar());
    };
    const whole = () => resolve({ text: toText(chunks, false), truncated: false });
    const collect = (chunk: Buffer) => {
      const room = limit - size;
      if (room > 0) chunks.push(chunk.length > room ? Buffer.from(chunk.subarray(0, room)) : chunk);
      size += Math.min(chunk.length, room);
      if (chunk.length > room) drop();
    };
    const decode = (first: Buffer) => {
      decoder = createDecoder?.(first);
      // The answer has come, only its coding is broken: the status counts, and the readable part is kept.
      decoder?.on('error', drop).on('data', collect).once('end', whole).write(first);
      if (decoder) stream.pipe(decoder);
    };
    if (createDecoder) stream.once('data', decode).once('end', () => decoder ?? whole());
    else stream.on('data', collect).once('end', whole);
    stream.on('error', reject);
    // A connection that ends too early does not always come as an error.
    stream.once('close', () => stream.readableEnded || reject(new Error('closed before the end of the body')));
  });
  return { done, soFar };
}

// Takes what there is of a body that ends too early, as curl and browsers do.
const lenient = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
const gunzip = () => zlib.createGunzip(lenient);

const decoders: Readonly<Record<string, (first: Buffer) => Transform>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  // Some servers send deflate without the zlib head, whose first byte always ends in 8.
  deflate: (first) => ((first[0] ?? 0) % 16 === 8 ? zlib.createInflate(lenient) : zlib.createInflateRaw(lenient)),
  br: () => zlib.createBrotliDecompress(),
};

function toText(chunks: readonly Buffer[], cut: boolean): string {
  const [only] = chunks;
  if (only === undefined) return '';
  const bytes = chunks.length === 1 ? only : Buffer.concat(chunks);
  const text = (cut ? bytes.subarray(0, lastWholeCharacter(bytes)) : bytes).toString('utf8');
  return text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text;
}

/** The length of `bytes` without a UTF-8 character at its end that lacks bytes. */
function lastWholeCharacter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}
