// The windows that figures are given for, and the spans of time that they are made of.

export const figureWindows = ['hour', 'day', 'week'] as const;
export type FigureWindow = (typeof figureWindows)[number];

/** Spans that are kept: minutes for two hours, hours for eight days. */
export const minute = 60;
export const hour = 3_600;

const windows: Record<FigureWindow, { readonly secs: number; readonly span: number }> = {
  hour: { secs: hour, span: minute },
  day: { secs: 24 * hour, span: hour },
  week: { secs: 7 * 24 * hour, span: hour },
};

export interface FigureRange {
  /** Seconds of each bucket. */
  readonly span: number;
  /** Begin of the first bucket: the whole minute or hour that lies a window ago. */
  readonly from: Date;
  /** Begin of each bucket; the last one is under way. */
  readonly buckets: readonly Date[];
}

export function figureRange(window: FigureWindow, now: Date): FigureRange {
  const { secs, span } = windows[window];
  const spanMs = span * 1_000;
  const last = Math.floor(now.getTime() / spanMs) * spanMs;
  const buckets = Array.from({ length: secs / span + 1 }, (_, index) => new Date(last - secs * 1_000 + index * spanMs));
  return { span, from: buckets[0] ?? now, buckets };
}
