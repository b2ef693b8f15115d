// Texts of the service and of events on a terminal: what would move the cursor, colour or reorder is taken out, so that
// a crafted user name cannot draw over other lines.

const controls = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const controlsWithinLines = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** @param lines keep line ends and tabs; without it they are spaces. */
export function plainText(text: string, { lines = false } = {}): string {
  if (lines) return text.replaceAll('\r\n', '\n').replace(controlsWithinLines, '\ufffd');
  return text.replace(/\s+/g, ' ').replace(controls, '\ufffd');
}
