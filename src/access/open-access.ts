// Puts the parts of access together: what the doors ask, and what changes tokens.
import type { AdminToken } from '../infra/admin-token.ts';
import type { Database } from '../infra/database.ts';
import type { Log } from '../infra/log.ts';
import type { Outbound } from '../infra/outbound/send-request.ts';
import type { Queue } from '../infra/queue.ts';
import { type Authenticate, createAuthenticate } from './authenticate.ts';
import { type TokenChangeTools, tokensChannel } from './change-tokens.ts';
import { createEndings, type Endings } from './endings.ts';
import { createTokenFinder } from './find-token.ts';
import { createIdentityProvider } from './identity-provider.ts';
import { createLastUse } from './last-use.ts';
import type { OidcSettings } from './oidc-settings.ts';
import { createProviderDocuments } from './provider-documents.ts';
import { createRateLimit, type RateLimit, type RateLimitSettings } from './rate-limit.ts';
import { createSlowGuessing } from './slow-guessing.ts';

export interface Access extends TokenChangeTools {
  readonly authenticate: Authenticate;
  readonly spend: RateLimit['spend'];
  readonly watch: Endings['watch'];
  /** How the admin page logs in, for everybody to read. */
  login(): Promise<{ readonly oidc: object | null }>;
  close(): Promise<void>;
}

export interface AccessTools {
  readonly database: Database;
  readonly queue: Pick<Queue, 'listen'>;
  readonly log: Log;
  readonly adminToken: AdminToken;
  readonly rateLimit: RateLimitSettings;
  readonly oidc: OidcSettings | undefined;
  /** The guarded client, which may reach the issuer wherever that is. */
  readonly askIssuer: (issuer: string) => Outbound;
  /** See ProviderDocumentsOptions. */
  readonly keyCooldownMs?: number | undefined;
}

export async function openAccess(tools: AccessTools): Promise<Access> {
  const { database, queue, log, adminToken, rateLimit } = tools;
  const provider = openProvider(tools);

  const tokens = createTokenFinder(database);
  const endings = createEndings();
  const lastUse = createLastUse({ database, log });
  const onRevoked = (tokenId: string) => {
    tokens.forget(tokenId);
    endings.end(tokenId);
  };
  /** Ends what is open with tokens that were revoked while this node did not hear of it. */
  const endMissed = async (watched: readonly string[]) => {
    if (watched.length === 0) return;
    const live = await tokens.stillLive(watched);
    for (const tokenId of watched) if (!live.has(tokenId)) onRevoked(tokenId);
  };
  const endMissedSoon = (watched: readonly string[]) =>
    void endMissed(watched).catch((error: unknown) => {
      log.warn({ error }, 'whether tokens still hold cannot be read yet');
      setTimeout(() => endMissedSoon(endings.watched()), 1_000).unref();
    });
  const listening = await queue.listen(tokensChannel, (tokenId) => {
    if (tokenId !== '') return onRevoked(tokenId);
    tokens.forget();
    endMissedSoon(endings.watched());
  });

  return {
    database,
    onRevoked,
    authenticate: createAuthenticate({
      ...{ adminToken, tokens, lastUse },
      guessing: createSlowGuessing(),
      identityProvider: provider?.identityProvider,
    }),
    login: async () => ({ oidc: (await provider?.identityProvider.login()) ?? null }),
    spend: createRateLimit(rateLimit).spend,
    watch: (caller, end) => {
      const stop = endings.watch(caller, end);
      // It may have been revoked since the caller was let in.
      if (caller.kind === 'token') endMissedSoon([caller.id]);
      return stop;
    },
    close: async () => {
      await listening.close();
      await lastUse.close();
      await provider?.close();
    },
  };
}

function openProvider({ oidc, askIssuer, keyCooldownMs: cooldownMs }: AccessTools) {
  if (!oidc) return undefined;
  const { issuer } = oidc;
  const outbound = askIssuer(issuer);
  const documents = createProviderDocuments({ issuer, outbound, cooldownMs });
  return { identityProvider: createIdentityProvider(oidc, documents), close: outbound.close };
}
