// The audit log: who changed what, when and from where.
import { type AuditEntry, type AuditSearch, findAuditEntries } from '../history/find-audit-entries.ts';
import { builder } from './builder.ts';
import { keysetPage, storedText } from './keyset-page.ts';
import { TimeSortEnum } from './sorted-page.ts';

const AuditChange = builder.objectRef<AuditEntry['changes'][number]>('AuditChange').implement({
  description: 'One field that differs.',
  fields: (t) => ({
    path: t.exposeString('path', {
      description: 'Such as `actions[<id>].url`; items of a list go by their id, key or name.',
    }),
    before: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Null: there was none. Of a text of more than 4,000 characters the part that differs.',
      resolve: ({ before }) => before,
    }),
    after: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Null: there is none any more.',
      resolve: ({ after }) => after,
    }),
    secret: t.boolean({
      description: 'It holds a secret, of which before and after show the mask only, also where it has changed.',
      resolve: ({ secret }) => secret === true,
    }),
  }),
});

const AuditEntryObject = builder.objectRef<AuditEntry>('AuditEntry').implement({
  description: 'One change, or one retry. Written in the same transaction: neither is there without the other.',
  fields: (t) => ({
    id: t.exposeID('id'),
    at: t.expose('at', { type: 'DateTime' }),
    actorKind: t.exposeString('actorKind', {
      description: '`token`, `oidc`, or `system` for what the service does by itself.',
    }),
    actorId: t.exposeString('actorId', {
      nullable: true,
      description: 'Of the token, or of the person at the provider.',
    }),
    actorName: t.exposeString('actorName'),
    action: t.exposeString('action', { description: 'The name of the mutation that does it.' }),
    objectType: t.exposeString('objectType', { description: 'The type of what was changed, such as Integration.' }),
    objectId: t.exposeString('objectId'),
    objectName: t.exposeString('objectName', { nullable: true, description: 'Its name after the change.' }),
    changes: t.field({
      type: [AuditChange],
      description: 'What differs, field by field; of what is new or gone every field. Secrets are masked.',
      resolve: ({ changes }) => [...changes],
    }),
    address: t.exposeString('address', { nullable: true, description: 'The IP address that it came from.' }),
    door: t.exposeString('door', { nullable: true, description: '`rest`, `graphql` or `websocket`.' }),
    requestId: t.exposeString('requestId', { nullable: true, description: 'The header `x-request-id` of the answer.' }),
  }),
});

const AuditFilter = builder.inputType('AuditFilter', {
  description: 'Which entries; everything given must hold.',
  fields: (t) => ({
    actor: t.string({ description: 'The name or the id of who did it; `system` for the service itself.' }),
    action: t.stringList({ description: 'One of these, such as updateIntegration.' }),
    objectType: t.stringList({ description: 'What was changed is one of these, such as Integration.' }),
    objectId: t.id({ description: 'What was changed.' }),
    createdAfter: t.field({ type: 'DateTime', description: 'At or after this time.' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Before this time.' }),
    text: t.string({
      description:
        'Words that are all in the entry (name, action, paths, values), in any case; each may be the beginning of a word.',
    }),
  }),
});

function searchOf(filter: typeof AuditFilter.$inferInput | null | undefined): AuditSearch {
  const { actor, action, objectType, objectId, createdAfter, createdBefore, text } = filter ?? {};
  const stored = (value: string | null | undefined) => (value == null ? undefined : storedText(value));
  return {
    actor: stored(actor),
    actions: action?.map(storedText),
    objectTypes: objectType?.map(storedText),
    objectId: stored(objectId),
    createdAfter: createdAfter ?? undefined,
    createdBefore: createdBefore ?? undefined,
    text: stored(text),
  };
}

builder.queryField('auditLog', (t) =>
  t.connection({
    type: AuditEntryObject,
    description:
      'Every change and every retry that was asked for, and what the service changed by itself, newest first.',
    args: { filter: t.arg({ type: AuditFilter }), sort: t.arg({ type: TimeSortEnum }) },
    resolve: (_root, args, { services }) => {
      const search = searchOf(args.filter);
      return keysetPage('auditLog', args, ({ id, orderBy, take }) =>
        findAuditEntries(services.database, search, { before: id.lt, after: id.gt, order: orderBy.id, take }),
      );
    },
  }),
);
