// Connections to SCIM directories, which scripts and built-ins name.
import type { ScimAuth } from '../tasks/scim/access-token.ts';
import {
  createScimConnection,
  deleteScimConnection,
  type ScimConnectionInput as Fields,
  shownAuth,
  updateScimConnection,
} from '../tasks/scim-connections.ts';
import { builder, type InputFields, upperCase } from './builder.ts';
import { uuidOrNotFound } from './keyset-page.ts';
import { Node } from './node.ts';

const ScimAuthType = builder.enumType('ScimAuthType', { values: upperCase(['bearer', 'client_credentials']) });
const ScimSecretPlace = builder.enumType('ScimSecretPlace', {
  description: 'Where client id and secret go in a token request: the Basic header, or the form.',
  values: upperCase(['header', 'body']),
});

type ClientCredentials = Extract<ScimAuth, { type: 'client_credentials' }>;
const oauth = (auth: ScimAuth): ClientCredentials | undefined =>
  auth.type === 'client_credentials' ? auth : undefined;

const ScimAuthObject = builder.objectRef<ScimAuth>('ScimAuth').implement({
  description: 'How a SCIM connection authenticates. Secrets are masked.',
  fields: (t) => ({
    type: t.expose('type', { type: ScimAuthType }),
    token: t.string({ nullable: true, resolve: (auth) => (auth.type === 'bearer' ? auth.token : null) }),
    tokenUrl: t.string({ nullable: true, resolve: (auth) => oauth(auth)?.tokenUrl ?? null }),
    clientId: t.string({ nullable: true, resolve: (auth) => oauth(auth)?.clientId ?? null }),
    clientSecret: t.string({ nullable: true, resolve: (auth) => oauth(auth)?.clientSecret ?? null }),
    scope: t.string({ nullable: true, resolve: (auth) => oauth(auth)?.scope ?? null }),
    secretIn: t.field({
      type: ScimSecretPlace,
      nullable: true,
      resolve: (auth) => (auth.type === 'bearer' ? null : (auth.secretIn ?? 'header')),
    }),
  }),
});

export const ScimConnectionObject = builder.prismaObject('ScimConnection', {
  interfaces: [Node],
  description: 'A SCIM 2.0 directory that scripts reach as `scim(name)`.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    baseUrl: t.exposeString('baseUrl', { description: 'What stands before /Users.' }),
    auth: t.field({
      type: ScimAuthObject,
      select: { auth: true },
      resolve: ({ auth }) => shownAuth(auth),
    }),
    version: t.exposeInt('version'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
  }),
});

builder.queryField('scimConnections', (t) =>
  t.prismaField({
    type: [ScimConnectionObject],
    description: 'All SCIM connections, by name.',
    resolve: (query, _root, _args, { services }) =>
      services.database.prisma.scimConnection.findMany({ ...query, orderBy: { name: 'asc' } }),
  }),
);

const secretRule = 'Left out or masked in an update: the stored one.';

const ScimAuthInput = builder.inputType('ScimAuthInput', {
  isOneOf: true,
  fields: (t) => ({
    bearer: t.field({
      type: builder.inputType('ScimBearerInput', { fields: (f) => ({ token: f.string({ description: secretRule }) }) }),
    }),
    clientCredentials: t.field({
      type: builder.inputType('ScimClientCredentialsInput', {
        description: 'OAuth 2.0 client credentials.',
        fields: (f) => ({
          tokenUrl: f.string({ required: true }),
          clientId: f.string({ required: true }),
          clientSecret: f.string({ description: secretRule }),
          scope: f.string(),
          secretIn: f.field({ type: ScimSecretPlace, description: 'Default: HEADER.' }),
        }),
      }),
    }),
  }),
});

export const connectionInputFields = (t: InputFields) => ({
  name: t.string({ required: true, description: 'By which scripts and built-ins name it.' }),
  baseUrl: t.string({ required: true }),
  auth: t.field({ type: ScimAuthInput, required: true }),
});

const CreateScimConnectionInput = builder.inputType('CreateScimConnectionInput', { fields: connectionInputFields });

const UpdateScimConnectionInput = builder.inputType('UpdateScimConnectionInput', {
  description: 'What is left out stays as it is.',
  fields: (t) => ({
    version: t.int({ description: 'CONFLICT when it is not the stored one.' }),
    name: t.string(),
    baseUrl: t.string(),
    auth: t.field({ type: ScimAuthInput }),
  }),
});

export function connectionFields({
  auth,
  ...rest
}: Omit<typeof UpdateScimConnectionInput.$inferInput, 'version'>): Fields {
  const plain = Object.fromEntries(Object.entries(rest).filter(([, value]) => value != null));
  if (!auth) return plain;
  const type = auth.bearer ? 'bearer' : 'client_credentials';
  const given = Object.entries(auth.bearer ?? auth.clientCredentials ?? {}).filter(([, value]) => value != null);
  return { ...plain, auth: { type, ...Object.fromEntries(given) } };
}

builder.mutationFields((t) => ({
  createScimConnection: t.prismaField({
    type: ScimConnectionObject,
    description: 'Creates a connection. CONFLICT when the name is taken.',
    args: { input: t.arg({ type: CreateScimConnectionInput, required: true }) },
    resolve: async (query, _root, { input }, { services }) => {
      const id = await createScimConnection(services.tasks, connectionFields(input));
      return services.database.prisma.scimConnection.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
  updateScimConnection: t.prismaField({
    type: ScimConnectionObject,
    description: 'Changes a connection; runs that begin from now on use it.',
    args: { id: t.arg.id({ required: true }), input: t.arg({ type: UpdateScimConnectionInput, required: true }) },
    resolve: async (query, _root, args, { services }) => {
      const id = uuidOrNotFound(args.id, 'SCIM connection');
      await updateScimConnection(services.tasks, id, connectionFields(args.input));
      return services.database.prisma.scimConnection.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
  deleteScimConnection: t.field({
    type: 'ID',
    description: 'Deletes a connection and gives its id. Tasks that name it fail at their next run.',
    args: { id: t.arg.id({ required: true }), version: t.arg.int() },
    resolve: async (_root, args, { services }) => {
      const id = uuidOrNotFound(args.id, 'SCIM connection');
      await deleteScimConnection(services.tasks, id, args.version ?? undefined);
      return id;
    },
  }),
}));
