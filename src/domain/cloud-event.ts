// An event as a CloudEvent 1.0: what POST /events makes the same event of again.
import type { IdentityEvent, JsonObject } from './event.ts';

/** Attributes by name, without the data; what the event does not have is not there. */
export type CloudEventAttributes = Readonly<Record<string, string>> & { readonly specversion: '1.0' };

/** @param source this service's own address: with the id it names the event for every receiver. */
export function cloudEventAttributes(event: IdentityEvent, source: string): CloudEventAttributes {
  return {
    specversion: '1.0',
    id: event.id,
    source,
    type: event.type,
    time: event.firedAt.toISOString(),
    ...(event.actorId && { actorid: event.actorId }),
    ...(event.actorEmail && { actoremail: event.actorEmail }),
    ...(event.ipAddress && { ipaddress: event.ipAddress }),
  };
}

export const structuredCloudEvent = (event: IdentityEvent, source: string) => ({
  ...cloudEventAttributes(event, source),
  datacontenttype: 'application/json',
  data: event.data,
});

/** The headers of the binary mode: `ce-` names, values as printable ASCII with the rest percent-encoded. */
export const binaryHeaders = (attributes: CloudEventAttributes): [string, string][] =>
  Object.entries(attributes).map(([name, value]) => [`ce-${name}`, percentEncoded(value)]);

const percentEncoded = (value: string) =>
  value.replace(/[^\x21\x23\x24\x26-\x7e]+/gu, (part) =>
    Array.from(Buffer.from(part, 'utf8'), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );

/** The whole event with the names of POST /events, which takes it as it is. */
export const plainEvent = (event: IdentityEvent): JsonObject => ({
  id: event.id,
  type: event.type,
  actor_id: event.actorId,
  actor_email: event.actorEmail,
  ip_address: event.ipAddress,
  fired_at: event.firedAt.toISOString(),
  data: event.data,
});
