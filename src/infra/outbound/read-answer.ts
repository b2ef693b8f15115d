/**
 * Reads the first part of an answer's body and drops the rest with its connection.
 * It must never hold more than `bodyLimit` decoded bytes and one chunk, whatever the far side sends.
 */
import type { Readable, Transform } from 'node:stream';
import zlib from 'node:zlib';

/** Decoded bytes of a body that are kept: 16 KiB. */
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

export function readBody(stream: Readable, coding: string | undefined): BodyReader {
  const decoder = coding === undefined ? undefined : createDecoder(coding);
  const source = decoder ? stream.pipe(decoder) : stream;
  const chunks: Buffer[] = [];
  let size = 0;
  const soFar = (): ReadBody => ({ text: toText(chunks, true), truncated: true });
  const done = new Promise<ReadBody>((resolve, reject) => {
    const drop = () => {
      stream.destroy();
      decoder?.destroy();
      resolve(soFar());
    };
    source.on('data', (chunk: Buffer) => {
      if (size >= bodyLimit) return drop();
      const room = bodyLimit - size;
      chunks.push(chunk.length > room ? Buffer.from(chunk.subarray(0, room)) : chunk);
      size += Math.min(chunk.length, room);
      if (chunk.length > room) drop();
    });
    source.once('end', () => resolve({ text: toText(chunks, false), truncated: false }));
    stream.on('error', reject);
    // Node-fetch's streams do not always tell of an end that came too early by an error.
    stream.once('close', () => stream.readableEnded || reject(new Error('closed before the end of the body')));
    // The answer has come, only its coding is broken: the status counts, and the readable part is kept.
    decoder?.on('error', drop);
  });
  return { done, soFar };
}

function createDecoder(coding: string): Transform | undefined {
  // Takes what there is of a body that ends too early, as curl and browsers do.
  const options = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
  switch (coding.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip(options);
    case 'deflate':
      return zlib.createInflate(options);
    case 'br':
      return zlib.createBrotliDecompress();
    default:
      return undefined;
  }
}

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
