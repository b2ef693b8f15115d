/**
 * The built-in task `github_team_sync`: members of SCIM groups into GitHub teams. The SCIM groups lead.
 * It must never remove an owner of the organization or a team's last maintainer, and change nothing in a dry run.
 */
import { isAttributeName } from '../scim/scim-filter.ts';
import { readConfig } from './built-in-config.ts';
import { type BuiltInTools, type ConfigField, configField, defineBuiltIn } from './built-in-kind.ts';
import { createGitHubApi, GitHubError } from './github-api.ts';
import { createGitHubTeams, type GitHubTeams } from './github-teams.ts';
import { type Pair, readPairs } from './pairs-setting.ts';
import { planTeam, type TeamPlan } from './plan-team.ts';
import { createGroupLogins, type GroupLogins } from './scim-logins.ts';
import { TaskError } from './task-error.ts';

const configFields: readonly ConfigField[] = [
  configField('connection', 'SCIM connection', 'The directory whose groups lead.', {
    required: true,
    kind: 'connection',
  }),
  configField('org', 'Organization', 'Name of the GitHub organization.', { required: true }),
  configField(
    'token',
    'Token',
    'Needs to read members and to write teams (classic: admin:org; fine-grained: Members).',
    {
      required: true,
      secret: true,
    },
  ),
  configField('teams', 'Groups and teams', 'One per line: display name of the SCIM group = slug of the team.', {
    required: true,
  }),
  configField(
    'login_attribute',
    'Attribute with the GitHub login',
    'SCIM attribute, such as userName or a path with dots.',
    {
      default: 'userName',
    },
  ),
  configField('base_url', 'API address', 'For GitHub Enterprise Server: https://HOST/api/v3.', {
    default: 'https://api.github.com',
    kind: 'url',
  }),
  configField('allow_empty', 'Empty a team', 'Whether a team is emptied when its groups have no active members.', {
    default: 'false',
    kind: 'boolean',
  }),
  configField('dry_run', 'Dry run', 'Only says what would be changed.', { default: 'false', kind: 'boolean' }),
];

export const githubTeamSync = defineBuiltIn({
  type: 'github_team_sync',
  title: 'GitHub team sync',
  description: 'Adds the members of SCIM groups to GitHub teams and removes those who are no members any more.',
  configFields,
  check: ({ teams, login_attribute: attribute }) => {
    const pairs = readPairs(String(teams ?? ''), { alone: false });
    return [
      ...(typeof pairs === 'string' ? [{ key: 'teams', message: pairs }] : []),
      ...(isAttributeName(String(attribute || 'userName'))
        ? []
        : [{ key: 'login_attribute', message: 'is no attribute name' }]),
    ];
  },
  run: async (config, tools, signal) => {
    const settings = readConfig(configFields, config);
    const pairs = readPairs(settings.text('teams'), { alone: false });
    if (typeof pairs === 'string') throw new TaskError(`teams: ${pairs}`);
    const { outbound, log } = tools;
    const [baseUrl, token] = [settings.text('base_url'), settings.text('token')];
    const api = createGitHubApi({ baseUrl, token, outbound, log, signal });
    const teams = createGitHubTeams(api, settings.text('org'));
    const attribute = settings.text('login_attribute');
    const logins = createGroupLogins({ scim: tools.scim(settings.text('connection')), attribute, log, signal });
    const [dryRun, allowEmpty] = [settings.flag('dry_run'), settings.flag('allow_empty')];
    if (dryRun) log.info('dry run: nothing is changed');
    const owners = await teams.owners();
    let failed = 0;
    for (const [slug, groups] of byTeam(pairs)) {
      signal.throwIfAborted();
      const sync = { slug, groups, teams, logins, owners, allowEmpty, dryRun, log };
      failed += (await syncTeam(sync)) ? 0 : 1;
    }
    if (failed > 0) throw new TaskError(`${failed} of ${byTeam(pairs).size} teams could not be synchronized in full`);
  },
});

interface TeamSync {
  readonly slug: string;
  readonly groups: readonly string[];
  readonly teams: GitHubTeams;
  readonly logins: GroupLogins;
  readonly owners: ReadonlySet<string>;
  readonly allowEmpty: boolean;
  readonly dryRun: boolean;
  readonly log: BuiltInTools['log'];
}

/** False if anything could not be done. What concerns one team only does not stop the others. */
async function syncTeam({ slug, groups, teams, logins, owners, allowEmpty, dryRun, log }: TeamSync): Promise<boolean> {
  try {
    const wanted = new Set<string>();
    for (const group of groups) for (const login of await logins.of(group)) wanted.add(login);
    if (wanted.size === 0 && !allowEmpty)
      throw new TaskError('its groups have no active members; set allow_empty if it should be emptied');
    const plan = planTeam(wanted, await teams.read(slug), owners);
    for (const [login, why] of plan.protected) log.warn(`team ${slug}: ${login} stays, ${why}`);
    const done = dryRun ? countsOf(plan) : await apply(slug, plan, teams, log);
    log.info(`team ${slug}: ${describe(done, plan, dryRun)}`);
    return done.failed === 0;
  } catch (error) {
    if (!isOfTeam(error)) throw error;
    const missing = error instanceof GitHubError && error.status === 404;
    log.error(`team ${slug}: ${missing ? 'not found; is the slug right, and may the token see it?' : error.message}`);
    return false;
  }
}

/** A token that is refused or a rate limit concerns all teams, as does a directory that does not answer. */
function isOfTeam(error: unknown): error is TaskError {
  if (error instanceof GitHubError) return error.status === 404 || error.status === 422;
  return error instanceof TaskError;
}

interface Done {
  added: number;
  invited: number;
  removed: number;
  failed: number;
}

const countsOf = ({ add, remove }: TeamPlan): Done => ({
  added: add.length,
  invited: 0,
  removed: remove.length,
  failed: 0,
});

async function apply(slug: string, plan: TeamPlan, teams: GitHubTeams, log: BuiltInTools['log']): Promise<Done> {
  const done: Done = { added: 0, invited: 0, removed: 0, failed: 0 };
  for (const login of plan.add) {
    try {
      done[await teams.add(slug, login)]++;
    } catch (error) {
      if (!isOfTeam(error)) throw error;
      const missing = error instanceof GitHubError && error.status === 404;
      log.error(`team ${slug}: ${login} not added: ${missing ? 'GitHub has no such account' : error.message}`);
      done.failed++;
    }
  }
  for (const login of plan.remove) {
    if (await teams.remove(slug, login)) done.removed++;
    else log.warn(`team ${slug}: ${login} is no direct member, perhaps one of a child team: not removed`);
  }
  return done;
}

function describe(done: Done, plan: TeamPlan, dryRun: boolean): string {
  const would = dryRun ? 'would be ' : '';
  const names = (list: readonly string[]) => (dryRun && list.length > 0 ? ` (${list.join(', ')})` : '');
  const waiting = done.invited + plan.waiting.length;
  return [
    `${done.added} ${would}added${names(plan.add)}`,
    `${done.removed} ${would}removed${names(plan.remove)}`,
    `${plan.kept} kept`,
    ...(waiting > 0 ? [`${waiting} invited`] : []),
  ].join(', ');
}

/** Several groups may lead to one team: it gets the members of all. */
function byTeam(pairs: readonly Pair[]): Map<string, string[]> {
  const teams = new Map<string, string[]>();
  for (const { from, to } of pairs) teams.set(to, [...(teams.get(to) ?? []), from]);
  return teams;
}
