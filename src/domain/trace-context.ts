// The trace that an event is part of, as the W3C's Trace Context has it. Kept as one text, so that it can travel with the
// event: `traceparent`, and after a space `tracestate` where there is one.

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const parentShape = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;
/** Longer ones may be dropped. */
const longestState = 512;

/** Undefined unless the headers name a trace as they should: anything else is as if it were not there. */
export function readTrace(headers: Headers): string | undefined {
  const parent = headers.traceparent;
  if (typeof parent !== 'string') return undefined;
  const found = parentShape.exec(parent);
  if (!found) return undefined;
  const [, version, traceId = '', spanId = '', , more] = found;
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  // Of a later version what is known of it is enough; it goes on as it was understood.
  const known = `00-${traceId}-${spanId}-${found[4]}`;
  const state = [headers.tracestate ?? []].flat().join(',').trim();
  return state !== '' && state.length <= longestState && /^[\x21-\x7e \t]+$/.test(state) ? `${known} ${state}` : known;
}

export interface TraceParts {
  readonly traceId: string;
  readonly spanId: string;
  /** Bit 0: it is sampled. */
  readonly flags: number;
  readonly state: string | undefined;
}

export function traceParts(trace: string): TraceParts {
  const [parent = '', ...state] = trace.split(' ');
  const [, traceId = '', spanId = '', flags = '00'] = parent.split('-');
  return { traceId, spanId, flags: Number.parseInt(flags, 16), state: state.length > 0 ? state.join(' ') : undefined };
}

/** The headers that hand it on. */
export function traceHeaders(trace: string): [name: string, value: string][] {
  const space = trace.indexOf(' ');
  if (space < 0) return [['traceparent', trace]];
  return [
    ['traceparent', trace.slice(0, space)],
    ['tracestate', trace.slice(space + 1)],
  ];
}
