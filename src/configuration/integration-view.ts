// An integration as it is compared with what a configuration says: headers by name, tasks by name, secrets compared but
// not shown, and nothing of what the service keeps for itself.
import type { ActionConfig, ActionKind } from '../actions/action-kind.ts';
import { findActionKind } from '../actions/registry.ts';
import { defaultBreaker } from '../domain/breaker.ts';
import type { Json } from '../domain/event.ts';
import { maskOf, openSecrets, type Vault } from '../integrations/secrets.ts';
import type { StoredIntegration } from '../integrations/stored-integration.ts';
import type { ValidIntegration } from '../integrations/valid-integration.ts';
import { secretText, type View, type ViewValue } from './differences.ts';
import type { TaskNames } from './task-names.ts';

/** With its secrets opened; fields that came later than the stored row have their defaults. */
export async function storedView(vault: Vault, stored: StoredIntegration, names: TaskNames): Promise<View> {
  const actions = stored.actions.flatMap(({ id, type, config }) => {
    const kind = findActionKind(type);
    return kind ? [{ kind, config: completed(kind, openSecrets(vault, kind, id, config)) }] : [];
  });
  return viewOf(vault, { ...stored, actions }, names);
}

export const validView = (vault: Vault, valid: ValidIntegration, names: TaskNames): Promise<View> =>
  viewOf(vault, valid, names);

export const completed = (kind: ActionKind, opened: ActionConfig): ActionConfig =>
  kind.schema.safeParse(opened).data ?? opened;

type Viewed = Pick<
  ValidIntegration,
  'name' | 'description' | 'enabled' | 'triggers' | 'conditions' | 'threshold' | 'digest' | 'breaker' | 'orderingKey'
> & { readonly actions: readonly { readonly kind: ActionKind; readonly config: ActionConfig }[] };

async function viewOf(vault: Vault, integration: Viewed, names: TaskNames): Promise<View> {
  const { name, description, enabled, triggers, conditions, threshold, digest, orderingKey } = integration;
  const breaker = integration.breaker ?? defaultBreaker;
  const actions: View[] = [];
  for (const { kind, config } of integration.actions) actions.push(await actionView(vault, kind, config, names));
  return {
    ...(plainJson({
      name,
      description,
      enabled,
      triggers,
      conditions,
      threshold,
      digest,
      breaker,
      orderingKey,
    }) as View),
    actions,
  };
}

async function actionView(vault: Vault, kind: ActionKind, config: ActionConfig, names: TaskNames): Promise<View> {
  const { taskId, ...fields } = plainJson(withoutInternal(kind, config)) as Record<string, ViewValue>;
  for (const field of kind.secrets(config)) {
    if (field.internal) continue;
    const holder = field.path.slice(0, -1).reduce<unknown>((at, part) => (at as View)[part as string], fields);
    const last = field.path.at(-1) as string;
    const plain = (holder as Record<string, unknown>)[last];
    if (typeof plain === 'string')
      (holder as Record<string, ViewValue>)[last] = secretText(vault.fingerprint(plain), maskOf(plain, field));
  }
  const { headers } = fields as { headers?: readonly { name: string; value: ViewValue }[] };
  return {
    type: kind.type,
    ...fields,
    ...(headers && { headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])) }),
    ...(typeof taskId === 'string' && { task: await names.nameOf(taskId) }),
  };
}

export const withoutInternal = ({ internal = [] }: ActionKind, config: ActionConfig): ActionConfig =>
  Object.fromEntries(Object.entries(config).filter(([field]) => !internal.includes(field)));

const plainJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
