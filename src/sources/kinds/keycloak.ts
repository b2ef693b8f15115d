// Keycloak with the extension of p2-inc (listener `ext-event-webhook`).
import { SignJWT } from 'jose';
import type { JsonObject } from '../../domain/event.ts';
import { checkHexHmac, hexHmac } from '../credentials/hmac.ts';
import { bearerOf } from '../credentials/shared-secret.ts';
import { checkBodyHash, verifyToken } from '../credentials/tokens.ts';
import { hashOf, readDocument } from '../read-documents.ts';
import { text, timeOf } from '../read-values.ts';
import { requiredText, type Settings, textSetting } from '../setting.ts';
import { type OpenTools, Rejection, type SourceKind, type SourceRequest } from '../source-kind.ts';
import { detailsOf, factsOfKeycloak, pathOf, readRepresentation } from './keycloak-mapping.ts';

const header = 'X-Keycloak-Signature';

async function check(request: SourceRequest, settings: Settings, { now, keySets }: OpenTools): Promise<void> {
  if (settings.auth === 'hmac') {
    const algorithm = settings.algorithm === 'HmacSHA1' ? 'sha1' : 'sha256';
    return checkHexHmac(request, { header, secret: requiredText(settings, 'secret'), algorithm });
  }
  const audience = textSetting(settings, 'audience');
  const { payload } = await verifyToken(bearerOf(request), keySets.of(settings), {
    currentDate: now,
    issuer: requiredText(settings, 'issuer'),
    ...(audience !== undefined && { audience }),
    requiredClaims: ['iat', 'exp'],
  });
  if (Number(payload.iat) > now.getTime() / 1000 + 60) throw new Rejection('stale', 'the token is of the future');
  checkBodyHash(payload, request.body, 'hex');
}

export const keycloak: SourceKind = {
  name: 'keycloak',
  title: 'Keycloak (p2-inc webhooks)',
  description: 'Events of a realm, sent by the extension keycloak-events of p2-inc.',
  success: 200,
  settings: [
    {
      name: 'auth',
      label: 'Authentication',
      description: 'The authType of the webhook. A webhook without one sends unsigned, which is refused.',
      type: 'choice',
      choices: ['hmac', 'bearer_jwt'],
      default: 'hmac',
      required: true,
    },
    {
      name: 'secret',
      label: 'Secret',
      description: 'The secret of the webhook, as it is typed there.',
      type: 'secret',
      required: true,
      when: { setting: 'auth', is: 'hmac' },
    },
    {
      name: 'algorithm',
      label: 'Algorithm',
      description: 'HmacSHA256, or HmacSHA1 of older webhooks.',
      type: 'choice',
      choices: ['HmacSHA256', 'HmacSHA1'],
      default: 'HmacSHA256',
      required: true,
      when: { setting: 'auth', is: 'hmac' },
    },
    {
      name: 'issuer',
      label: 'Issuer',
      description: "The realm's issuer: its address, as its OpenID configuration names it.",
      type: 'text',
      required: true,
      when: { setting: 'auth', is: 'bearer_jwt' },
      example: 'https://sso.example.com/realms/staff',
    },
    {
      name: 'audience',
      label: 'Audience',
      description: 'The audience that the webhook sets. Without it a token for somebody else is accepted.',
      type: 'text',
      required: false,
      when: { setting: 'auth', is: 'bearer_jwt' },
      example: 'https://hooks.example.com',
    },
    {
      name: 'jwks_url',
      label: 'Address of the keys',
      description: "The realm's jwks_uri. Needed unless the keys are pasted.",
      type: 'url',
      required: false,
      when: { setting: 'auth', is: 'bearer_jwt' },
      example: 'https://sso.example.com/realms/staff/protocol/openid-connect/certs',
    },
    {
      name: 'jwks',
      label: 'Keys',
      description: 'The JSON Web Key Set itself, for a service that may not reach Keycloak.',
      type: 'keys',
      required: false,
      when: { setting: 'auth', is: 'bearer_jwt' },
    },
  ],
  open: async (request, settings, tools) => {
    await check(request, settings, tools);
    return { items: [readDocument(request.body)] };
  },
  map: ({ value, hash }) => {
    const type = text(value, 'type') ?? null;
    const details = detailsOf(value);
    const at = timeOf(value.time);
    const [, family, name = ''] = /^(access|admin)\.(.+)$/.exec(type ?? '') ?? [];
    const userId = text(value, 'authDetails', 'userId');
    const userName = text(value, 'authDetails', 'username') ?? text(details, 'username');
    const facts = factsOfKeycloak({
      // A user event must not pass for an admin's, nor the other way round.
      name: (family === 'admin') === name.includes('-') ? name : '',
      userId,
      userName,
      clientId: text(value, 'authDetails', 'clientId'),
      error: text(value, 'error'),
      at,
      details,
      path: pathOf(value.resourcePath),
      representation: readRepresentation(value.representation),
    });
    return {
      type,
      key: text(value, 'id') ?? text(value, 'uid') ?? hash,
      at,
      actor: { id: userId },
      ipAddress: text(value, 'authDetails', 'ipAddress'),
      payload: value,
      facts,
    };
  },
  samples: (at, id) => {
    const common = { id, uid: `uid-${id}`, time: at.getTime(), realmId: 'f1d0', realmName: 'staff' };
    const person = { realmId: 'staff', clientId: 'wiki', userId: 'u-ada', ipAddress: '192.0.2.41', username: 'ada' };
    const admin = { ...person, clientId: 'security-admin-console', userId: 'u-root', username: 'root' };
    const bob = { username: 'bob', email: 'bob@example.com', enabled: true };
    return [
      { ...common, type: 'access.LOGIN', authDetails: person, details: { username: 'ada' } },
      {
        ...common,
        type: 'admin.USER-CREATE',
        authDetails: admin,
        resourceType: 'USER',
        operationType: 'CREATE',
        resourcePath: 'users/u-bob',
        representation: JSON.stringify(bob),
      },
      { ...common, type: 'access.LOGOUT', authDetails: person, details: {} },
    ] satisfies JsonObject[];
  },
  sign: async (document, { settings, at, privateKey }) => {
    const body = JSON.stringify(document);
    const headers = { 'content-type': 'application/json' };
    if (settings.auth === 'hmac') {
      const algorithm = settings.algorithm === 'HmacSHA1' ? 'sha1' : 'sha256';
      return {
        method: 'POST',
        body,
        headers: { ...headers, [header]: hexHmac(algorithm, requiredText(settings, 'secret'), body) },
      };
    }
    if (!privateKey) throw new Error('only Keycloak itself has the key for this');
    const audience = textSetting(settings, 'audience');
    const token = new SignJWT({ request_body_sha256: hashOf(body) })
      .setProtectedHeader({ alg: privateKey.alg, typ: 'JWT', kid: privateKey.kid })
      .setIssuer(requiredText(settings, 'issuer'))
      .setIssuedAt(at)
      .setExpirationTime(new Date(at.getTime() + 300_000));
    if (audience !== undefined) token.setAudience(audience);
    return {
      method: 'POST',
      body,
      headers: { ...headers, authorization: `Bearer ${await token.sign(privateKey.key)}` },
    };
  },
};
