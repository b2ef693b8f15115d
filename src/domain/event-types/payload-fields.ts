// The payload fields that several event types share, so that `user_email` means the same everywhere and is described
// once. Names come from the specification's `Data.*` variables; this file must never know an identity provider's names.

/** A value that a payload field can hold. A field that the source did not give is absent: never null, never "". */
export type FieldValue = string | number | readonly string[];

/** JSON Schema (2020-12) of one payload field. */
export interface FieldSchema {
  readonly type: 'string' | 'integer' | 'array';
  /** One line for the field picker and the documentation. */
  readonly description: string;
  /** Typical values. The first one is the value in the event type's sample. */
  readonly examples: readonly [FieldValue, ...FieldValue[]];
  /** A hint for people and forms, not a check: providers may mask an email address. */
  readonly format?: 'email' | 'uuid' | 'date-time' | 'hostname';
  /** Lowest allowed number, inclusive. */
  readonly minimum?: number;
  readonly items?: { readonly type: 'string' };
}

/** Payload fields by name, in the order in which they are shown. */
export type PayloadFields = Readonly<Record<string, FieldSchema>>;

/** The invented person to whom things happen in the samples; also the actor of what one does to oneself. */
export const samplePerson = { id: '3f6c1a52-8d0e-4b7a-9c41-5e2d7f80a113', email: 'ana@example.com' } as const;

/** The invented administrator who acts and decides in the samples. */
export const sampleAdmin = { id: '9b04e6d1-7c28-4f95-a3e0-d81f52b6c902', email: 'admin@example.com' } as const;

/** A field that holds text. */
export function textField(description: string, ...examples: readonly [string, ...string[]]): FieldSchema {
  return { type: 'string', description, examples };
}

/** A field that holds an email address. */
export function emailField(description: string, example: string): FieldSchema {
  return { type: 'string', format: 'email', description, examples: [example] };
}

// Ids of users, groups and applications carry no `uuid` format: the specification says UUID, but Okta, Auth0, Zitadel,
// authentik and Clerk send other text, and it must come through unchanged.
function idField(what: string, ...examples: readonly [string, ...string[]]): FieldSchema {
  return textField(`Id of ${what}, as the identity provider writes it (often a UUID)`, ...examples);
}

/** The user to whom it happened; the actor of the event says who did it. */
export const userFields = {
  user_id: idField('the affected user', samplePerson.id, '00uAna00000000000001', 'auth0|65f0aa01'),
  user_email: emailField('Email of the affected user', samplePerson.email),
  user_name: textField('Username of the affected user', 'ana.sol'),
} as const satisfies PayloadFields;

/** The group to which it happened; some sources send an organization as a group. */
export const groupFields = {
  group_id: idField('the affected group', '5d2b90e7-14fa-4c36-8b7d-a03e6f19c524'),
  group_name: textField('Name of the affected group', 'Engineering'),
} as const satisfies PayloadFields;

/** The application to which it happened, or at which somebody signs in. */
export const applicationFields = {
  app_id: idField('the affected application', '7a81c4f3-62d9-4e05-b1ac-48f70d93e635', '0oaWiki0000000000006'),
  app_name: textField('Name of the affected application', 'Wiki'),
} as const satisfies PayloadFields;

/** The second factor of an enrolment. */
export const mfaFields = {
  mfa_method: textField('The method, in the words of the identity provider', 'totp', 'webauthn', 'sms'),
} as const satisfies PayloadFields;

/** How somebody tried to sign in. */
export const signInFields = {
  method: textField('How the person signed in', 'password', 'passkey', 'saml'),
  user_agent: textField(
    'User agent of the browser or client',
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0',
  ),
} as const satisfies PayloadFields;

/** The entry that gives a user or a group access to an application; it names one of the two. */
export const mappingFields = {
  mapping_id: idField('the app mapping entry', 'c94e07b8-3a15-4d62-9f80-16b5d2e7a746'),
  ...applicationFields,
  ...userFields,
  ...groupFields,
  roles: {
    type: 'array',
    items: { type: 'string' },
    description: 'Roles in the application that the entry gives',
    examples: [['editor']],
  },
} as const satisfies PayloadFields;

/** What every access request event tells: the request, who asks, for whom, and for what. */
export const accessRequestFields = {
  request_id: idField('the access request', 'e1d7f046-95b2-4a8c-8e3f-70c6a4b1d857'),
  requester_id: idField('the user who asked', samplePerson.id),
  requester_email: emailField('Email of the user who asked', samplePerson.email),
  ...userFields,
  ...applicationFields,
  ...groupFields,
  reason: textField('Why access was asked for, in the words of the requester', 'On call for the wiki this week'),
} as const satisfies PayloadFields;

/** Who decides on an access request, and what was said about it. */
export const decisionFields = {
  approver_email: emailField('Email of the person who decides on the request', sampleAdmin.email),
  decision_comment: textField('What was written about the decision', 'Agreed with the team lead'),
} as const satisfies PayloadFields;

/** The end of a request or of the access that it granted. */
export const expiresAtField = {
  expires_at: {
    type: 'string',
    format: 'date-time',
    description: 'RFC 3339 time at which the request or the granted access ends',
    examples: ['2026-11-27T09:30:00Z'],
  },
} as const satisfies PayloadFields;

/** Which attributes an update touched. Absent when the source only says that something changed. */
export function changedField(...names: readonly string[]): PayloadFields {
  return {
    changed: {
      type: 'array',
      items: { type: 'string' },
      description: 'Names of the attributes that changed',
      examples: [names],
    },
  };
}

/** The kind of thing an event is about, in the words of the source. */
export function resourceTypeField(...examples: readonly [string, ...string[]]): PayloadFields {
  return { resource_type: textField('Type of the affected resource', ...examples) };
}
