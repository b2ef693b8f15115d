// An event as the claims of a security event token (RFC 8417): whom it is about, and what happened in the words of
// OpenID Shared Signals where those have one.
import type { IdentityEvent, JsonObject } from './event.ts';
import { ownEventUri, standardEvents, textOf } from './security-event-types.ts';

/** Ways of naming a user (RFC 9493). */
export const subjectFormats = ['email', 'iss_sub', 'opaque'] as const;
export type SubjectFormat = (typeof subjectFormats)[number];

export interface SecurityEventClaims {
  readonly iss: string;
  readonly aud: string;
  /** The delivery's id: the same in every attempt, so that a receiver knows a repeat. */
  readonly jti: string;
  /** Seconds since 1970: when this token was made. */
  readonly iat: number;
  /** Seconds since 1970: when it happened. */
  readonly toe: number;
  /** The event's id: what several tokens about one event have in common. */
  readonly txn: string;
  readonly sub_id: JsonObject;
  readonly events: JsonObject;
}

export interface SecurityEventWishes {
  readonly issuer: string;
  readonly audience: string;
  /** How a user is named, where the event allows it. Default: by email, else by id. */
  readonly subjectFormat: SubjectFormat | null;
  /** Who gave the user's id: the `iss` of an `iss_sub`. Default: the issuer. */
  readonly subjectIssuer: string | null;
  readonly deliveryId: string;
  readonly now: Date;
}

/** @returns undefined when a standard event has nobody whom it could be about. */
export function securityEventClaims(
  event: IdentityEvent,
  wishes: SecurityEventWishes,
): SecurityEventClaims | undefined {
  const standard = standardEvents.get(event.type);
  const user = userSubject(event, wishes);
  if (standard && !user) return undefined;
  return {
    iss: wishes.issuer,
    aud: wishes.audience,
    jti: wishes.deliveryId,
    iat: seconds(wishes.now),
    toe: seconds(event.firedAt),
    txn: event.id,
    sub_id: user ?? { format: 'opaque', id: thingOf(event) },
    events: standard ? { [standard.uri]: standard.claims(event) } : { [ownEventUri(event.type)]: ownClaims(event) },
  };
}

const seconds = (time: Date) => Math.floor(time.getTime() / 1_000);

function userSubject(event: IdentityEvent, { issuer, subjectFormat, subjectIssuer }: SecurityEventWishes) {
  const email = textOf(event, 'user_email');
  const id = textOf(event, 'user_id') ?? textOf(event, 'user_sub');
  const ways: Record<SubjectFormat, JsonObject | undefined> = {
    email: email === undefined ? undefined : { format: 'email', email },
    iss_sub: id === undefined ? undefined : { format: 'iss_sub', iss: subjectIssuer ?? issuer, sub: id },
    opaque: id === undefined ? undefined : { format: 'opaque', id },
  };
  return (subjectFormat && ways[subjectFormat]) ?? ways.email ?? ways.iss_sub;
}

/** What an event without a user is about. */
const things = ['group_id', 'app_id', 'mapping_id', 'request_id', 'task_id', 'delivery_id'];

function thingOf(event: IdentityEvent): string {
  for (const field of things) {
    const id = textOf(event, field);
    if (id !== undefined) return id;
  }
  return event.id;
}

/** No standard limits what an event of our own carries. */
const ownClaims = (event: IdentityEvent): JsonObject => ({
  ...(event.actorId && { actor_id: event.actorId }),
  ...(event.actorEmail && { actor_email: event.actorEmail }),
  ...(event.ipAddress && { ip_address: event.ipAddress }),
  data: event.data,
});
