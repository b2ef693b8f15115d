// What a valid task is. Takes what a client sent and gives either a task that can be stored, or every problem with the
// path of its field.
import { z } from 'zod';
import { type Problem, pathText } from '../domain/refusal.ts';

import type { BuiltInKind, ConfigProblem } from './built-ins/built-in-kind.ts';
import type { ScriptProblem } from './sandbox/script-types.ts';
import { mask, missedPolicies, overlaps, type TaskFields } from './stored-task.ts';

/** A configuration entry as a client sends it. */
export interface ConfigEntryInput {
  readonly key: string;
  /** Left out or masked in an update: the stored secret. */
  readonly value?: string | undefined;
  /** Default: as it is stored, for a new key false. */
  readonly secret?: boolean | undefined;
}

export interface TaskInput extends Omit<TaskFields, 'config'> {
  readonly config: readonly ConfigEntryInput[];
}

export interface TaskChecks {
  /** The next times of a schedule. @throws when it is none. */
  readonly nextTimes: (schedule: { cron: string; timeZone: string }, from: Date, count: number) => readonly Date[];
  /** Whether a script can be read, and where it cannot. */
  readonly checkScript: (source: string) => readonly ScriptProblem[] | Promise<readonly ScriptProblem[]>;
  readonly findBuiltIn: (type: string) => BuiltInKind | undefined;
}

const storableText = (text: string) => text.isWellFormed() && !text.includes('\0');
const notStorable = 'has characters that cannot be stored (NUL or half of a surrogate pair)';

const shape = z.object({
  name: z.string().trim().min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
  description: z.string().max(5_000, 'must have at most 5000 characters'),
  type: z.string(),
  script: z.string(),
  config: z
    .array(
      z.object({
        key: z.string().regex(/^[A-Za-z_][\w.-]{0,99}$/, 'must be a name of letters, digits, _ . and -'),
        value: z.string({ error: 'is required' }).max(8_192, 'must have at most 8192 characters'),
        secret: z.boolean().default(false),
      }),
    )
    .max(100, 'must have at most 100 items'),
  cron: z.string().nullable(),
  timeZone: z.string(),
  enabled: z.boolean(),
  timeoutSecs: z.int().min(1, 'must be at least 1').max(3_600, 'must be at most 3600'),
  overlap: z.enum(overlaps, `must be one of ${overlaps.join(', ')}`),
  missed: z.enum(missedPolicies, `must be one of ${missedPolicies.join(', ')}`),
});

export async function validateTask(
  checks: TaskChecks,
  input: TaskInput,
): Promise<{ valid: TaskFields } | { problems: readonly Problem[] }> {
  const parsed = shape.safeParse(input);
  const problems: Problem[] = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => ({
      path: pathText(path.map((part) => (typeof part === 'number' ? part : String(part)))),
      message,
    })),
    ...unstorable({ name: input.name, description: input.description, script: input.script, cron: input.cron ?? '' }),
    ...configProblems(input.config),
    ...scheduleProblems(checks, input),
    ...(await workProblems(checks, input)),
  ];
  if (!parsed.success || problems.length > 0) return { problems };
  const builtIn = checks.findBuiltIn(input.type);
  const isSecret = (key: string) => builtIn?.configFields.some((field) => field.key === key && field.secret) ?? false;
  const config = parsed.data.config.map((entry) => ({ ...entry, secret: entry.secret || isSecret(entry.key) }));
  return { valid: { ...parsed.data, cron: cronText(parsed.data.cron), config } };
}

const unstorable = (texts: Record<string, string>): Problem[] =>
  Object.entries(texts).flatMap(([path, text]) => (storableText(text) ? [] : [{ path, message: notStorable }]));

function configProblems(config: readonly ConfigEntryInput[]): Problem[] {
  const seen = new Set<string>();
  return config.flatMap(({ key, value = '' }, index) => {
    const problems: Problem[] = [];
    if (seen.has(key)) problems.push({ path: `config[${index}].key`, message: 'is given twice' });
    seen.add(key);
    if (value.includes(mask))
      problems.push({
        path: `config[${index}].value`,
        message: 'is the mask of a secret that is not stored: give the secret',
      });
    if (!storableText(value)) problems.push({ path: `config[${index}].value`, message: notStorable });
    return problems;
  });
}

/** Empty text is no schedule. */
const cronText = (cron: string | null) => (cron === null || cron.trim() === '' ? null : cron.trim());

const names = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/;

/** What is wrong with a schedule; one without a cron text is one that never comes. */
export function scheduleProblems(
  { nextTimes }: Pick<TaskChecks, 'nextTimes'>,
  { cron: given, timeZone }: Pick<TaskInput, 'cron' | 'timeZone'>,
): Problem[] {
  const problems: Problem[] = [];
  const works = (cron: string, zone: string) => {
    try {
      return nextTimes({ cron, timeZone: zone }, new Date(), 1).length > 0;
    } catch {
      return false;
    }
  };
  if (timeZone === '' || !works('* * * * *', timeZone))
    problems.push({ path: 'timeZone', message: 'is not an IANA time zone such as UTC or Europe/Rome' });
  const cron = cronText(given);
  if (cron === null) return problems;
  if (!names.test(cron) && cron.split(/\s+/).length !== 5)
    problems.push({ path: 'cron', message: 'must have five fields: minute, hour, day of month, month, day of week' });
  else if (!works(cron, 'UTC')) problems.push({ path: 'cron', message: whatIsWrong(cron, works) });
  return problems;
}

const cronFields: readonly (readonly [string, string])[] = [
  ['minute', '0-59'],
  ['hour', '0-23'],
  ['day of month', '1-31'],
  ['month', '1-12 or jan-dec'],
  ['day of week', '0-7 or sun-sat'],
];

/** Names the field that is none, if one is: alone among stars it is no schedule either. */
function whatIsWrong(cron: string, works: (cron: string, zone: string) => boolean): string {
  const texts = cron.split(/\s+/);
  const bad = texts.findIndex(
    (text, at) => !works(texts.map((_, index) => (index === at ? text : '*')).join(' '), 'UTC'),
  );
  const [name, range] = cronFields[bad] ?? [];
  if (texts.length === 5 && name) return `field ${bad + 1} (${name}) is ${texts[bad]}: use ${range}, *, lists or steps`;
  return 'is not a schedule such as 30 8 * * 1-5, or never comes';
}

async function workProblems(checks: TaskChecks, { type, script, config }: TaskInput): Promise<Problem[]> {
  if (type === 'script') {
    if (script.trim() === '') return [{ path: 'script', message: 'must not be empty' }];
    return (await checks.checkScript(script)).map(({ line, column, message }) => ({
      path: 'script',
      message: `line ${line}, column ${column}: ${message}`,
    }));
  }
  const builtIn = checks.findBuiltIn(type);
  if (!builtIn) return [{ path: 'type', message: 'is neither script nor a built-in task' }];
  const problems: Problem[] =
    script === '' ? [] : [{ path: 'script', message: 'belongs to tasks of the type script only' }];
  const values = Object.fromEntries(config.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value]])));
  return [...problems, ...builtIn.validate(values).map((problem) => placed(problem, config))];
}

/** A built-in names the key; clients know where it stands, if it does. */
function placed({ key, message }: ConfigProblem, config: readonly ConfigEntryInput[]): Problem {
  const index = config.findIndex((entry) => entry.key === key);
  return index < 0 ? { path: 'config', message: `${key}: ${message}` } : { path: `config[${index}].value`, message };
}
