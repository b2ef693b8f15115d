// Keycloak with the extension of vymalo: the same events, flat, with a Basic credential.
import type { JsonObject } from '../../domain/event.ts';
import { basicHeader, checkBasic } from '../credentials/shared-secret.ts';
import { readDocument } from '../read-documents.ts';
import { text, timeOf } from '../read-values.ts';
import { requiredText } from '../setting.ts';
import type { SourceKind } from '../source-kind.ts';
import { detailsOf, factsOfKeycloak, pathOf, readRepresentation } from './keycloak-mapping.ts';

export const keycloakVymalo: SourceKind = {
  name: 'keycloak-vymalo',
  title: 'Keycloak (vymalo webhooks)',
  description: 'Events of all realms, sent by the extension keycloak-webhook of vymalo.',
  success: 200,
  settings: [
    {
      name: 'username',
      label: 'User name',
      description: 'WEBHOOK_HTTP_AUTH_USERNAME of the extension.',
      type: 'text',
      required: true,
      example: 'keycloak',
    },
    {
      name: 'password',
      label: 'Password',
      description: 'WEBHOOK_HTTP_AUTH_PASSWORD of the extension.',
      type: 'secret',
      required: true,
    },
  ],
  open: async (request, settings) => {
    checkBasic(request, requiredText(settings, 'username'), requiredText(settings, 'password'));
    return { items: [readDocument(request.body)] };
  },
  map: ({ value, hash }) => {
    const details = detailsOf(value);
    const at = timeOf(value.time);
    const userId = text(value, 'userId');
    const facts = factsOfKeycloak({
      name: text(value, 'type') ?? '',
      userId,
      userName: text(details, 'username'),
      clientId: text(value, 'clientId'),
      error: text(value, 'error'),
      at,
      details,
      path: pathOf(value.resourcePath),
      representation: readRepresentation(value.representation),
    });
    return {
      type: text(value, 'type') ?? null,
      key: text(value, 'id') ?? hash,
      at,
      actor: { id: userId },
      ipAddress: text(value, 'ipAddress'),
      payload: value,
      facts,
    };
  },
  samples: (at, id) => {
    const common = { id, time: at.getTime(), realmId: 'f1d0', clientId: 'wiki', ipAddress: '192.0.2.41' };
    return [
      { ...common, type: 'LOGIN', userId: 'u-ada', details: { username: 'ada' } },
      { ...common, type: 'LOGIN_ERROR', error: 'user_not_found', details: { username: 'nobody' } },
      { ...common, type: 'LOGOUT', userId: 'u-ada', details: {} },
    ] satisfies JsonObject[];
  },
  sign: async (document, { settings }) => ({
    method: 'POST',
    body: JSON.stringify(document),
    headers: {
      'content-type': 'application/json',
      authorization: basicHeader(requiredText(settings, 'username'), requiredText(settings, 'password')),
    },
  }),
};
