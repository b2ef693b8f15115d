// The settings of a source: each kind describes its own, and checking, sealing, masking and forms follow from that.
import type { JsonObject } from '../domain/event.ts';
import type { Problem } from '../domain/refusal.ts';

export type SettingValue = string | number | JsonObject;
export type Settings = Readonly<Record<string, SettingValue>>;

export interface Setting {
  /** In snake_case, the same in GraphQL and REST. */
  readonly name: string;
  readonly label: string;
  /** Where it is found at the provider, and what it is for. */
  readonly description: string;
  /** `secret` is sealed at rest and masked in answers; `keys` is a JSON Web Key Set of public keys. */
  readonly type: 'text' | 'secret' | 'url' | 'choice' | 'seconds' | 'keys';
  readonly required: boolean;
  readonly default?: string | number;
  readonly choices?: readonly string[];
  /** It belongs only to this value of another setting. */
  readonly when?: { readonly setting: string; readonly is: string };
  readonly example?: string;
}

/** What stands for a secret in every answer; sent back, it keeps the stored value. */
export const mask = '********';

const maxText = 4_096;
const maxSeconds = 3_600;

/** True when the setting belongs to the others as they are. */
export function belongs({ when }: Setting, settings: Readonly<Record<string, unknown>>): boolean {
  return when === undefined || settings[when.setting] === when.is;
}

/**
 * Checks and completes the settings of a source.
 * @param stored what is kept where a secret is left out or its mask comes back; undefined for a new source.
 */
export function readSettings(
  specs: readonly Setting[],
  given: unknown,
  stored: Settings | undefined,
): { settings: Settings; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const settings: Record<string, SettingValue> = {};
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return { settings, problems: [{ path: 'settings', message: 'must be an object' }] };
  const values = given as Record<string, unknown>;
  for (const name of Object.keys(values))
    if (!specs.some((spec) => spec.name === name))
      problems.push({ path: `settings.${name.slice(0, 80)}`, message: 'is not a known field' });
  for (const spec of specs) {
    const path = `settings.${spec.name}`;
    const own = Object.hasOwn(values, spec.name) ? values[spec.name] : undefined;
    const isGiven = own !== undefined && own !== null && own !== '';
    // Of a choice that is none, nothing more can be said.
    if (spec.when && problems.some((problem) => problem.path === `settings.${spec.when?.setting}`)) continue;
    if (!belongs(spec, settings)) {
      if (isGiven)
        problems.push({
          path,
          message: `does not belong to ${spec.when?.setting} ${settings[spec.when?.setting ?? '']}`,
        });
      continue;
    }
    const isKept = spec.type === 'secret' && (own === undefined || own === null || own === mask);
    const value = isKept && stored?.[spec.name] !== undefined ? stored[spec.name] : isGiven ? own : spec.default;
    if (value === undefined) {
      if (spec.required) problems.push({ path, message: 'is required' });
      continue;
    }
    const read = readValue(spec, value);
    if ('message' in read) problems.push({ path, message: read.message });
    else settings[spec.name] = read.value;
  }
  return { settings, problems };
}

function readValue(spec: Setting, value: unknown): { value: SettingValue } | { message: string } {
  if (spec.type === 'keys') return readKeys(value);
  if (spec.type === 'seconds')
    return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= maxSeconds
      ? { value }
      : { message: `must be a whole number from 1 to ${maxSeconds}` };
  if (typeof value !== 'string') return { message: 'must be text' };
  if (value.length > maxText) return { message: `must have at most ${maxText} characters` };
  if (/\p{Cc}/u.test(value)) return { message: 'must not have control characters' };
  if (spec.type === 'choice' && !spec.choices?.includes(value))
    return { message: `must be one of ${spec.choices?.join(', ')}` };
  if (spec.type === 'secret' && value.includes(mask))
    return { message: 'is the mask of a secret that is not stored: give the secret' };
  if (spec.type === 'url' && !/^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : ''))
    return { message: 'must be an address such as https://idp.example.com/keys' };
  if (spec.name === 'header' && !/^[\w-]{1,100}$/.test(value)) return { message: 'must be the name of a header' };
  return { value };
}

/** A key set with its private halves would be a secret in the wrong place. */
function readKeys(value: unknown): { value: JsonObject } | { message: string } {
  let set: unknown = value;
  try {
    if (typeof value === 'string') set = JSON.parse(value);
  } catch {
    return { message: 'must be JSON' };
  }
  const keys = (set as { keys?: unknown } | null)?.keys;
  const isKey = (key: unknown) => typeof key === 'object' && key !== null && 'kty' in key;
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > 100 || !keys.every(isKey))
    return { message: 'must be a JSON Web Key Set: {"keys": […]}' };
  if (keys.some((key: object) => 'd' in key || 'k' in key)) return { message: 'must hold public keys only' };
  return { value: { keys } as JsonObject };
}

/** The settings with every secret changed. */
export function mapSecrets(
  specs: readonly Setting[],
  settings: Settings,
  change: (value: string, name: string) => string,
): Settings {
  const isSecret = (name: string) => specs.some((spec) => spec.name === name && spec.type === 'secret');
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      typeof value === 'string' && isSecret(name) ? change(value, name) : value,
    ]),
  );
}

/** A setting that is text; undefined when it is not set. */
export function textSetting(settings: Settings, name: string): string | undefined {
  const value = settings[name];
  return typeof value === 'string' ? value : undefined;
}

/** A text that the kind's own description requires. */
export const requiredText = (settings: Settings, name: string): string => textSetting(settings, name) ?? '';
