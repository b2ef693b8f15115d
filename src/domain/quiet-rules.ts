// How an integration stays quiet: it fires for many events of a kind only, or tells of many in one delivery. Pure: who
// counts brings the clock.
import { createHash } from 'node:crypto';
import { asText } from './condition-holds.ts';
import { eventView, type IdentityEvent, type JsonObject, lookUpField } from './event.ts';

/** Fires when so many events came within so long, and then not again for as long. */
export interface Threshold {
  /** 2 to 1,000. */
  readonly count: number;
  /** 1 to 604,800. */
  readonly windowSecs: number;
  /** A field: events are counted for each of its values apart. Empty: all together. */
  readonly by: string;
}

/** One delivery for all the events of a window, which begins with the first of them. */
export interface Digest {
  /** 1 to 604,800. */
  readonly windowSecs: number;
}

export const maxThresholdCount = 1_000;
export const maxWindowSecs = 604_800;
/** Events that a digest holds, at most: the newest. */
export const maxDigestEvents = 1_000;
/** Bytes of the payloads that a digest holds, at most: again the newest. */
export const maxDigestBytes = 4 * 1024 * 1024;

/** What has been counted of one key. */
export interface ThresholdState {
  /** When the events came, in order: as many as the threshold has to remember. */
  readonly times: readonly Date[];
  /** When it last fired. */
  readonly firedAt: Date | null;
}

/** One more event at `now`. Fires with the event that makes the count full, unless it has fired within the window. */
export function countEvent(
  { times, firedAt }: ThresholdState,
  { count, windowSecs }: Threshold,
  now: Date,
): { readonly state: ThresholdState; readonly fires: boolean } {
  const begin = now.getTime() - windowSecs * 1_000;
  const counted = [...times.filter((time) => time.getTime() > begin), now].slice(-count);
  const fires = counted.length >= count && (firedAt === null || firedAt.getTime() <= begin);
  return { state: { times: counted, firedAt: fires ? now : firedAt }, fires };
}

/** What an event is counted under. Events without the field are counted together. */
export function thresholdKey({ by }: Threshold, event: IdentityEvent): string {
  if (by === '') return '';
  const value = asText(lookUpField(event, by));
  const key = value === undefined ? by : `${by}=${value}`;
  return key.length > 200 ? createHash('sha256').update(key).digest('hex') : key;
}

/**
 * What a template sees as its root when a delivery tells of many events: the first one as always, and beside it all of
 * them as `Events`, the oldest first, and how many there were as `Count`.
 */
export function digestView(
  first: IdentityEvent,
  { count, events }: { readonly count: number; readonly events: readonly IdentityEvent[] },
): JsonObject {
  return Object.assign(Object.create(null), eventView(first), { Count: count, Events: events.map(eventView) });
}
