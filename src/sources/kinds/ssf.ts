// OpenID Shared Signals: security event tokens (RFC 8417) that a transmitter pushes (RFC 8935), of CAEP and RISC.
import { SignJWT } from 'jose';
import type { Json, JsonObject } from '../../domain/event.ts';
import { checkBearer } from '../credentials/shared-secret.ts';
import { verifyToken } from '../credentials/tokens.ts';
import { hashOf } from '../read-documents.ts';
import { get, isObject, objectAt, text, timeOf } from '../read-values.ts';
import { requiredText, type Settings, textSetting } from '../setting.ts';
import {
  headerOf,
  type Item,
  type OpenTools,
  Rejection,
  type RejectionReason,
  type SourceKind,
  type SourceRequest,
} from '../source-kind.ts';
import { factsOfSignal, signalBase, subjectOf } from './ssf-signals.ts';

const mediaType = 'application/secevent+jwt';
const verification = `${signalBase}ssf/event-type/verification`;
const streamUpdated = `${signalBase}ssf/event-type/stream-updated`;

/** RFC 8935 knows these; whatever fails is a 400. */
const errorCodes: Partial<Record<RejectionReason, string>> = {
  credential: 'authentication_failed',
  signature: 'invalid_key',
  key: 'invalid_key',
  algorithm: 'invalid_key',
  issuer: 'invalid_issuer',
  audience: 'invalid_audience',
  state: 'invalid_state',
  stale: 'invalid_request',
  unreadable: 'invalid_request',
};

