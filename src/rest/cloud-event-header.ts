// A CloudEvents attribute as an HTTP header carries it: printable ASCII, everything else percent-encoded as UTF-8.

/**
 * Reads it as the HTTP binding says: quotes of older senders first, then one round of percent-decoding. Bytes that came
 * unencoded are read as the UTF-8 that they are.
 * @returns undefined where the bytes are not UTF-8.
 */
export function readAttributeHeader(value: string): string | undefined {
  const quoted = /^\s*"((?:[^"\\]|\\.)*)"\s*$/.exec(value)?.[1];
  const text = quoted === undefined ? value : quoted.replace(/\\(.)/g, '$1');
  const bytes = Buffer.from(
    text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
