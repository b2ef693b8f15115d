// Tokens: who may enter, and what each may do.
import { createToken, revokeToken } from '../access/change-tokens.ts';
import type { Scope } from '../domain/scopes.ts';
import { builder } from './builder.ts';
import { includedInNodes, isUuid, keysetPage, searchText, uuidOrNotFound } from './keyset-page.ts';
import { TimeSortEnum } from './sorted-page.ts';

export const ScopeEnum = builder.enumType('Scope', {
  description: 'What a token may do.',
  values: {
    ADMIN: { value: 'admin', description: 'Everything.' },
    READ: { value: 'read', description: 'All queries and subscriptions; no mutation.' },
    EVENTS_WRITE: { value: 'events:write', description: 'publishEvent and publishEvents, and nothing else.' },
  } as const,
});

const Token = builder.prismaObject('Token', {
  description: 'A bearer token. Its secret was shown when it was made, and is kept as a hash only.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    hint: t.exposeString('hint', { description: 'The first characters of the secret, to recognise it by.' }),
    scopes: t.field({ type: [ScopeEnum], resolve: ({ scopes }) => scopes as Scope[] }),
    createdBy: t.exposeString('createdBy', { description: 'The name of who made it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'From then on it opens nothing, and what it has opened is closed. Null: never.',
    }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'To the minute. Null: not yet.',
    }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true }),
    active: t.boolean({
      description: 'It opens doors: it is neither revoked nor expired.',
      select: { revokedAt: true, expiresAt: true },
      resolve: ({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt > new Date()),
    }),
  }),
});

const TokenFilter = builder.inputType('TokenFilter', {
  description: 'Which tokens; everything given must hold.',
  fields: (t) => ({
    name: t.string({ description: 'Part of the name, in any case.' }),
    active: t.boolean({ description: 'Neither revoked nor expired, or one of the two.' }),
  }),
});

function whereOf({ name, active }: { name?: string | null | undefined; active?: boolean | null | undefined }) {
  const isActive = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] };
  return {
    ...(name != null && { name: { contains: searchText(name), mode: 'insensitive' as const } }),
    ...(active === true && isActive),
    ...(active === false && { NOT: isActive }),
  };
}

builder.queryFields((t) => ({
  tokens: t.connection({
    type: Token,
    description:
      'Tokens, also those that have ended, newest first. The admin token of the environment is none of them.',
    args: { filter: t.arg({ type: TokenFilter }), sort: t.arg({ type: TimeSortEnum }) },
    resolve: (_root, args, context, info) =>
      keysetPage('tokens', args, ({ id, orderBy, take }) =>
        context.services.database.prisma.token.findMany({
          ...includedInNodes(context, info),
          where: { AND: [whereOf(args.filter ?? {}), { id }] },
          orderBy,
          take,
        }),
      ),
  }),
  token: t.prismaField({
    type: Token,
    nullable: true,
    description: 'One token by its id; null when there is none.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { services }) =>
      isUuid(id) ? services.database.prisma.token.findUnique({ ...query, where: { id } }) : null,
  }),
}));

const CreateTokenInput = builder.inputType('CreateTokenInput', {
  fields: (t) => ({
    name: t.string({ required: true, description: 'Who or what it is for: 1 to 100 characters.' }),
    scopes: t.field({ type: [ScopeEnum], required: true, description: 'At least one.' }),
    expiresAt: t.field({ type: 'DateTime', description: 'In the future. Default: never.' }),
  }),
});

const CreatedToken = builder.objectRef<{ id: string; secret: string }>('CreatedToken').implement({
  description: 'A token that was made just now.',
  fields: (t) => ({
    secret: t.exposeString('secret', {
      description: 'What is sent as `Authorization: Bearer …`. It is shown here and never again.',
    }),
    token: t.prismaField({
      type: Token,
      resolve: (query, { id }, _args, { services }) =>
        services.database.prisma.token.findUniqueOrThrow({ ...query, where: { id } }),
    }),
  }),
});

builder.mutationFields((t) => ({
  createToken: t.field({
    type: CreatedToken,
    description: 'Makes a token. BAD_USER_INPUT names each bad field.',
    args: { input: t.arg({ type: CreateTokenInput, required: true }) },
    resolve: (_root, { input: { name, scopes, expiresAt } }, { services, principal }) =>
      createToken(services.access, { name, scopes, expiresAt: expiresAt ?? null }, principal.name),
  }),
  revokeToken: t.prismaField({
    type: Token,
    description:
      'Ends a token at once, on every node, with the websockets and event streams that it opened. It stays in the ' +
      'list. CONFLICT when it is revoked already.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (query, _root, args, { services }) => {
      const id = uuidOrNotFound(args.id, 'token');
      await revokeToken(services.access, id);
      return services.database.prisma.token.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
}));
