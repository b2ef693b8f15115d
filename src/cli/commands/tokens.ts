// `token`: who may enter, and with what scopes.
import type { Command } from 'commander';
import { scopeText, tokenBody } from '../../rest/token-body.ts';
import { isUuid, listOf, readTimeAhead, withExamples } from '../arguments.ts';
import type { Client } from '../client.ts';
import { connect } from '../connection.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import * as gql from '../gql/operations.ts';
import { nodes } from '../pages.ts';
import { localTime } from '../show-delivery.ts';
import type { Column } from '../table.ts';

const scopes = Object.keys(scopeText) as gql.Scope[];

const shownScopes = (token: gql.TokenBodyFragment) => token.scopes.map((scope) => scopeText[scope]).join(', ');
const stateOf = ({ active, revokedAt }: gql.TokenBodyFragment) =>
  active ? 'active' : revokedAt ? 'revoked' : 'expired';
const time = (at: string | null) => at && localTime(at);

const columns: readonly Column<gql.TokenBodyFragment>[] = [
  { title: 'id', text: ({ id }) => id, whole: true },
  { title: 'name', text: ({ name }) => name },
  { title: 'scopes', text: (token) => shownScopes(token) },
  { title: 'state', text: stateOf, whole: true },
  { title: 'begins', text: ({ hint }) => hint },
  { title: 'last used', text: ({ lastUsedAt }) => time(lastUsedAt) },
  { title: 'expires', text: ({ expiresAt }) => time(expiresAt) },
];

interface CreateOptions {
  readonly name: string;
  readonly scope: readonly string[];
  readonly expires?: string;
}

export function addTokenCommands(program: Command): void {
  const tokens = program.command('token').description('who may enter, and with what scopes');

  withExamples(
    tokens
      .command('create')
      .description('makes a token and writes it to standard output: it is shown only now')
      .requiredOption('--name <name>', 'who or what it is for')
      .requiredOption(
        '--scope <scope>',
        'admin, read or events:write; several with commas',
        listOf(Object.values(scopeText)),
      )
      .option('--expires <time>', 'when it ends: RFC 3339, or in how long, such as 90d (default: never)', readTimeAhead)
      .action(async ({ name, scope, expires }: CreateOptions, command: Command) => {
        const { client, out } = await connect(command);
        const named = scopes.filter((one) => scope.includes(scopeText[one]));
        const input = { name, scopes: named, expiresAt: expires ?? null };
        const { secret, token } = (await client.request(gql.CreateTokenDocument, { input })).createToken;
        out.result({ ...tokenBody(token), secret }, secret);
        out.note(`made for ${token.name}: ${shownScopes(token)}`);
      }),
    "iam-integrations token create --name 'Keycloak' --scope events:write --expires 365d",
  );

  withExamples(
    tokens
      .command('list')
      .description('lists tokens, also those that have ended, newest first')
      .option('--active', 'only those that open something')
      .action(async ({ active }: { active?: true }, command: Command) => {
        const { client, out } = await connect(command);
        await out.list(tokensOf(client, { active: active ?? null }), columns, tokenBody);
      }),
    'iam-integrations token list --active',
  );

  withExamples(
    tokens
      .command('revoke')
      .description('ends a token at once, on all nodes, and closes what it has opened')
      .argument('<name|id>')
      .action(async (name: string, _options: unknown, command: Command) => {
        const { client, out } = await connect(command);
        const { revokeToken } = await client.request(gql.RevokeTokenDocument, { id: await idOfToken(client, name) });
        out.result(tokenBody(revokeToken), `${revokeToken.name} is revoked`);
      }),
    "iam-integrations token revoke 'Keycloak'",
  );
}

const tokensOf = (client: Client, filter: gql.TokenFilter) =>
  nodes(
    client,
    gql.ListTokensDocument,
    (page) => ({ ...page, filter }),
    (data) => data.tokens,
  );

/** Of those that open something; names may repeat. */
async function idOfToken(client: Client, nameOrId: string): Promise<string> {
  if (isUuid(nameOrId)) return nameOrId;
  const ids: string[] = [];
  for await (const { id, name } of tokensOf(client, { name: nameOrId, active: true }))
    if (name === nameOrId) ids.push(id);
  const [id] = ids;
  if (id === undefined) throw new CliError(exitCodes.notFound, `no such token: ${nameOrId}`);
  if (ids.length > 1)
    throw new CliError(exitCodes.refused, `${ids.length} tokens have this name: give one of the ids ${ids.join(', ')}`);
  return id;
}
