// How an event type is written down in this folder, and what follows from it: the payload's schema and the sample.
// It must never read a clock or make up an id, so that samples are the same on every run.

import { type FieldValue, type PayloadFields, sampleAdmin, samplePerson } from './payload-fields.ts';

/** JSON Schema (2020-12) of an event's `data` object. */
export interface JsonSchema {
  readonly $schema: 'https://json-schema.org/draft/2020-12/schema';
  readonly title: string;
  readonly type: 'object';
  readonly properties: PayloadFields;
  /** Empty for events of identity providers: none of them promises any field. */
  readonly required: readonly string[];
  /** Sources send more than is listed here, and all of it can be used in conditions and templates. */
  readonly additionalProperties: true;
}

/** A whole event as the intake takes it, with invented values. */
export interface SampleEvent {
  readonly type: string;
  /** Who did it; null when the source does not say or nobody did. */
  readonly actor_id: string | null;
  readonly actor_email: string | null;
  /** Address of the request; null when there was none. */
  readonly ip_address: string | null;
  /** RFC 3339, UTC, milliseconds. */
  readonly fired_at: string;
  readonly data: Readonly<Record<string, FieldValue>>;
}

/** What is written down for one event type; schema and sample follow from it. */
export interface EventTypeDefinition {
  readonly name: string;
  /** Two sentences: what happened, and what usually causes it. */
  readonly description: string;
  readonly payload: PayloadFields;
  /** Default false. True only where the specification lists the payload's fields itself. */
  readonly allRequired?: boolean;
  readonly sample: {
    readonly actor: keyof typeof actors;
    /** Default: the actor's address. */
    readonly ipAddress?: string;
    /** Values other than the first example of their field. */
    readonly data?: Readonly<Record<string, FieldValue>>;
    /** Fields that exclude the others, such as the group of an entry that names a user. Default none. */
    readonly without?: readonly string[];
  };
}

const actors = {
  admin: { actor_id: sampleAdmin.id, actor_email: sampleAdmin.email, ip_address: '203.0.113.9' },
  user: { actor_id: samplePerson.id, actor_email: samplePerson.email, ip_address: '192.0.2.41' },
  nobody: { actor_id: null, actor_email: null, ip_address: null },
} as const;

/** The schema of the payload of one event type. */
export function payloadSchemaOf(definition: EventTypeDefinition): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Data of ${definition.name}`,
    type: 'object',
    properties: definition.payload,
    required: definition.allRequired ? Object.keys(definition.payload) : [],
    additionalProperties: true,
  };
}

/** The sample of one event type: every field with its first example, except where the definition says otherwise. */
export function sampleOf({ name, payload, sample }: EventTypeDefinition): SampleEvent {
  const fields = Object.entries(payload).filter(([field]) => !sample.without?.includes(field));
  const actor = actors[sample.actor];
  return {
    type: name,
    ...actor,
    ip_address: sample.ipAddress ?? actor.ip_address,
    fired_at: '2026-11-20T09:30:00.000Z',
    data: { ...Object.fromEntries(fields.map(([field, schema]) => [field, schema.examples[0]])), ...sample.data },
  };
}
