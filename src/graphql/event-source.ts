// Event sources: the identity providers that send their own events to /events/{name}.
import type { EventSourceCount } from '../infra/generated/prisma/client.ts';
import type { OwnRule } from '../sources/own-rules.ts';
import { sourceKinds } from '../sources/registry.ts';
import type { Setting } from '../sources/setting.ts';
import type { SourceKind } from '../sources/source-kind.ts';
import { shownSettings } from '../sources/stored-source.ts';
import { builder, upperCase } from './builder.ts';
import { Condition } from './condition.ts';
import { isUuid } from './keyset-page.ts';
import { Node } from './node.ts';

const SettingType = builder.enumType('EventSourceSettingType', {
  description: 'What a form shows: SECRET is masked in answers, KEYS is a JSON Web Key Set, SECONDS a whole number.',
  values: upperCase(['text', 'secret', 'url', 'choice', 'seconds', 'keys']),
});

const SettingObject = builder.objectRef<Setting>('EventSourceSetting').implement({
  description: 'A setting of a kind of event source.',
  fields: (t) => ({
    name: t.exposeString('name', { description: "The key in a source's `settings`." }),
    label: t.exposeString('label'),
    description: t.exposeString('description', { description: 'Where it is found at the provider.' }),
    type: t.expose('type', { type: SettingType }),
    required: t.exposeBoolean('required', { description: 'Wherever it belongs: see whenSetting.' }),
    default: t.field({ type: 'JSON', nullable: true, resolve: (setting) => setting.default ?? null }),
    choices: t.stringList({
      description: 'Empty for all other types.',
      resolve: ({ choices }) => [...(choices ?? [])],
    }),
    whenSetting: t.string({
      nullable: true,
      description: 'It belongs only where this other setting has the value `whenIs`. Null: always.',
      resolve: ({ when }) => when?.setting ?? null,
    }),
    whenIs: t.string({ nullable: true, resolve: ({ when }) => when?.is ?? null }),
    example: t.string({ nullable: true, resolve: ({ example }) => example ?? null }),
  }),
});

const KindObject = builder.objectRef<SourceKind>('EventSourceKind').implement({
  description: 'A kind of identity provider that events can come from.',
  fields: (t) => ({
    name: t.exposeString('name', { description: "What a source's `kind` says." }),
    title: t.exposeString('title'),
    description: t.exposeString('description'),
    settings: t.field({
      type: [SettingObject],
      description: 'In the order in which a form shows them.',
      resolve: ({ settings }) => [...settings],
    }),
  }),
});

builder.queryField('sourceKinds', (t) =>
  t.field({
    type: [KindObject],
    description: 'The kinds of event sources, with what each needs to be told.',
    resolve: () => [...sourceKinds],
  }),
);

const RuleObject = builder.objectRef<OwnRule>('EventSourceRule').implement({
  description: "What a source's administrator says about messages, before the kind's own table is asked.",
  fields: (t) => ({
    match: t.field({
      type: [Condition],
      description:
        "On the provider's document, where event_type is the provider's own type. All must hold; the first rule that fits counts.",
      resolve: ({ match }) => [...match],
    }),
    type: t.exposeString('type', { description: 'One of eventTypes, or `unmapped` to keep it without firing.' }),
    data: t.field({
      type: 'JSON',
      description: "Templates over the provider's document, by field; an empty result gives no field.",
      resolve: ({ data }) => data,
    }),
    ...Object.fromEntries(
      (['id', 'actorId', 'actorEmail', 'ipAddress', 'firedAt'] as const).map((name) => [
        name,
        t.string({
          nullable: true,
          description: 'A template that replaces what the kind found; null: nothing is replaced.',
          resolve: ({ envelope }) => envelope[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] ?? null,
        }),
      ]),
    ),
  }),
});

type Counts = readonly Pick<EventSourceCount, 'what' | 'detail' | 'count' | 'lastAt'>[];

