// What a person should know of an integration that is valid and probably not what was meant. Computed when it is asked
// for, of what is stored; it never keeps anything from being saved.
import type { ActionConfig, ActionKind } from '../../actions/action-kind.ts';
import { findActionKind } from '../../actions/registry.ts';
import type { Condition } from '../../domain/condition.ts';
import { eventTypes } from '../../domain/event-types.ts';
import { triggerMatches } from '../../domain/matching.ts';
import type { Digest, Threshold } from '../../domain/quiet-rules.ts';
import { pathText } from '../../domain/refusal.ts';
import type { OutboundAllow } from '../../infra/outbound/outbound-allow.ts';
import { openSecrets, type Vault } from '../secrets.ts';
import type { StoredAction } from '../stored-integration.ts';
import { lintAddresses } from './lint-addresses.ts';
import { lintConditions } from './lint-conditions.ts';
import { lintFields } from './lint-fields.ts';
import { lintLoops } from './lint-loops.ts';
import { lintTasks } from './lint-tasks.ts';
import { lintTemplates } from './lint-templates.ts';

/** Every code that a warning can have. */
export const warningCodes = [
  'contains_domain',
  'unknown_field',
  'never_fires',
  'own_failure',
  'private_address',
  'credentials_in_the_clear',
  'certificate_not_checked',
  'body_not_json',
  'template_fails',
  'task_missing',
  'task_disabled',
  'same_as_another',
] as const;
export type WarningCode = (typeof warningCodes)[number];

export interface Warning {
  readonly code: WarningCode;
  /** Such as `actions[0].url`; empty for the integration as a whole. */
  readonly path: string;
  readonly message: string;
}

/** What the rules look at. */
export interface Linted {
  readonly id: string;
  readonly name: string;
  readonly triggers: readonly string[];
  readonly conditions: readonly Condition[];
  readonly threshold: Threshold | null;
  readonly digest: Digest | null;
  readonly actions: readonly OpenedAction[];
  /** Names of the event types of its triggers. */
  readonly types: readonly string[];
}

export interface OpenedAction {
  readonly kind: ActionKind;
  /** Secrets in the clear: no message may repeat one. */
  readonly config: ActionConfig;
  readonly stored: StoredAction;
}

/** What the rules have to be told about the rest of the service. */
export interface Surroundings {
  readonly vault: Vault;
  readonly allow: OutboundAllow;
  /** Of the tasks that it triggers; one that is not there is missing. */
  readonly tasks: ReadonlyMap<string, { readonly name: string; readonly enabled: boolean }>;
  /** Another enabled integration that does the same. */
  readonly twin: { readonly id: string; readonly name: string } | undefined;
}

export type LintInput = Omit<Linted, 'actions' | 'types'> & { readonly actions: readonly StoredAction[] };

export function lintIntegration(input: LintInput, around: Surroundings): readonly Warning[] {
  const linted: Linted = {
    ...input,
    actions: input.actions.flatMap((stored) => opened(stored, around.vault) ?? []),
    types: eventTypes
      .map(({ name }) => name)
      .filter((name) => input.triggers.some((trigger) => triggerMatches(trigger, name))),
  };
  return [
    ...lintConditions(linted),
    ...lintFields(linted),
    ...lintLoops(linted),
    ...lintAddresses(linted, around.allow),
    ...lintTemplates(linted, around.vault),
    ...lintTasks(linted, around.tasks),
    ...(around.twin ? [sameAs(around.twin)] : []),
  ];
}

const sameAs = ({ id, name }: { id: string; name: string }): Warning => ({
  code: 'same_as_another',
  path: '',
  message: `does the same as the integration ${JSON.stringify(name)} (${id}): each event is delivered twice`,
});

/** Undefined where the stored secrets cannot be opened: its attempts will say so. */
function opened(stored: StoredAction, vault: Vault): OpenedAction | undefined {
  const kind = findActionKind(stored.type);
  if (!kind) return undefined;
  try {
    return { kind, stored, config: openSecrets(vault, kind, stored.id, stored.config) };
  } catch {
    return undefined;
  }
}

/** Where an action of the integration, or a field of it, stands. */
export const actionPath = (index: number, ...path: readonly (string | number)[]) =>
  pathText(['actions', index, ...path]);
