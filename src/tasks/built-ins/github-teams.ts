// Teams of one GitHub organization: who is in them, who is invited, who owns the organization; adding and removing.
import { type GitHubApi, GitHubError } from './github-api.ts';

/** All logins are in lower case: GitHub does not tell cases apart. */
export interface TeamState {
  readonly members: ReadonlySet<string>;
  /** Those of the members who are its maintainers. */
  readonly maintainers: ReadonlySet<string>;
  /** Invited to the team, and not there yet. */
  readonly invited: ReadonlySet<string>;
}

export interface GitHubTeams {
  owners(): Promise<ReadonlySet<string>>;
  /** @throws GitHubError 404 if there is no such team. */
  read(slug: string): Promise<TeamState>;
  /** `invited` if GitHub asks the person first. @throws GitHubError 404 if there is no such account. */
  add(slug: string, login: string): Promise<'added' | 'invited'>;
  /** False if the account is no direct member, for example of a child team only. */
  remove(slug: string, login: string): Promise<boolean>;
}

export function createGitHubTeams(api: GitHubApi, org: string): GitHubTeams {
  const orgPath = `/orgs/${encodeURIComponent(org)}`;
  const teamPath = (slug: string) => `${orgPath}/teams/${encodeURIComponent(slug)}`;
  const logins = async (path: string) => {
    const entries = await api.list(path);
    return new Set(entries.flatMap(({ login }) => (typeof login === 'string' ? [login.toLowerCase()] : [])));
  };
  return {
    owners: () => logins(`${orgPath}/members?role=admin`),
    read: async (slug) => {
      const maintainers = await logins(`${teamPath(slug)}/members?role=maintainer`);
      const others = await logins(`${teamPath(slug)}/members?role=member`);
      const invited = await logins(`${teamPath(slug)}/invitations`);
      return { members: new Set([...maintainers, ...others]), maintainers, invited };
    },
    add: async (slug, login) => {
      const path = `${teamPath(slug)}/memberships/${encodeURIComponent(login)}`;
      const { state } = await api.change('PUT', path, { role: 'member' });
      return state === 'pending' ? 'invited' : 'added';
    },
    remove: async (slug, login) => {
      try {
        await api.change('DELETE', `${teamPath(slug)}/memberships/${encodeURIComponent(login)}`);
        return true;
      } catch (error) {
        if (error instanceof GitHubError && error.status === 404) return false;
        throw error;
      }
    },
  };
}
