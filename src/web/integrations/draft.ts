// An integration while it is edited, and what the service is sent of it.
import type {
  ConditionInput,
  CreateIntegrationInput,
  EditedFragment,
  EditorCatalogueQuery,
} from '../gql/integration-editor.ts';
import type { Operator } from '../words/conditions.ts';
import { configToSend, withoutSecrets } from './action-config.ts';

export type Catalogue = EditorCatalogueQuery;
export type ActionKind = Catalogue['actionKinds'][number];
export type Config = Readonly<Record<string, unknown>>;

/** A comparison, or a group as JSON. Keys tell rows apart while they move. */
export type ConditionDraft = { readonly key: string } & (
  | {
      readonly field: string;
      readonly operator: Operator;
      readonly value: string;
      readonly ignoreCase: boolean;
      readonly json?: undefined;
    }
  | { readonly json: string }
);

export interface ActionDraft {
  readonly key: string;
  /** Of the stored action that it is; undefined for a new one. */
  readonly id?: string | undefined;
  readonly type: string;
  readonly config: Config;
}

export interface Draft {
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly triggers: readonly string[];
  readonly conditions: readonly ConditionDraft[];
  readonly actions: readonly ActionDraft[];
  /** Null: it fires for each event. */
  readonly threshold: { readonly count: number; readonly windowSecs: number; readonly by: string } | null;
  /** Null: each event has deliveries of its own. */
  readonly digest: { readonly windowSecs: number } | null;
  /** Empty: deliveries are in no order. */
  readonly orderingKey: string;
  /** Undefined: as it is for a new one. */
  readonly breaker: {
    readonly failures?: number | undefined;
    readonly waitSecs?: number | undefined;
    readonly maxWaitSecs?: number | undefined;
  };
}

export const emptyDraft: Draft = {
  name: '',
  description: '',
  enabled: true,
  triggers: [],
  conditions: [],
  actions: [],
  threshold: null,
  digest: null,
  orderingKey: '',
  breaker: {},
};

export const newKey = (): string => crypto.randomUUID();

export const newAction = (kind: ActionKind): ActionDraft => ({
  key: newKey(),
  type: kind.type,
  config: kind.initialConfig as Config,
});

export function draftOf(integration: EditedFragment): Draft {
  const { name, description, enabled, triggers, conditions, actions, threshold, digest, orderingKey, breaker } =
    integration;
  return {
    name,
    description,
    enabled,
    triggers,
    conditions: conditions.map((condition, index) => conditionDraft(plainCondition(condition), `c${index}`)),
    actions: actions.map(({ id, type, config }) => ({ key: id, id, type, config: config as Config })),
    threshold: threshold && { count: threshold.count, windowSecs: threshold.windowSecs, by: threshold.by },
    digest: digest && { windowSecs: digest.windowSecs },
    orderingKey: orderingKey ?? '',
    breaker: { failures: breaker.failures, waitSecs: breaker.waitSecs, maxWaitSecs: breaker.maxWaitSecs },
  };
}

/** For a new one: its actions are others, and its secrets must be given again. */
export function copyOf(integration: EditedFragment, name: string, kinds: readonly ActionKind[]): Draft {
  const draft = draftOf(integration);
  return {
    ...draft,
    name,
    actions: draft.actions.map(({ type, config }) => ({
      key: newKey(),
      type,
      config: withoutSecrets(config, kinds.find((kind) => kind.type === type)?.form ?? []),
    })),
  };
}

type PlainCondition = { readonly [name: string]: unknown };

/** Without what is null or left at its default. */
function plainCondition(condition: object): PlainCondition {
  return Object.fromEntries(
    Object.entries(condition).flatMap(([name, value]): [string, unknown][] => {
      if (value === null || value === undefined || (name === 'ignoreCase' && value === false) || name === '__typename')
        return [];
      if (name === 'values') return [[name, value]];
      if (Array.isArray(value)) return [[name, value.map(plainCondition)]];
      return [[name, typeof value === 'object' ? plainCondition(value) : value]];
    }),
  );
}

function conditionDraft(condition: PlainCondition, key: string): ConditionDraft {
  const { field, operator, value, values, ignoreCase } = condition;
  if (typeof field !== 'string' || typeof operator !== 'string') {
    const { order: _, ...group } = condition;
    return { key, json: JSON.stringify(group, undefined, 2) };
  }
  return {
    key,
    field,
    operator: operator as Operator,
    value: Array.isArray(values) ? values.join(', ') : String(value ?? ''),
    ignoreCase: ignoreCase === true,
  };
}

export const takesList = (operator: Operator): boolean => operator === 'IN' || operator === 'NOT_IN';
export const takesNothing = (operator: Operator): boolean => ['IS_TRUE', 'IS_FALSE', 'EXISTS'].includes(operator);

/** @returns undefined for a group whose JSON cannot be read. */
export function conditionInput(condition: ConditionDraft, order: number): ConditionInput | undefined {
  if (condition.json !== undefined) {
    try {
      return { ...(JSON.parse(condition.json) as ConditionInput), order };
    } catch {
      return undefined;
    }
  }
  const { field, operator, value, ignoreCase } = condition;
  if (takesList(operator)) {
    const values = value.split(',').map((part) => part.trim());
    return { field, operator, order, values: values.filter((part) => part !== ''), ...(ignoreCase && { ignoreCase }) };
  }
  return { field, operator, order, ...(!takesNothing(operator) && { value }), ...(ignoreCase && { ignoreCase }) };
}

export const conditionInputs = ({ conditions }: Pick<Draft, 'conditions'>): ConditionInput[] =>
  conditions.map((condition, index) => conditionInput(condition, index + 1) ?? { order: index + 1 });

/** Untouched secrets are not in it: the service keeps those that it has. */
export function inputOf(draft: Draft, kinds: readonly ActionKind[]): CreateIntegrationInput {
  const { name, description, enabled, triggers, threshold, digest, orderingKey, breaker } = draft;
  return {
    name,
    description,
    enabled,
    triggers: [...triggers],
    conditions: conditionInputs(draft),
    threshold,
    digest,
    orderingKey: orderingKey.trim() || null,
    breaker,
    actions: draft.actions.map(({ id, type, config }) => ({
      other: { id, type, config: configToSend(config, kinds.find((kind) => kind.type === type)?.form ?? []) },
    })),
  };
}

/** Whether two drafts would be saved as the same integration. */
export const isSame = (one: Draft, other: Draft, kinds: readonly ActionKind[]): boolean =>
  JSON.stringify(inputOf(one, kinds)) === JSON.stringify(inputOf(other, kinds));
