/**
 * The built-in task `scim_directory_sync`: users of one directory into another. The source leads.
 * It must never delete a user, change anything in a dry run, or deactivate more than the safety limit allows.
 */
import type { ScimClient } from '../scim/scim-client.ts';
import { ScimError } from '../scim/scim-error.ts';
import type { ScimResource } from '../scim/scim-types.ts';
import { type BuiltInTools, defineBuiltIn } from './built-in-kind.ts';
import {
  checkDirectory,
  type DirectorySettings,
  directoryFields,
  readDirectorySettings,
} from './directory-settings.ts';
import { type DirectoryPlan, type PlannedChange, planDirectory } from './plan-directory.ts';
import { TaskError } from './task-error.ts';

export const scimDirectorySync = defineBuiltIn({
  type: 'scim_directory_sync',
  title: 'SCIM directory sync',
  description: 'Creates, updates and deactivates the users of one directory so that they are as in another.',
  configFields: directoryFields,
  check: checkDirectory,
  run: async (config, { scim, log }, signal) => {
    const settings = readDirectorySettings(config);
    if (settings.source === settings.target) throw new TaskError('target: is the source itself');
    const target = scim(settings.target);
    const sourceUsers = await readAll(scim(settings.source), settings.sourceFilter, signal);
    if (sourceUsers.length === 0) throw new TaskError('the source has no users: nothing was changed');
    const plan = planDirectory(sourceUsers, await readAll(target, settings.targetFilter, signal), settings);
    for (const warning of plan.warnings) log.warn(warning);
    if (settings.dryRun) announce(plan, log);
    refuseTooMany(plan, settings);
    const failed = settings.dryRun ? 0 : await apply(plan, target, log, signal);
    log.info(describe(plan, failed, settings.dryRun));
    if (failed > 0) throw new TaskError(`${failed} of ${plan.create.length + plan.change.length} changes failed`);
  },
});

async function readAll({ users }: ScimClient, filter: string | undefined, signal: AbortSignal) {
  const list: ScimResource[] = [];
  for await (const user of users.list(filter === undefined ? {} : { filter })) {
    signal.throwIfAborted();
    list.push(user);
  }
  return list;
}

function refuseTooMany({ change, activeBefore }: DirectoryPlan, { maxDeactivatePercent }: DirectorySettings): void {
  const count = change.filter(({ deactivates }) => deactivates).length;
  if (count * 100 <= activeBefore * maxDeactivatePercent) return;
  const share = Math.round((count * 1000) / activeBefore) / 10;
  throw new TaskError(
    `safety limit: ${count} of ${activeBefore} active users (${share} %) would be deactivated, ` +
      `allowed are ${maxDeactivatePercent} %; nothing was changed`,
  );
}

function announce({ create, change }: DirectoryPlan, log: BuiltInTools['log']): void {
  log.info('dry run: nothing is changed');
  for (const { name } of create) log.info(`would create ${name}`);
  for (const planned of change) log.info(`would ${verb(planned)} ${planned.name}${listed(planned)}`);
}

const verb = ({ deactivates }: PlannedChange) => (deactivates ? 'deactivate' : 'update');

const listed = ({ attributes }: PlannedChange) => (attributes.length === 0 ? '' : ` (${attributes.join(', ')})`);

/** @returns how many changes failed. One user's trouble does not stop the others. */
async function apply(
  { create, change }: DirectoryPlan,
  { users }: ScimClient,
  log: BuiltInTools['log'],
  signal: AbortSignal,
): Promise<number> {
  let failed = 0;
  const attempt = async (what: string, act: () => Promise<unknown>) => {
    signal.throwIfAborted();
    try {
      await act();
    } catch (error) {
      if (!(error instanceof ScimError) || concernsAll(error)) throw error;
      log.error(`cannot ${what}: ${error.detail}`);
      failed++;
    }
  };
  for (const { name, resource } of create) await attempt(`create ${name}`, () => users.create(resource));
  for (const planned of change) {
    const { name, id, operations, etag } = planned;
    const options = etag === undefined ? {} : { etag };
    await attempt(`${verb(planned)} ${name}`, () => users.patch(id, operations, options));
  }
  return failed;
}

/** No answer, no access, too many requests: the next user would fare no better. */
const concernsAll = ({ status }: ScimError) => [0, 401, 403, 429, 503].includes(status);

function describe({ create, change, unchanged }: DirectoryPlan, failed: number, dryRun: boolean): string {
  const deactivated = change.filter(({ deactivates }) => deactivates).length;
  const would = dryRun ? 'would be ' : '';
  const parts = [
    `${create.length} ${would}created`,
    `${change.length - deactivated} ${would}updated`,
    `${deactivated} ${would}deactivated`,
    `${unchanged} unchanged`,
  ];
  return `users: ${parts.join(', ')}${failed > 0 ? `; ${failed} of these failed` : ''}`;
}
