// What Keycloak's events mean, for both of its webhook extensions: they differ in envelopes and credentials only.
import type { Json, JsonObject } from '../../domain/event.ts';
import { parseJson } from '../read-documents.ts';
import { get, isObject, objectAt, text, textsAt } from '../read-values.ts';
import type { Fact } from '../source-kind.ts';

export interface KeycloakEvent {
  /** `LOGIN` of a user event, `USER-CREATE` of an admin event. */
  readonly name: string;
  /** The account that acted, or that somebody tried to use. */
  readonly userId: string | undefined;
  readonly userName: string | undefined;
  readonly clientId: string | undefined;
  readonly error: string | undefined;
  readonly at: Date | undefined;
  readonly details: JsonObject;
  readonly path: readonly string[];
  /** JSON in a text. */
  readonly representation: Json;
}

export function readRepresentation(value: Json | undefined): Json {
  if (typeof value !== 'string') return value ?? null;
  try {
    return parseJson(value);
  } catch {
    return null;
  }
}

type Row = readonly [type: string, data: (event: KeycloakEvent) => Fact['data']];

const account = ({ userId, userName, clientId }: KeycloakEvent) => ({
  user_id: userId,
  user_name: userName,
  app_name: clientId,
});
const self = ({ userId, userName, details }: KeycloakEvent) => ({
  user_id: userId,
  user_name: userName,
  user_email: text(details, 'updated_email') ?? text(details, 'email'),
});

/** What users do themselves. */
const userEvents: Record<string, Row> = {
  LOGIN: ['login.success', account],
  LOGIN_ERROR: ['login.failed', (event) => ({ ...account(event), reason: event.error })],
  REGISTER: ['user.created', (event) => ({ ...self(event), app_name: event.clientId })],
  UPDATE_PROFILE: ['user.updated', self],
  UPDATE_EMAIL: ['user.updated', self],
  USER_DISABLED_BY_PERMANENT_LOCKOUT: ['user.deactivated', self],
  DELETE_ACCOUNT: ['user.deleted', self],
  UPDATE_TOTP: ['mfa.enrolled', (event) => factor(event)],
  UPDATE_CREDENTIAL: ['mfa.enrolled', (event) => factor(event)],
  REMOVE_TOTP: ['mfa.unenrolled', (event) => factor(event)],
  REMOVE_CREDENTIAL: ['mfa.unenrolled', (event) => factor(event)],
};

const factor = ({ userId, userName, details }: KeycloakEvent) => ({
  user_id: userId,
  user_name: userName,
  mfa_method: text(details, 'credential_type') ?? 'otp',
});

const user = ({ path, representation, details }: KeycloakEvent) => ({
  user_id: path[1],
  user_email: text(representation, 'email'),
  user_name: text(representation, 'username') ?? text(details, 'username'),
});
/** A subgroup is made below the path of its parent. */
const group = ({ path, representation }: KeycloakEvent) => ({
  group_id: path.length === 2 ? path[1] : text(representation, 'id'),
  group_name: text(representation, 'name'),
});
const membership = ({ path, representation, details }: KeycloakEvent) => ({
  user_id: path[1],
  user_name: text(details, 'username'),
  group_id: path[3],
  group_name: text(representation, 'name'),
});
const client = ({ path, representation }: KeycloakEvent) => ({
  app_id: path[1],
  app_name: text(representation, 'name') ?? text(representation, 'clientId'),
});
const roleMapping = ({ path, representation }: KeycloakEvent) => ({
  [path[0] === 'groups' ? 'group_id' : 'user_id']: path[1],
  app_id: path[4],
  roles: Array.isArray(representation)
    ? textsAt(representation.map((role: Json) => get(role, 'name') ?? null))
    : undefined,
});

/** What administrators do, each with the only form of path that it means. */
const adminEvents: Record<string, readonly [...Row, path: RegExp]> = {
  'USER-CREATE': ['user.created', user, /^users\/[^/]+$/],
  'USER-UPDATE': ['user.updated', user, /^users\/[^/]+$/],
  'USER-DELETE': ['user.deleted', user, /^users\/[^/]+$/],
  'GROUP-CREATE': ['group.created', group, /^groups\/[^/]+(\/children)?$/],
  'GROUP-UPDATE': ['group.updated', group, /^groups\/[^/]+$/],
  'GROUP-DELETE': ['group.deleted', group, /^groups\/[^/]+$/],
  'GROUP_MEMBERSHIP-CREATE': ['group.member_added', membership, /^users\/[^/]+\/groups\/[^/]+$/],
  'GROUP_MEMBERSHIP-DELETE': ['group.member_removed', membership, /^users\/[^/]+\/groups\/[^/]+$/],
  'CLIENT-CREATE': ['application.created', client, /^clients\/[^/]+$/],
  'CLIENT-UPDATE': ['application.updated', client, /^clients\/[^/]+$/],
  'CLIENT-DELETE': ['application.deleted', client, /^clients\/[^/]+$/],
  'CLIENT_ROLE_MAPPING-CREATE': [
    'app_mapping.created',
    roleMapping,
    /^(users|groups)\/[^/]+\/role-mappings\/clients\/[^/]+$/,
  ],
  'CLIENT_ROLE_MAPPING-DELETE': [
    'app_mapping.deleted',
    roleMapping,
    /^(users|groups)\/[^/]+\/role-mappings\/clients\/[^/]+$/,
  ],
};

const secondFactor = /^(otp|totp|hotp|webauthn|recovery)/i;

export function factsOfKeycloak(event: KeycloakEvent): readonly Fact[] {
  const { name, details, path, representation, error } = event;
  const own = Object.hasOwn(userEvents, name) ? userEvents[name] : undefined;
  if (own) {
    if (name.endsWith('_CREDENTIAL') && !secondFactor.test(text(details, 'credential_type') ?? '')) return [];
    const [type, data] = own;
    const isLockout = name === 'USER_DISABLED_BY_PERMANENT_LOCKOUT';
    return [{ type, data: data(event), key: twinKey(event, type), ...(isLockout && { actor: null }) }];
  }
  const admin = Object.hasOwn(adminEvents, name) ? adminEvents[name] : undefined;
  if (!admin?.[2].test(path.join('/')) || error !== undefined) return [];
  // There is no event of its own: a whole update that says so is the only sign.
  const isDisabled = name === 'USER-UPDATE' && isObject(representation) && representation.enabled === false;
  const resource = name.slice(0, name.lastIndexOf('-')).toLowerCase();
  const type = isDisabled ? 'user.deactivated' : admin[0];
  return [{ type, data: { ...admin[1](event), resource_type: resource } }];
}

/** Both events of one enrolment come within milliseconds; the grid of 10 s is off the round seconds. */
const gridMs = 10_000;

/**
 * Since Keycloak 26 one enrolment of a one-time password sends UPDATE_CREDENTIAL and UPDATE_TOTP, with two ids: the key
 * is made of what they share.
 */
function twinKey({ userId, at, details }: KeycloakEvent, type: string): string | undefined {
  const method = text(details, 'credential_type') ?? 'otp';
  if (!type.startsWith('mfa.') || !/^[th]?otp$/i.test(method) || !userId || !at) return undefined;
  return `${type}:${userId}:${Math.floor((at.getTime() + gridMs / 2) / gridMs)}`;
}

export const pathOf = (value: Json | undefined): readonly string[] =>
  typeof value === 'string' ? value.replace(/^\/+|\/+$/g, '').split('/') : [];

export const detailsOf = (value: Json | undefined) => objectAt(value, 'details');
