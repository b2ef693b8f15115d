// A client of one SCIM 2.0 directory (RFC 7643, 7644). All requests go through Outbound: its guard, limits and TLS.
import type { Outbound } from '../../infra/outbound/send-request.ts';
import { createAccessToken, type ScimAuth } from './access-token.ts';
import { createGroupMembers, type GroupMembers } from './group-members.ts';
import { createScimCollection, type ScimCollection } from './scim-collection.ts';
import { ScimError } from './scim-error.ts';
import { createScimSender } from './scim-request.ts';
import type { AttributeChoice, ScimResource, WriteOptions } from './scim-types.ts';

export interface ScimClientOptions {
  /** What stands before `/Users`, such as https://id.example.com/scim/v2; a final slash does not matter. */
  readonly baseUrl: string;
  readonly auth: ScimAuth;
  readonly outbound: Outbound;
  /** Limit for one try of one request, in ms. Default: 30,000. */
  readonly timeoutMs?: number;
  /** Ends requests and waits; they reject with its reason. Default: none. */
  readonly signal?: AbortSignal;
}

export interface ScimUsers extends ScimCollection {
  /** Sets `active` to true. */
  activate(id: string, options?: WriteOptions): Promise<ScimResource | null>;
  /** Sets `active` to false; the account stays. */
  deactivate(id: string, options?: WriteOptions): Promise<ScimResource | null>;
}

export interface ScimGroups extends ScimCollection, GroupMembers {
  addMember(groupId: string, userId: string): Promise<void>;
  removeMember(groupId: string, userId: string): Promise<void>;
  /** The group of this displayName, without its members; null if there is none. @throws ScimError if there are several. */
  findByName(displayName: string, choice?: AttributeChoice): Promise<ScimResource | null>;
}

export interface ScimClient {
  readonly users: ScimUsers;
  readonly groups: ScimGroups;
}

export function createScimClient(options: ScimClientOptions): ScimClient {
  const { auth, outbound, timeoutMs = 30_000, signal } = options;
  const token = createAccessToken({ auth, outbound, timeoutMs });
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const send = createScimSender({ baseUrl, token, outbound, timeoutMs, signal });
  const users = createScimCollection(send, { path: '/Users', schema: 'urn:ietf:params:scim:schemas:core:2.0:User' });
  const groups = createScimCollection(send, { path: '/Groups', schema: 'urn:ietf:params:scim:schemas:core:2.0:Group' });
  const members = createGroupMembers(users, groups);
  const setActive = async (id: string, active: boolean, options: WriteOptions | undefined) => {
    try {
      return await users.patch(id, [{ op: 'replace', path: 'active', value: active }], options);
    } catch (error) {
      if (!(error instanceof ScimError) || (error.status !== 501 && error.status !== 405)) throw error;
      // RFC 7644, 3.5.2: PATCH is optional for a directory; then the whole user is written back.
      return users.replace(id, { ...(await users.get(id)), active }, options);
    }
  };
  return {
    users: {
      ...users,
      activate: (id, options) => setActive(id, true, options),
      deactivate: (id, options) => setActive(id, false, options),
    },
    groups: {
      ...groups,
      ...members,
      addMember: (groupId, userId) => members.addMembers(groupId, [userId]),
      removeMember: (groupId, userId) => members.removeMembers(groupId, [userId]),
      findByName: (displayName, choice = { excludedAttributes: ['members'] }) =>
        groups.findOne({ displayName }, choice),
    },
  };
}
