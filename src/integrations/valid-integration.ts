// What a valid integration is. Takes what a client sent and gives either an integration that can be stored, every
// default filled in, or every problem with the path of its field.
import { z } from 'zod';
import type { ActionConfig, ActionKind, FieldPath } from '../actions/action-kind.ts';
import { findActionKind } from '../actions/registry.ts';
import { type BreakerRule, defaultBreaker } from '../domain/breaker.ts';
import type { Condition } from '../domain/condition.ts';
import { eventTypes } from '../domain/event-types.ts';
import { triggerMatches } from '../domain/matching.ts';
import { type Digest, maxThresholdCount, maxWindowSecs, type Threshold } from '../domain/quiet-rules.ts';
import { type Problem, pathText } from '../domain/refusal.ts';
import { compile, type EscapeKind, TemplateError } from '../domain/template/template.ts';
import { issuesOf, notStorable, storableText } from './schema-problems.ts';
import { isMask } from './secrets.ts';
import { validateConditions } from './valid-conditions.ts';

/** An action as a client sends it: its kind's own fields under `config`. */
export interface ActionInput {
  /** Of the action that this one replaces; undefined for a new one. */
  readonly id?: string | undefined;
  readonly type: string;
  readonly config: ActionConfig;
}

export interface IntegrationInput {
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly triggers: readonly string[];
  readonly conditions: readonly unknown[];
  readonly actions: readonly ActionInput[];
  /** Default: null, it fires for each event. */
  readonly threshold?: unknown;
  /** Default: null, each event has deliveries of its own. */
  readonly digest?: unknown;
  /** Default: null, the defaults of domain/breaker.ts. */
  readonly breaker?: unknown;
  /** Default: null, deliveries have no order. */
  readonly orderingKey?: string | null | undefined;
}

export interface ValidAction {
  readonly id: string | undefined;
  readonly kind: ActionKind;
  /** Complete, secrets in the clear. */
  readonly config: ActionConfig;
}

export interface ValidIntegration
  extends Omit<IntegrationInput, 'conditions' | 'actions' | 'threshold' | 'digest' | 'breaker' | 'orderingKey'> {
  readonly conditions: readonly Condition[];
  readonly threshold: Threshold | null;
  readonly digest: Digest | null;
  readonly breaker: BreakerRule | null;
  readonly orderingKey: string | null;
  readonly actions: readonly ValidAction[];
}

const windowSecs = z.int().min(1).max(maxWindowSecs);

const head = z.object({
  name: z.string().trim().min(1, 'must not be empty').max(200).refine(storableText, notStorable),
  description: z.string().max(5_000).refine(storableText, notStorable),
  enabled: z.boolean(),
  triggers: z
    .array(z.string().refine(isTrigger, 'is not an event type, a group such as user.*, or *'))
    .min(1, 'choose at least one trigger')
    .max(50)
    .transform((triggers) => [...new Set(triggers)]),
  threshold: z
    .strictObject({
      count: z.int().min(2).max(maxThresholdCount),
      windowSecs,
      by: z.string().max(256).refine(storableText, notStorable).default(''),
    })
    .nullable()
    .default(null),
  digest: z.strictObject({ windowSecs }).nullable().default(null),
  breaker: z
    .strictObject({
      failures: z.int().min(0).max(10_000).default(defaultBreaker.failures),
      waitSecs: z.number().min(0.1).max(86_400).default(defaultBreaker.waitSecs),
      maxWaitSecs: z.number().min(0.1).max(86_400).default(defaultBreaker.maxWaitSecs),
    })
    .nullable()
    .default(null),
  orderingKey: z
    .string()
    .trim()
    .min(1, 'must not be empty: null takes it away')
    .max(256)
    .refine(storableText, notStorable)
    .nullable()
    .default(null),
});

export function validateIntegration(
  input: IntegrationInput,
): { valid: ValidIntegration } | { problems: readonly Problem[] } {
  // Of a list that is too long in any case, its first items are enough to say so.
  const parsed = head.safeParse({ ...input, triggers: input.triggers.slice(0, 51) });
  const conditions = validateConditions(input.conditions);
  const problems = [...issuesOf(parsed.error, []), ...conditions.problems];
  if (parsed.data?.orderingKey && (parsed.data.threshold || parsed.data.digest))
    problems.push({ path: 'orderingKey', message: 'has no meaning beside a threshold or a digest' });
  if (input.actions.length === 0) problems.push({ path: 'actions', message: 'add at least one action' });
  if (input.actions.length > 50) problems.push({ path: 'actions', message: 'more than 50 actions' });
  const actions = input.actions.slice(0, 50).flatMap((action, index) => {
    const checked = validateAction(action, ['actions', index]);
    problems.push(...checked.problems);
    return checked.valid ? [checked.valid] : [];
  });
  if (!parsed.success || problems.length > 0) return { problems };
  return { valid: { ...parsed.data, conditions: conditions.valid, actions } };
}

function validateAction(action: ActionInput, at: FieldPath): { valid?: ValidAction; problems: Problem[] } {
  const kind = findActionKind(action.type);
  if (!kind) return { problems: [{ path: pathText([...at, 'type']), message: 'is not a kind of action' }] };
  const parsed = kind.schema.safeParse(action.config);
  if (!parsed.success) return { problems: issuesOf(parsed.error, at) };
  const config = parsed.data;
  const problems: Problem[] = [
    ...unstorableTexts(config, at),
    ...kind.secrets(config).flatMap(({ path }) =>
      isMask(valueAt(config, path))
        ? [
            {
              path: pathText([...at, ...path]),
              message: 'is the mask of a secret that is not stored: give the secret',
            },
          ]
        : [],
    ),
    ...kind
      .templates(config)
      .flatMap(({ path, escape }) => templateProblems(valueAt(config, path), escape, [...at, ...path])),
  ];
  return problems.length > 0 ? { problems } : { valid: { id: action.id, kind, config }, problems };
}

/** A template must parse; an address without expressions must be one that can be called. */
function templateProblems(text: unknown, place: EscapeKind, at: FieldPath): Problem[] {
  if (typeof text !== 'string') return [];
  const path = pathText(at);
  try {
    compile(text, { escape: place });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return [{ path, message: `line ${error.line}, column ${error.column}: ${error.message}` }];
  }
  return place === 'url' ? addressProblems(text, path) : [];
}

function addressProblems(text: string, path: string): Problem[] {
  if (/^https?:\/\/[^/?#]*@/i.test(text))
    return [{ path, message: 'must not contain credentials: use auth, where they are kept secret' }];
  if (text.includes('{{')) return [];
  if (!URL.canParse(text)) return [{ path, message: 'is not an address such as https://example.com/hook' }];
  const { protocol } = new URL(text);
  return protocol === 'http:' || protocol === 'https:'
    ? []
    : [{ path, message: 'must begin with http:// or https://' }];
}

function isTrigger(trigger: string): boolean {
  const isName = /^(\*|[a-z_]+\.(\*|[a-z_]+))$/.test(trigger);
  return isName && eventTypes.some(({ name }) => triggerMatches(trigger, name));
}

function unstorableTexts(value: unknown, at: FieldPath): Problem[] {
  if (typeof value === 'string') return storableText(value) ? [] : [{ path: pathText(at), message: notStorable }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    unstorableTexts(item, [...at, Array.isArray(value) ? Number(key) : key]),
  );
}

function valueAt(config: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((at, part) => (at as Record<string | number, unknown> | undefined)?.[part], config);
}
