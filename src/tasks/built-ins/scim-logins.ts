/**
 * The logins of the active people in SCIM groups, groups within groups included, each person read once.
 * It must never return fewer because something went wrong: whoever is missing here loses access.
 */
import type { Json } from '../../domain/event.ts';
import type { ScimClient } from '../scim/scim-client.ts';
import { ScimError } from '../scim/scim-error.ts';
import { readAttribute, textOf } from './scim-attribute.ts';
import { TaskError } from './task-error.ts';

export interface GroupLogins {
  /** In lower case. @throws TaskError if there is no group of this name. */
  of(displayName: string): Promise<ReadonlySet<string>>;
}

export interface GroupLoginsOptions {
  readonly scim: ScimClient;
  /** The attribute that holds the login, such as `userName`. */
  readonly attribute: string;
  readonly log: { warn(line: string): void };
  readonly signal: AbortSignal;
}

/** Users that are read at the same time. */
const atOnce = 8;

export function createGroupLogins({ scim, attribute, log, signal }: GroupLoginsOptions): GroupLogins {
  const known = new Map<string, string | null>();

  const loginOf = async (userId: string): Promise<string | null> => {
    const before = known.get(userId);
    if (before !== undefined) return before;
    const login = await readLogin(userId);
    known.set(userId, login);
    return login;
  };

  const readLogin = async (userId: string): Promise<string | null> => {
    try {
      const user = await scim.users.get(userId, { attributes: ['userName', 'active', attribute] });
      if (user.active === false) return null;
      const login = textOf(firstOf(readAttribute(user, attribute)));
      if (login !== undefined && login !== '') return login.toLowerCase();
      log.warn(`user ${textOf(user.userName) ?? userId} has no ${attribute}: left out`);
    } catch (error) {
      if (!(error instanceof ScimError) || error.status !== 404) throw error;
      log.warn(`user ${userId} is a member but does not exist: left out`);
    }
    return null;
  };

  const collectUsers = async (groupId: string, into: Set<string>, visited: Set<string>): Promise<void> => {
    // Groups may contain each other.
    if (visited.has(groupId)) return;
    visited.add(groupId);
    for (const { type, value } of await scim.groups.members(groupId)) {
      if (type === 'Group') await collectUsers(value, into, visited);
      else into.add(value);
    }
  };

  return {
    of: async (displayName) => {
      const group = await scim.groups.findByName(displayName);
      if (!group) throw new TaskError(`there is no SCIM group “${displayName}”`);
      const users = new Set<string>();
      await collectUsers(group.id, users, new Set());
      const ids = [...users];
      const logins = new Set<string>();
      for (let i = 0; i < ids.length; i += atOnce) {
        signal.throwIfAborted();
        for (const login of await Promise.all(ids.slice(i, i + atOnce).map(loginOf)))
          if (login !== null) logins.add(login);
      }
      return logins;
    },
  };
}

/** Of several values the primary one, else the first. */
function firstOf(value: Json | undefined): Json | undefined {
  if (!Array.isArray(value)) return value;
  const isPrimary = (item: Json) => readAttribute(item, 'primary') === true;
  const chosen: Json | undefined = value.find(isPrimary) ?? value[0];
  return readAttribute(chosen, 'value') ?? chosen;
}
