// The filters of events as an address says them, and as the service takes them.
import type { EventFilter } from '../gql/events.ts';
import { anyText, oneOf, type Values } from '../parts/address.ts';

const spans = { '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000, '30d': 2_592_000_000 } as const;

/** A part of the address for each filter. */
export const eventParts = {
  type: anyText,
  outcome: oneOf('fired', 'nothing', 'stopped'),
  source: anyText,
  actor: anyText,
  subject: anyText,
  text: anyText,
  since: oneOf('1h', '24h', '7d', '30d'),
};

export type EventAddress = Values<typeof eventParts>;

/** @param now what `since` counts back from. */
export function filterOf(address: EventAddress, now = new Date()): EventFilter {
  const { type, outcome, source, actor, subject, text, since } = address;
  return {
    ...(type && { type: [type] }),
    ...(outcome === 'fired' && { matched: true }),
    ...(outcome === 'nothing' && { matched: false }),
    ...(outcome === 'stopped' && { stoppedBy: 'depth' }),
    ...(source && { source }),
    ...(actor && { actor }),
    ...(subject && { subject }),
    ...(text && { text }),
    ...(since && { receivedAfter: new Date(now.getTime() - spans[since]).toISOString() }),
  };
}

/** Whom an event is about, as far as its payload says so. */
export function subjectOf(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const values = data as Record<string, unknown>;
  for (const name of ['user_email', 'user_name', 'user_id', 'group_name', 'app_name', 'integration_name']) {
    const value = values[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}
