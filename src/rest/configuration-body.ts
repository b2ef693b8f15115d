// What an apply did, or would do, as the REST body shows it.
import type { AppliedConfigurationBodyFragment } from './gql/operations.ts';
import { snakeCase, snakeKeys } from './spelling.ts';

export const appliedBody = ({ dryRun, planHash, objects }: AppliedConfigurationBodyFragment) => ({
  dry_run: dryRun,
  plan_hash: planHash,
  objects: objects.map(({ kind, outcome, differences, revealed, ...object }) => ({
    kind: kind.toLowerCase(),
    ...object,
    outcome: outcome.toLowerCase(),
    differences: differences.map(({ path, ...difference }) => ({
      path: differencePath(path),
      ...difference,
    })),
    ...(revealed.length > 0 && { revealed: revealed.map(snakeKeys) }),
  })),
});

/** Names of headers and settings are as they are. */
export function differencePath(path: string): string {
  const [, fields = path, named = ''] = /^((?:.*?\.)?(?:headers|config|settings|data)\.)(.+)$/s.exec(path) ?? [];
  return snakeCase(fields) + named;
}
