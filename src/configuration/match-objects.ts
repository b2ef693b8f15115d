// Which stored object is which of the configuration: by its key where the configuration created it, else by its name.
import type { Problem } from '../domain/refusal.ts';
import type { DesiredObject, StoredObject } from './configured-kind.ts';

export interface Match<Desired> {
  readonly desired: Desired;
  readonly key: string;
  /** Where it stands in the input, such as `tasks[2]`. */
  readonly at: string;
  /** Undefined: it is to be created. */
  readonly stored: StoredObject | undefined;
}

export const keyOf = ({ key, name }: DesiredObject): string => (key ?? name).trim();

/** Those that cannot be matched are not among the matches; the problems say why. */
export function matchObjects<Desired extends DesiredObject>(
  list: string,
  desired: readonly Desired[],
  stored: readonly StoredObject[],
  configuration: string,
): { readonly matches: readonly Match<Desired>[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const matches = desired.flatMap((one, index): Match<Desired>[] => {
    const at = `${list}[${index}]`;
    const field = one.key == null ? 'name' : 'key';
    const complain = (message: string, path: string = field) => {
      problems.push({ path: `${at}.${path}`, message });
      return [];
    };
    const key = keyOf(one);
    if (one.key != null && (key === '' || key.length > 200 || /\p{Cc}/u.test(key) || !key.isWellFormed()))
      return complain('must have 1 to 200 characters');
    if (seen.has(key)) return complain('is given twice: give one of them a key of its own');
    seen.add(key);
    const own = stored.find(({ managedBy, managedKey }) => managedBy === configuration && managedKey === key);
    if (own) return [{ desired: one, key, at, stored: own }];
    const sameName = stored.filter(({ name, managedKey, managedBy }) => {
      // One that this configuration created under another key is another object.
      const isOther = managedBy === configuration && managedKey !== key;
      return name === one.name.trim() && !isOther;
    });
    const foreign = sameName.find(({ managedBy }) => managedBy !== null);
    if (foreign) return complain(`belongs to the configuration ${foreign.managedBy}`, 'name');
    if (sameName.length > 1)
      return complain(`${sameName.length} of those that were made by hand have this name: rename all but one`, 'name');
    return [{ desired: one, key, at, stored: sameName[0] }];
  });
  return { matches, problems };
}
