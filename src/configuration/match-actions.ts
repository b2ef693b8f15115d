// Which stored action each action of a configuration is. They are given without ids, and in any order: the same action
// first, then one with the same target, then the next of the same kind.
import type { ActionConfig } from '../actions/action-kind.ts';
import { findActionKind } from '../actions/registry.ts';
import { openSecrets, type Vault } from '../integrations/secrets.ts';
import type { StoredAction } from '../integrations/stored-integration.ts';
import type { ActionInput } from '../integrations/valid-integration.ts';
import { canonical, type ViewValue } from './differences.ts';
import { completed, withoutInternal } from './integration-view.ts';

interface Candidate {
  readonly id: string;
  readonly type: string;
  readonly whole: string;
  readonly target: string;
}

/** The actions with the ids of those that they replace; the others are new. */
export function matchActions(
  vault: Vault,
  stored: readonly StoredAction[],
  actions: readonly ActionInput[],
): readonly ActionInput[] {
  const left = stored.map(({ id, type, config }): Candidate => {
    const kind = findActionKind(type);
    return { id, type, ...marksOf(type, kind ? openSecrets(vault, kind, id, config) : config) };
  });
  const wanted = actions.map(({ type, config }) => ({ type, ...marksOf(type, config) }));
  const ids: (string | undefined)[] = actions.map(() => undefined);
  const rules: ((one: Candidate, other: Omit<Candidate, 'id'>) => boolean)[] = [
    (one, other) => one.whole === other.whole,
    (one, other) => one.target !== '' && one.target === other.target,
    () => true,
  ];
  for (const fits of rules)
    for (const [index, one] of wanted.entries()) {
      if (ids[index] !== undefined) continue;
      const at = left.findIndex((candidate) => candidate.type === one.type && fits(candidate, one));
      if (at >= 0) ids[index] = left.splice(at, 1)[0]?.id;
    }
  return actions.map(({ id: _given, ...action }, index) => ({ ...action, id: ids[index] }));
}

/** What an action is compared by; one whose secrets are left out is not complete, and has its target only. */
function marksOf(type: string, config: ActionConfig): { readonly whole: string; readonly target: string } {
  const kind = findActionKind(type);
  if (!kind) return { whole: '', target: '' };
  const whole = withoutInternal(kind, completed(kind, config));
  const target = config.url ?? config.taskId ?? config.message;
  return {
    whole: canonical(JSON.parse(JSON.stringify(whole)) as ViewValue),
    target: typeof target === 'string' ? target : '',
  };
}
