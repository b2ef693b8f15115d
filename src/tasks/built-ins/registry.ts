// The ONE list of built-in tasks. Validation, forms, the schema's descriptions and the documentation derive from it.
import type { BuiltInKind } from './built-in-kind.ts';
import { githubTeamSync } from './github-team-sync.ts';
import { historyRetention } from './history-retention.ts';
import { scimDirectorySync } from './scim-directory-sync.ts';

export const builtInKinds: readonly BuiltInKind[] = [githubTeamSync, scimDirectorySync, historyRetention];

/** The built-in of a task's `type`; undefined for `script` and unknown ones. */
export function builtInKind(type: string): BuiltInKind | undefined {
  return builtInKinds.find((kind) => kind.type === type);
}
