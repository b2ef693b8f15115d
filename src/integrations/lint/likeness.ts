// What an integration does, as one short text: two with the same do the same. Keyed, since secrets are part of it.
import type { ActionConfig, ActionKind } from '../../actions/action-kind.ts';
import type { Vault } from '../secrets.ts';
import type { ValidIntegration } from '../valid-integration.ts';

type Doing = Pick<ValidIntegration, 'triggers' | 'conditions' | 'threshold' | 'digest' | 'actions'>;

/** Names, descriptions and ids do not count, nor does the order of triggers and conditions. */
export function likenessOf(vault: Vault, { triggers, conditions, threshold, digest, actions }: Doing): string {
  const does = {
    triggers: [...triggers].sort(),
    conditions: conditions.map((condition) => JSON.stringify(withoutOrder(condition))).sort(),
    threshold,
    digest,
    actions: actions.map(({ kind, config }) =>
      JSON.stringify(inOrder({ type: kind.type, ...withoutInternals(kind, config) })),
    ),
  };
  return vault.fingerprint(JSON.stringify(does));
}

/** Keys that the service makes are others each time. */
function withoutInternals(kind: ActionKind, config: ActionConfig): ActionConfig {
  const internal = new Set(kind.secrets(config).flatMap(({ path, internal: isOwn }) => (isOwn ? [path[0]] : [])));
  return Object.fromEntries(Object.entries(config).filter(([name]) => !internal.has(name)));
}

const withoutOrder = (value: unknown): unknown => inOrder(value, (name) => name !== 'order');

/** A copy whose keys are sorted, at every depth. */
function inOrder(value: unknown, keeps: (name: string) => boolean = () => true): unknown {
  if (Array.isArray(value)) return value.map((item) => inOrder(item, keeps));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name, item]) => keeps(name) && item !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, item]) => [name, inOrder(item, keeps)]),
  );
}
