// Changes of event sources.

import { refuseIfAny } from '../domain/refusal.ts';
import { createSource, deleteSource, type SourceInput, updateSource } from '../sources/change-sources.ts';
import type { RuleInput as Rule } from '../sources/own-rules.ts';
import { builder, type InputFields } from './builder.ts';
import { ConditionInput, conditionFields } from './condition.ts';
import { EventSourceObject } from './event-source.ts';
import { uuidOrNotFound } from './keyset-page.ts';

const RuleInput = builder.inputType('EventSourceRuleInput', {
  description: 'At most 100 rules; texts are templates of at most 4096 characters.',
  fields: (t) => ({
    match: t.field({ type: [ConditionInput], description: 'Default: none, the rule fits every message.' }),
    type: t.string({ required: true, description: 'One of eventTypes, or `unmapped`.' }),
    data: t.field({ type: 'JSON', description: 'An object of templates. Default: empty.' }),
    id: t.string({ description: 'What makes the event unique. Default: what the kind found.' }),
    actorId: t.string(),
    actorEmail: t.string(),
    ipAddress: t.string(),
    firedAt: t.string({ description: 'Gives RFC 3339, or a number of seconds or milliseconds.' }),
  }),
});

export const sourceInputFields = (t: InputFields) => ({
  name: t.string({ required: true, description: 'The last part of its path: small letters, digits, - _ and .' }),
  kind: t.string({ required: true, description: 'One of sourceKinds; it cannot be changed.' }),
  description: t.string({ description: 'Default: empty.' }),
  settings: t.field({ type: 'JSON', required: true, description: 'As the kind describes them.' }),
  rules: t.field({ type: [RuleInput], description: 'Default: none.' }),
  enabled: t.boolean({ description: 'Default: true.' }),
});

const CreateSourceInput = builder.inputType('CreateSourceInput', { fields: sourceInputFields });

const UpdateSourceInput = builder.inputType('UpdateSourceInput', {
  description: 'What is left out stays as it is.',
  fields: (t) => ({
    version: t.int({ description: 'CONFLICT when it is not the stored one.' }),
    name: t.string(),
    description: t.string(),
    settings: t.field({
      type: 'JSON',
      description: 'All settings; a secret that is left out or masked is the stored one.',
    }),
    rules: t.field({ type: [RuleInput], description: 'All rules.' }),
    enabled: t.boolean(),
  }),
});

function ruleOf(rule: typeof RuleInput.$inferInput, index: number): Rule {
  const { match, type, data, id, actorId, actorEmail, ipAddress, firedAt } = rule;
  const isTemplates = typeof (data ?? {}) === 'object' && !Array.isArray(data);
  const templates = isTemplates ? Object.entries((data ?? {}) as Record<string, unknown>) : [];
  if (!isTemplates || templates.some(([, template]) => typeof template !== 'string'))
    refuseIfAny([{ path: `rules[${index}].data`, message: 'must be an object of templates' }]);
  const envelope = { id, actor_id: actorId, actor_email: actorEmail, ip_address: ipAddress, fired_at: firedAt };
  return {
    match: conditionFields(match ?? []),
    type,
    data: Object.fromEntries(templates) as Record<string, string>,
    envelope: Object.fromEntries(
      Object.entries(envelope).filter((entry): entry is [string, string] => Boolean(entry[1])),
    ),
  };
}

export function sourceFields(input: Partial<typeof UpdateSourceInput.$inferInput>): SourceInput {
  const { rules, ...rest } = input;
  const plain = Object.fromEntries(Object.entries(rest).filter(([, value]) => value != null));
  return { ...plain, ...(rules && { rules: rules.map(ruleOf) }) } as SourceInput;
}

builder.mutationFields((t) => ({
  createSource: t.prismaField({
    type: EventSourceObject,
    description: 'Creates an event source. BAD_USER_INPUT names each bad field; CONFLICT when the name is taken.',
    args: { input: t.arg({ type: CreateSourceInput, required: true }) },
    resolve: async (query, _root, { input }, { services }) => {
      const id = await createSource(services.sources, sourceFields(input));
      return services.database.prisma.eventSource.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
  updateSource: t.prismaField({
    type: EventSourceObject,
    description: 'Changes an event source; the next request on every node sees it.',
    args: { id: t.arg.id({ required: true }), input: t.arg({ type: UpdateSourceInput, required: true }) },
    resolve: async (query, _root, args, { services }) => {
      const id = uuidOrNotFound(args.id, 'source');
      await updateSource(services.sources, id, sourceFields(args.input));
      return services.database.prisma.eventSource.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
  deleteSource: t.field({
    type: 'ID',
    description: 'Deletes an event source with its counters and gives its id. The events that it sent stay.',
    args: { id: t.arg.id({ required: true }), version: t.arg.int() },
    resolve: async (_root, args, { services }) => {
      const id = uuidOrNotFound(args.id, 'source');
      await deleteSource(services.sources, id, args.version ?? undefined);
      return id;
    },
  }),
}));
