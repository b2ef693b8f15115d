// Who asks: for a page that says who is signed in, and offers what they may do.
import type { Caller } from '../domain/caller.ts';
import type { Scope } from '../domain/scopes.ts';
import { builder } from './builder.ts';
import { ScopeEnum } from './token.ts';

const ViewerKind = builder.enumType('ViewerKind', {
  description: 'How a caller is known.',
  values: {
    ADMIN_TOKEN: { value: 'admin_token', description: 'By ADMIN_TOKEN, or the token of the first start.' },
    TOKEN: { value: 'token', description: 'By a token that createToken made.' },
    USER: { value: 'user', description: 'By the OpenID provider.' },
  } as const,
});

const Viewer = builder.objectRef<Caller>('Viewer').implement({
  description: 'Who asks.',
  fields: (t) => ({
    kind: t.expose('kind', { type: ViewerKind, description: 'How they are known.' }),
    name: t.exposeString('name', {
      description: '`admin`, the name of the token, or what the provider calls the person.',
    }),
    scopes: t.field({
      type: [ScopeEnum],
      description: 'What they may do.',
      resolve: ({ scopes }) => scopes as Scope[],
    }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the token ends; null: never.',
      resolve: ({ expiresAt }) => expiresAt ?? null,
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    description: 'Who asks, and what they may do.',
    resolve: (_root, _args, { principal }) => principal,
  }),
);
