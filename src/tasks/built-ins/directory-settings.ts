// The settings of `scim_directory_sync`, and how they are read. A problem must never hold a value.
import { isAttributeName } from '../scim/scim-filter.ts';
import { readConfig } from './built-in-config.ts';
import { type BuiltInConfig, type ConfigField, type ConfigProblem, configField } from './built-in-kind.ts';
import { type Pair, readPairs } from './pairs-setting.ts';
import { TaskError } from './task-error.ts';

export interface DirectorySettings {
  readonly source: string;
  readonly target: string;
  /** `from` in the source, `to` in the target. */
  readonly attributes: readonly Pair[];
  readonly matchBy: 'userName' | 'externalId';
  /** SCIM filters; undefined for all users. */
  readonly sourceFilter: string | undefined;
  readonly targetFilter: string | undefined;
  readonly deactivateMissing: boolean;
  readonly maxDeactivatePercent: number;
  readonly dryRun: boolean;
}

export const directoryFields: readonly ConfigField[] = [
  configField('source', 'Source', 'The directory whose users lead.', { required: true, kind: 'connection' }),
  configField('target', 'Target', 'The directory that is changed.', { required: true, kind: 'connection' }),
  configField(
    'attributes',
    'Attributes',
    'Names with commas or lines between them; “target = source” where they differ, such as title = userType. ' +
      'What the source does not give stays as it is. `active` is always kept in step.',
    { default: 'userName, name.givenName, name.familyName, displayName, emails' },
  ),
  configField(
    'match_by',
    'Match by',
    'userName, or externalId: the source’s externalId, or its id where it has none.',
    {
      default: 'userName',
    },
  ),
  configField('source_filter', 'Source filter', 'SCIM filter: only these users of the source. Default: all.'),
  configField(
    'target_filter',
    'Target filter',
    'SCIM filter: only these users of the target are touched. Default: all.',
  ),
  configField(
    'deactivate_missing',
    'Deactivate the missing',
    'Whether users of the target that the source does not have are deactivated. Nobody is ever deleted.',
    { default: 'true', kind: 'boolean' },
  ),
  configField(
    'max_deactivate_percent',
    'Safety limit',
    'If more than this share of the target’s active users would be deactivated, nothing at all is changed.',
    { default: '20', kind: 'number', min: 0, max: 100 },
  ),
  configField('dry_run', 'Dry run', 'Only says what would be changed.', { default: 'false', kind: 'boolean' }),
];

/** What the description of the fields cannot say. */
export function checkDirectory(config: BuiltInConfig): readonly ConfigProblem[] {
  try {
    const { source, target } = readDirectorySettings(config);
    return source === target ? [{ key: 'target', message: 'is the source itself' }] : [];
  } catch (error) {
    if (!(error instanceof TaskError)) throw error;
    const [key = '', ...rest] = error.message.split(': ');
    return [{ key, message: rest.join(': ') }];
  }
}

/** @throws TaskError `key: what is wrong`. */
export function readDirectorySettings(config: BuiltInConfig): DirectorySettings {
  const settings = readConfig(directoryFields, config);
  const matchBy = settings.text('match_by');
  if (matchBy !== 'userName' && matchBy !== 'externalId')
    throw new TaskError('match_by: must be userName or externalId');
  // A pair is written as an assignment: target = source.
  const written = readPairs(settings.text('attributes'), { alone: true });
  if (typeof written === 'string') throw new TaskError(`attributes: ${written}`);
  const attributes = written.map(({ from, to }) => ({ from: to, to: from }));
  for (const { from, to } of attributes) {
    if (!isAttributeName(from) || !isAttributeName(to))
      throw new TaskError('attributes: has a name that is no attribute');
    if (untouchable.has(to.toLowerCase())) throw new TaskError(`attributes: ${to} cannot be set`);
  }
  return {
    source: settings.text('source'),
    target: settings.text('target'),
    attributes,
    matchBy,
    sourceFilter: settings.text('source_filter') || undefined,
    targetFilter: settings.text('target_filter') || undefined,
    deactivateMissing: settings.flag('deactivate_missing'),
    maxDeactivatePercent: settings.number('max_deactivate_percent'),
    dryRun: settings.flag('dry_run'),
  };
}

/** Read-only, never readable, or decided by this task itself. */
const untouchable = new Set(['id', 'meta', 'schemas', 'groups', 'password', 'active']);
