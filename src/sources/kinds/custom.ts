// Any other sender of JSON, such as Ory, whose bodies are whatever the operator makes of them: everything is kept, and
// the source's own rules say what it means.
import type { JsonObject } from '../../domain/event.ts';
import { checkHexHmac, hexHmac } from '../credentials/hmac.ts';
import { basicHeader, checkBasic, checkHeader } from '../credentials/shared-secret.ts';
import { readDocuments } from '../read-documents.ts';
import { text, timeOf } from '../read-values.ts';
import { requiredText } from '../setting.ts';
import type { SourceKind } from '../source-kind.ts';

export const custom: SourceKind = {
  name: 'custom',
  title: 'Any other sender of JSON',
  description: "Documents of any shape, one or several in a request; the source's own rules map them.",
  success: 200,
  settings: [
    {
      name: 'auth',
      label: 'Authentication',
      description: 'header: a fixed header. basic: user name and password. hmac: hex HMAC-SHA256 of the body.',
      type: 'choice',
      choices: ['header', 'basic', 'hmac'],
      default: 'header',
      required: true,
    },
    {
      name: 'header',
      label: 'Header',
      description: 'The header that carries the value or the signature.',
      type: 'text',
      default: 'Authorization',
      required: true,
    },
    {
      name: 'value',
      label: 'Value',
      description: "The header's whole value, such as `Bearer …`.",
      type: 'secret',
      required: true,
      when: { setting: 'auth', is: 'header' },
    },
    {
      name: 'username',
      label: 'User name',
      description: 'The user name of the sender.',
      type: 'text',
      required: true,
      when: { setting: 'auth', is: 'basic' },
    },
    {
      name: 'password',
      label: 'Password',
      description: 'The password of the sender.',
      type: 'secret',
      required: true,
      when: { setting: 'auth', is: 'basic' },
    },
    {
      name: 'secret',
      label: 'Secret',
      description: 'The key of the HMAC, as text.',
      type: 'secret',
      required: true,
      when: { setting: 'auth', is: 'hmac' },
    },
  ],
  open: async (request, settings) => {
    const header = requiredText(settings, 'header');
    if (settings.auth === 'basic')
      checkBasic(request, requiredText(settings, 'username'), requiredText(settings, 'password'));
    else if (settings.auth === 'hmac')
      checkHexHmac(request, { header, secret: requiredText(settings, 'secret'), algorithm: 'sha256' });
    else checkHeader(request, header, requiredText(settings, 'value'));
    return readDocuments(request.body);
  },
  map: ({ value, hash }) => ({
    type: text(value, 'type') ?? text(value, 'event') ?? null,
    key: text(value, 'id') ?? hash,
    at: timeOf(value.time) ?? timeOf(value.timestamp),
    payload: value,
    facts: [],
  }),
  samples: (at, id) =>
    [
      {
        id,
        type: 'registration',
        time: at.toISOString(),
        identity: { id: 'u-1', traits: { email: 'kim@example.com' } },
      },
    ] satisfies JsonObject[],
  sign: async (document, { settings }) => {
    const body = JSON.stringify(document);
    const header = requiredText(settings, 'header');
    const credential =
      settings.auth === 'basic'
        ? { authorization: basicHeader(requiredText(settings, 'username'), requiredText(settings, 'password')) }
        : {
            [header]:
              settings.auth === 'hmac'
                ? hexHmac('sha256', requiredText(settings, 'secret'), body)
                : requiredText(settings, 'value'),
          };
    return { method: 'POST', body, headers: { 'content-type': 'application/json', ...credential } };
  },
};
