// The ONE list of event types: triggers, validation, the trigger picker, template completion and samples all derive
// from it. The files in event-types/ say what each type is; nothing outside domain/ may add a type.

import { accessRequestTypes } from './event-types/access-request-types.ts';
import { applicationTypes, appMappingTypes } from './event-types/application-types.ts';
import { type JsonSchema, payloadSchemaOf, type SampleEvent, sampleOf } from './event-types/definition.ts';
import { failureTypes } from './event-types/failure-types.ts';
import { groupTypes } from './event-types/group-types.ts';
import { mfaTypes, proxyTypes, signInTypes } from './event-types/sign-in-types.ts';
import { userTypes } from './event-types/user-types.ts';

/** A kind of event that can trigger an integration. */
export interface EventType {
  /** The specification's name, such as `user.created`. */
  readonly name: string;
  /** Two sentences: what happened, and what usually causes it. */
  readonly description: string;
  /** Name of one of `eventTypeCategories`. */
  readonly category: string;
  /** What the event's `data` holds. Sources may send more fields, and fewer of those not required. */
  readonly payloadSchema: JsonSchema;
  /** A whole event with invented values, valid against `payloadSchema`. */
  readonly sample: SampleEvent;
}

const groups = [
  { name: 'users', title: 'Users', definitions: userTypes },
  { name: 'groups', title: 'Groups', definitions: groupTypes },
  { name: 'applications', title: 'Applications', definitions: applicationTypes },
  { name: 'app_mapping', title: 'App mapping', definitions: appMappingTypes },
  { name: 'sign_in', title: 'Sign-in', definitions: signInTypes },
  { name: 'mfa', title: 'MFA', definitions: mfaTypes },
  { name: 'access_requests', title: 'Access requests', definitions: accessRequestTypes },
  { name: 'proxy', title: 'Proxy', definitions: proxyTypes },
  { name: 'failures', title: 'Failures', definitions: failureTypes },
];

/** All event types, in the specification's order. */
export const eventTypes: readonly EventType[] = groups.flatMap((group) =>
  group.definitions.map((definition) => ({
    name: definition.name,
    description: definition.description,
    category: group.name,
    payloadSchema: payloadSchemaOf(definition),
    sample: sampleOf(definition),
  })),
);

/** The type of what an event source received and has no counterpart here: kept and shown, but it triggers nothing. */
export const unmappedType = 'unmapped';

/** The groups of the trigger picker, in the order in which they are shown. */
export const eventTypeCategories: readonly { readonly name: string; readonly title: string }[] = groups.map(
  ({ name, title }) => ({ name, title }),
);

// A Map, because names come from outside and `constructor` must not be found.
const byName = new Map(eventTypes.map((type) => [type.name, type]));

/** The event type of this exact name (case counts), or undefined. */
export function findEventType(name: string): EventType | undefined {
  return byName.get(name);
}

/** Whether an event of this name may come in, and an integration may have it as a trigger. */
export function isEventTypeName(name: string): boolean {
  return byName.has(name);
}
