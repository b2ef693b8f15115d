// A task while it is edited, and what the service is sent of it.
import type {
  CreateTaskInput,
  EditedTaskFragment,
  MissedRuns,
  TaskCatalogueQuery,
  TaskConfigInput,
  TaskOverlap,
} from '../gql/task-editor.ts';

export type TaskCatalogue = TaskCatalogueQuery;
export type BuiltIn = TaskCatalogue['builtInTasks'][number];

/** What the service shows in place of a secret. */
const mask = '********';

export const isMasked = (value: string): boolean => value.includes(mask);

export interface SettingDraft {
  /** Tells rows apart while their names change. */
  readonly row: string;
  readonly key: string;
  /** The mask of a stored secret that was not touched. */
  readonly value: string;
  readonly secret: boolean;
}

export interface TaskDraft {
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly type: string;
  readonly script: string;
  readonly config: readonly SettingDraft[];
  readonly cron: string;
  readonly timeZone: string;
  /** As it is typed. */
  readonly timeoutSecs: string;
  readonly overlap: TaskOverlap;
  readonly missed: MissedRuns;
}

export const emptyTask = (): TaskDraft => ({
  name: '',
  description: '',
  enabled: true,
  type: 'script',
  script: '',
  config: [],
  cron: '',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC',
  timeoutSecs: '60',
  overlap: 'SKIP',
  missed: 'SKIP',
});

export const newSetting = (key = '', value = '', secret = false): SettingDraft => ({
  row: crypto.randomUUID(),
  key,
  value,
  secret,
});

export function draftOfTask(task: EditedTaskFragment): TaskDraft {
  const { name, description, enabled, type, script, config, cron, timeZone, timeoutSecs, overlap, missed } = task;
  return {
    name,
    description,
    enabled,
    type,
    script,
    config: config.map((entry, index) => ({ ...entry, row: `s${index}` })),
    cron: cron ?? '',
    timeZone,
    timeoutSecs: String(timeoutSecs),
    overlap,
    missed,
  };
}

/** What a new task begins with: an example by its name, or a built-in by its type. */
export function taskFromStart(
  { builtInTasks, scriptExamples }: TaskCatalogue,
  start: string | undefined,
  kind: string | undefined,
): TaskDraft {
  const empty = emptyTask();
  const builtIn = builtInTasks.find(({ type }) => type === kind);
  if (builtIn) return { ...empty, name: builtIn.title, description: builtIn.description, type: builtIn.type };
  const example = scriptExamples.find(({ name }) => name === start);
  if (!example) return empty;
  return {
    ...empty,
    name: example.title,
    description: example.description,
    script: example.script,
    config: example.config.map(({ key, value, secret }) => newSetting(key, value, secret)),
  };
}

/** The settings that are sent: of a built-in those that it has and that say something. */
export function sentSettings({ type, config }: TaskDraft, builtIns: readonly BuiltIn[]): readonly SettingDraft[] {
  const builtIn = builtIns.find((one) => one.type === type);
  if (!builtIn) return config;
  return config.filter(({ key, value }) => value !== '' && builtIn.configFields.some((field) => field.key === key));
}

const settingInput = ({ key, value, secret }: SettingDraft): TaskConfigInput =>
  isMasked(value) ? { key, secret } : { key, value, secret };

/** Untouched secrets are not in it: the service keeps those that it has. */
export function taskInput(draft: TaskDraft, builtIns: readonly BuiltIn[]): CreateTaskInput {
  const { name, description, enabled, type, script, cron, timeZone, timeoutSecs, overlap, missed } = draft;
  return {
    name,
    description,
    enabled,
    type,
    script: type === 'script' ? script : '',
    config: sentSettings(draft, builtIns).map(settingInput),
    cron,
    timeZone,
    timeoutSecs: wholeNumber(timeoutSecs),
    overlap,
    missed,
  };
}

/** What is no whole number is sent as one that the service refuses at its field. */
const wholeNumber = (text: string): number => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : 0);

/** Whether two drafts would be saved as the same task. */
export const isSameTask = (one: TaskDraft, other: TaskDraft, builtIns: readonly BuiltIn[]): boolean =>
  JSON.stringify(taskInput(one, builtIns)) === JSON.stringify(taskInput(other, builtIns));

export type Problems = ReadonlyMap<string, string>;

/** What is wrong with a setting, by its key: what is missing is named in words, what is there by its place. */
export function settingProblems(problems: Problems, sent: readonly SettingDraft[]): Problems {
  const found = new Map<string, string>();
  for (const [path, message] of problems) {
    const place = /^config\[(\d+)\]/.exec(path)?.[1];
    const key = place === undefined ? undefined : sent[Number(place)]?.row;
    if (key !== undefined) found.set(key, message);
    const named = path === 'config' ? /^([\w.-]+): (.*)$/s.exec(message) : null;
    if (named?.[1]) found.set(named[1], named[2] ?? '');
  }
  return found;
}
