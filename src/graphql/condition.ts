// Conditions: comparisons and groups of them.
import {
  type Comparison,
  type Condition as ConditionShape,
  maxConditions,
  maxGroupDepth,
} from '../domain/condition.ts';
import { builder, ConditionOperator } from './builder.ts';

const comparison = (condition: ConditionShape) => condition as Partial<Comparison>;
/** Of a group, whichever of its three members it has. */
const group = (condition: ConditionShape) =>
  condition as { all?: readonly ConditionShape[]; any?: readonly ConditionShape[]; not?: ConditionShape };

/** A condition is in one group only: what stands in groups is no more than the conditions themselves. */
const inGroup = { extensions: { times: 0 } };

const ConditionRef = builder.objectRef<ConditionShape>('Condition');

export const Condition = ConditionRef.implement({
  description:
    'A filter on the event: a comparison (field and operator) or a group (one of all, any and not). All conditions of an integration must hold.',
  fields: (t) => ({
    field: t.string({
      nullable: true,
      description: 'A payload field or an envelope name, such as user.email. Null for a group.',
      resolve: (one) => comparison(one).field ?? null,
    }),
    operator: t.field({
      type: ConditionOperator,
      nullable: true,
      description: 'Null for a group.',
      resolve: (one) => comparison(one).operator ?? null,
    }),
    value: t.string({
      nullable: true,
      description:
        'Compared as text, by GT, GTE, LT and LTE as a number or a time; not used by IS_TRUE, IS_FALSE, EXISTS, IN and NOT_IN. Null for a group.',
      resolve: (one) => comparison(one).value ?? null,
    }),
    values: t.stringList({
      nullable: true,
      description: 'Of IN and NOT_IN; else null.',
      resolve: (one) => (comparison(one).values ? [...(comparison(one).values ?? [])] : null),
    }),
    ignoreCase: t.boolean({
      description: 'Upper and lower case are the same.',
      resolve: (one) => comparison(one).ignoreCase ?? false,
    }),
    order: t.exposeInt('order', { description: 'Where it is shown and explained.' }),
    all: t.field({
      ...inGroup,
      type: [ConditionRef],
      nullable: true,
      description: 'A group that holds when all of these do.',
      resolve: (one) => (group(one).all ? [...(group(one).all ?? [])] : null),
    }),
    any: t.field({
      ...inGroup,
      type: [ConditionRef],
      nullable: true,
      description: 'A group that holds when at least one of these does.',
      resolve: (one) => (group(one).any ? [...(group(one).any ?? [])] : null),
    }),
    not: t.field({
      ...inGroup,
      type: ConditionRef,
      nullable: true,
      description: 'A group that holds when this one does not.',
      resolve: (one) => group(one).not ?? null,
    }),
  }),
});

type Input = {
  [Field in keyof Omit<Comparison, 'values'>]?: Comparison[Field] | null | undefined;
} & {
  values?: readonly string[] | null | undefined;
  all?: readonly Input[] | null | undefined;
  any?: readonly Input[] | null | undefined;
  not?: Input | null | undefined;
};

const InputRef = builder.inputRef<Input>('ConditionInput');

export const ConditionInput = InputRef.implement({
  description: `A comparison (field and operator), or a group (one of all, any and not). Groups can hold groups, to a depth of ${maxGroupDepth}; 100 conditions and groups in all.`,
  fields: (t) => ({
    field: t.string({ description: 'At most 256 characters. Required unless this is a group.' }),
    operator: t.field({ type: ConditionOperator, description: 'Required unless this is a group.' }),
    value: t.string({ description: 'Default: empty.' }),
    values: t.stringList({ description: 'Of IN and NOT_IN: 1 to 1,000 texts.' }),
    ignoreCase: t.boolean({ description: 'For operators that compare text. Default: false.' }),
    order: t.int({ description: 'Default: 0.' }),
    all: t.field({ type: [InputRef], description: 'Holds when all of these do.' }),
    any: t.field({ type: [InputRef], description: 'Holds when at least one of these does.' }),
    not: t.field({ type: InputRef, description: 'Holds when this one does not.' }),
  }),
});

/** Plain objects in which null means left out; what they must be is for validation to say. */
export const conditionFields = (conditions: readonly Input[]): unknown[] =>
  // Of a list that is too long, one item more than may be is enough for its refusal.
  conditions.slice(0, maxConditions + 1).map(plain);

function plain({ all, any, not, ...rest }: Input): Record<string, unknown> {
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value != null)),
    ...(all != null && { all: conditionFields(all) }),
    ...(any != null && { any: conditionFields(any) }),
    ...(not != null && { not: plain(not) }),
  };
}
