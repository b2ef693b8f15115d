// Auth0 log streams to a custom webhook: tenant logs as one object, a list, or one object in each line.
import type { JsonObject } from '../../domain/event.ts';
import { checkHeader } from '../credentials/shared-secret.ts';
import { readDocuments } from '../read-documents.ts';
import { emailOf, get, isObject, text, timeOf } from '../read-values.ts';
import { requiredText } from '../setting.ts';
import type { Fact, SourceKind } from '../source-kind.ts';

const user = (log: JsonObject) => ({
  user_id: text(log, 'user_id'),
  user_email: emailOf(text(log, 'user_name')) ?? emailOf(text(log, 'details', 'body', 'email')),
  user_name: text(log, 'user_name'),
});
const signIn = (log: JsonObject) => ({
  ...user(log),
  app_id: text(log, 'client_id'),
  app_name: text(log, 'client_name'),
});
const failed = (log: JsonObject) => ({ ...signIn(log), reason: text(log, 'description') });

/** `self`: the user of the log is who acted. */
const table: Record<string, readonly [type: string, data: (log: JsonObject) => Fact['data'], actor?: 'self']> = {
  s: ['login.success', signIn, 'self'],
  sens: ['login.success', signIn, 'self'],
  scoa: ['login.success', signIn, 'self'],
  f: ['login.failed', failed],
  fp: ['login.failed', failed],
  fu: ['login.failed', failed],
  fc: ['login.failed', failed],
  fens: ['login.failed', failed],
  ss: ['user.created', signIn, 'self'],
  sui: ['user.created', signIn, 'self'],
  sdu: ['user.deleted', user],
  du: ['user.deleted', user],
  sce: ['user.updated', user, 'self'],
  scu: ['user.updated', user, 'self'],
  scpn: ['user.updated', user, 'self'],
  gd_enrollment_complete: ['mfa.enrolled', user, 'self'],
  gd_unenroll: ['mfa.unenrolled', user, 'self'],
};

export const auth0Logs: SourceKind = {
  name: 'auth0-logs',
  title: 'Auth0 log streams',
  description: 'Logs of a tenant, sent by a log stream to a custom webhook.',
  success: 200,
  settings: [
    {
      name: 'header',
      label: 'Header',
      description: 'The header that carries the credential; the stream sends Authorization.',
      type: 'text',
      required: true,
      default: 'Authorization',
    },
    {
      name: 'value',
      label: 'Authorization token',
      description: "The header's whole value, with Bearer only if it was typed so.",
      type: 'secret',
      required: true,
    },
  ],
  open: async (request, settings) => {
    checkHeader(request, requiredText(settings, 'header'), requiredText(settings, 'value'));
    return readDocuments(request.body);
  },
  map: ({ value, hash }) => {
    const log = isObject(value.data) ? value.data : value;
    const type = text(log, 'type') ?? null;
    const row = Object.hasOwn(table, type ?? '') ? table[type ?? ''] : undefined;
    const { user_id, user_email } = user(log);
    return {
      type,
      key: text(log, 'log_id') ?? text(value, 'log_id') ?? text(log, '_id') ?? hash,
      at: timeOf(log.date) ?? timeOf(get(log, 'date', '$date')),
      actor: row?.[2] === 'self' ? { id: user_id, email: user_email } : undefined,
      ipAddress: text(log, 'ip'),
      payload: log,
      facts: row ? [{ type: row[0], data: row[1](log) }] : [],
    };
  },
  samples: (at, id) => {
    const log = (type: string, more: JsonObject): JsonObject => ({
      log_id: `${id}-${type}`,
      data: {
        log_id: `${id}-${type}`,
        date: at.toISOString(),
        type,
        client_id: 'cl1enTwiki',
        client_name: 'Wiki',
        ip: '192.0.2.71',
        user_id: 'auth0|ada',
        user_name: 'ada@example.com',
        ...more,
      },
    });
    return [log('s', {}), log('fp', { description: 'Wrong email or password.' }), log('slo', {})];
  },
  sign: async (document, { settings }) => ({
    method: 'POST',
    body: `${JSON.stringify(document)}\n`,
    headers: {
      'content-type': 'application/json',
      [requiredText(settings, 'header')]: requiredText(settings, 'value'),
    },
  }),
};