const sumOf = (counts: Counts, what: string) =>
  counts.filter((count) => count.what === what).reduce((sum, { count }) => sum + Number(count), 0);
const lastOf = (counts: Counts, ...whats: readonly string[]) =>
  counts.filter(({ what }) => whats.includes(what)).toSorted((a, b) => b.lastAt.getTime() - a.lastAt.getTime())[0];

const DetailCount = builder.objectRef<Counts[number]>('EventSourceDetailCount').implement({
  description: 'How often one thing happened.',
  fields: (t) => ({
    name: t.exposeString('detail', { description: 'The reason, such as `signature`, or the control message.' }),
    count: t.float({ description: 'A whole number.', resolve: ({ count }) => Number(count) }),
    lastAt: t.expose('lastAt', { type: 'DateTime' }),
  }),
});

const Stats = builder.objectRef<Counts>('EventSourceStats').implement({
  description: 'What came so far, written once a second. Counts are whole numbers.',
  fields: (t) => ({
    accepted: t.float({
      description: 'Events with a type of ours.',
      resolve: (counts) => sumOf(counts, 'accepted'),
    }),
    unmapped: t.float({
      description: 'Messages without a counterpart, kept as events of the type `unmapped`.',
      resolve: (counts) => sumOf(counts, 'unmapped'),
    }),
    duplicates: t.float({ description: 'What had come before.', resolve: (counts) => sumOf(counts, 'duplicate') }),
    rejected: t.field({
      type: [DetailCount],
      description: 'Requests, or parts of them, that were refused, by reason.',
      resolve: (counts) => counts.filter(({ what }) => what === 'rejected'),
    }),
    control: t.field({
      type: [DetailCount],
      description: 'Messages that are no events, such as a handshake.',
      resolve: (counts) => counts.filter(({ what }) => what === 'control'),
    }),
    lastEventAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When an event or an unmapped message last came.',
      resolve: (counts) => lastOf(counts, 'accepted', 'unmapped')?.lastAt ?? null,
    }),
    lastRejectionAt: t.field({
      type: 'DateTime',
      nullable: true,
      resolve: (counts) => lastOf(counts, 'rejected')?.lastAt ?? null,
    }),
    lastRejectionReason: t.string({
      nullable: true,
      resolve: (counts) => lastOf(counts, 'rejected')?.detail ?? null,
    }),
  }),
});

export const EventSourceObject = builder.prismaObject('EventSource', {
  interfaces: [Node],
  description: 'An identity provider that sends its own events, signed in its own way, to `path`.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name', { description: 'The last part of its path.' }),
    kind: t.exposeString('kind', { description: 'One of sourceKinds.' }),
    description: t.exposeString('description'),
    path: t.string({
      description: 'What the provider is given behind the address of this service.',
      resolve: ({ name }) => `/events/${name}`,
    }),
    settings: t.field({
      type: 'JSON',
      description: 'As the kind describes them. Secrets are masked.',
      resolve: ({ kind, settings }) => shownSettings(kind, settings),
    }),
    rules: t.field({ type: [RuleObject], resolve: ({ rules }) => [...(rules as unknown as OwnRule[])] }),
    enabled: t.exposeBoolean('enabled', { description: 'Where it is not, its path is not found.' }),
    version: t.exposeInt('version'),
    stats: t.field({ type: Stats, select: { counts: true }, resolve: ({ counts }) => counts }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
  }),
});

builder.queryFields((t) => ({
  sources: t.prismaField({
    type: [EventSourceObject],
    description: 'All event sources at once, by name. eventSources gives pages.',
    resolve: (query, _root, _args, { services }) =>
      services.database.prisma.eventSource.findMany({ ...query, orderBy: { name: 'asc' } }),
  }),
  source: t.prismaField({
    type: EventSourceObject,
    nullable: true,
    description: 'One event source, by its id; null when there is none.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { services }) =>
      isUuid(id) ? services.database.prisma.eventSource.findUnique({ ...query, where: { id } }) : null,
  }),
}));
