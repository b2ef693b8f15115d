// What has to change in a team, decided before anything is changed.
import type { TeamState } from './github-teams.ts';

/** Logins in lower case, sorted. */
export interface TeamPlan {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** Wanted and invited already: not invited again. */
  readonly waiting: readonly string[];
  /** Not wanted, and staying all the same: login and why. */
  readonly protected: readonly (readonly [login: string, why: string])[];
  /** How many members stay, those who are protected included. */
  readonly kept: number;
}

/** Owners of the organization stay in their teams, and so does a team's last maintainer: somebody must be able to act. */
export function planTeam(wanted: ReadonlySet<string>, team: TeamState, owners: ReadonlySet<string>): TeamPlan {
  const missing = [...wanted].filter((login) => !team.members.has(login)).sort();
  const surplus = [...team.members].filter((login) => !wanted.has(login)).sort();
  const ownersLeft = surplus.filter((login) => owners.has(login));
  const leaving = surplus.filter((login) => !owners.has(login));
  const staysMaintained = [...team.maintainers].some((login) => !leaving.includes(login));
  const last = staysMaintained ? undefined : leaving.find((login) => team.maintainers.has(login));
  const remove = leaving.filter((login) => login !== last);
  return {
    add: missing.filter((login) => !team.invited.has(login)),
    remove,
    waiting: missing.filter((login) => team.invited.has(login)),
    protected: [
      ...ownersLeft.map((login) => [login, 'an owner of the organization'] as const),
      ...(last === undefined ? [] : [[last, 'the last maintainer'] as const]),
    ],
    kept: team.members.size - remove.length,
  };
}