/** @returns one item for each event of the token: all its claims, and the event's uri as id. */
async function read(request: SourceRequest, settings: Settings, { now, keySets }: OpenTools): Promise<readonly Item[]> {
  const token = textSetting(settings, 'token');
  if (token !== undefined) checkBearer(request, token);
  const type = headerOf(request, 'content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== undefined && type !== mediaType && type !== 'application/jwt')
    throw new Rejection('unreadable', `the content type must be ${mediaType}`);
  const { payload, header } = await verifyToken(request.body.toString('utf8').trim(), keySets.of(settings), {
    currentDate: now,
    issuer: requiredText(settings, 'issuer'),
    audience: requiredText(settings, 'audience'),
    requiredClaims: ['iat', 'jti'],
  });
  const claims = payload as JsonObject;
  const entries = isObject(claims.events) ? Object.entries(claims.events) : [];
  if (entries.length === 0 || !entries.every(([, event]) => isObject(event)))
    throw new Rejection('unreadable', 'the token holds no events');
  // Tokens of other purposes must not pass for this one; transmitters of the drafts of 2018 call theirs JWT.
  const typ = (header.typ ?? '').toLowerCase().replace(/^application\//, '');
  const isDraft = entries.every(([, event]) => isObject(get(event, 'subject'))) && claims.exp === undefined;
  if (typ !== 'secevent+jwt' && !((typ === 'jwt' || typ === '') && isDraft))
    throw new Rejection('unreadable', 'the token is not a security event token');
  return entries.map(([uri]) => ({ value: claims, hash: hashOf(`${uri} ${request.body}`), id: uri }));
}

export const ssf: SourceKind = {
  name: 'ssf',
  title: 'OpenID Shared Signals',
  description: 'CAEP and RISC events, pushed as security event tokens by a transmitter.',
  success: 202,
  settings: [
    {
      name: 'issuer',
      label: 'Issuer',
      description: "The issuer in the transmitter's configuration.",
      type: 'text',
      required: true,
      example: 'https://ssf.example.com/',
    },
    {
      name: 'audience',
      label: 'Audience',
      description: 'The aud that the stream was given for this receiver.',
      type: 'text',
      required: true,
      example: 'https://hooks.example.com/events/ssf',
    },
    {
      name: 'jwks_url',
      label: 'Address of the keys',
      description: "The jwks_uri in the transmitter's configuration. Needed unless the keys are pasted.",
      type: 'url',
      required: false,
      example: 'https://ssf.example.com/jwks.json',
    },
    {
      name: 'jwks',
      label: 'Keys',
      description: 'The JSON Web Key Set itself, for a service that may not reach the transmitter.',
      type: 'keys',
      required: false,
    },
    {
      name: 'token',
      label: 'Bearer token',
      description: 'The authorization_header of the stream without its `Bearer`, if it has one.',
      type: 'secret',
      required: false,
    },
    {
      name: 'verification_state',
      label: 'State of the verification',
      description: 'The state that a verification was asked for with; another one is refused. Empty: any.',
      type: 'text',
      required: false,
    },
  ],
  open: async (request, settings, tools) => {
    const items = await read(request, settings, tools);
    const state = textSetting(settings, 'verification_state');
    const wrong = items.some(({ value }) => {
      const given = text(value, 'events', verification, 'state');
      return state !== undefined && get(value, 'events', verification) !== undefined && given !== state;
    });
    if (wrong) throw new Rejection('state', 'the verification has another state');
    return { items };
  },
  map: ({ value, id: uri = '', hash }) => {
    const event = get(value, 'events', uri);
    if (uri === verification) return { control: 'verification' };
    if (uri === streamUpdated)
      return {
        control: 'stream-updated',
        warning: `the stream is ${text(event, 'status')?.replace(/\W/g, '').slice(0, 40) ?? 'changed'}`,
      };
    const subject = subjectOf(value.sub_id ?? get(event, 'subject') ?? get(event, 'sub_id'));
    const facts = factsOfSignal(uri, event as JsonObject, subject);
    const [issuer, jti] = [text(value, 'iss'), text(value, 'jti')];
    const isOnly = Object.keys(objectAt(value, 'events')).length === 1;
    const acted = text(event, 'initiating_entity') === 'user';
    return {
      type: uri,
      // A token usually holds one event; several are told apart by what they are.
      key: issuer && jti ? `${issuer}:${jti}${isOnly ? '' : `:${uri}`}` : hash,
      at: timeOf(get(event, 'event_timestamp')) ?? timeOf(value.toe) ?? timeOf(value.iat),
      actor: acted ? { id: subject.id, email: subject.email } : undefined,
      payload: isOnly ? value : { ...value, events: { [uri]: event ?? null } },
      facts,
    };
  },
  refuse: ({ reason, message }) => {
    const err = errorCodes[reason];
    if (err === undefined) return undefined;
    const headers = { 'content-type': 'application/json', 'content-language': 'en' };
    return { status: 400, headers, body: JSON.stringify({ err, description: message }) };
  },
  samples: (at, id) => {
    const token = (number: number, uri: string, event: JsonObject, subject: Json): JsonObject => ({
      jti: `${id}-${number}`,
      iat: Math.floor(at.getTime() / 1000),
      events: { [signalBase + uri]: event },
      sub_id: subject,
    });
    const seconds = Math.floor(at.getTime() / 1000);
    return [
      token(
        1,
        'risc/event-type/account-disabled',
        { reason: 'hijacking' },
        { format: 'email', email: 'ada@example.com' },
      ),
      token(
        2,
        'caep/event-type/credential-change',
        {
          credential_type: 'fido2-roaming',
          change_type: 'create',
          initiating_entity: 'user',
          event_timestamp: seconds,
        },
        { format: 'email', email: 'ada@example.com' },
      ),
      token(3, 'caep/event-type/session-revoked', { event_timestamp: seconds }, { format: 'opaque', id: 'sess-1' }),
    ];
  },
  sign: async (document, { settings, privateKey }) => {
    if (!privateKey) throw new Error('only the transmitter itself has the key for this');
    const { alg, kid, key } = privateKey;
    const body = await new SignJWT(document as Record<string, unknown>)
      .setProtectedHeader({ alg, kid, typ: 'secevent+jwt' })
      .setIssuer(requiredText(settings, 'issuer'))
      .setAudience(requiredText(settings, 'audience'))
      .sign(key);
    const token = textSetting(settings, 'token');
    const headers = { 'content-type': mediaType, accept: 'application/json' };
    return {
      method: 'POST',
      body,
      headers: token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` },
    };
  },
  greet: async (signer) => {
    const state = textSetting(signer.settings, 'verification_state') ?? signer.id;
    const event = {
      jti: signer.id,
      iat: Math.floor(signer.at.getTime() / 1000),
      events: { [verification]: { state } },
      sub_id: { format: 'opaque', id: 'stream-1' },
    };
    return ssf.sign(event, signer);
  },
};
