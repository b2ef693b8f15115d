// The body of an HTTP action in the dialect that it is configured for, with the headers that belong to it.
import { binaryHeaders, cloudEventAttributes, plainEvent, structuredCloudEvent } from '../domain/cloud-event.ts';
import { type Failure, failure } from '../domain/failure-causes.ts';
import { type SubjectFormat, securityEventClaims } from '../domain/security-event.ts';
import type { OutboundResult } from '../infra/outbound/send-request.ts';
import type { ActionTools } from './action-kind.ts';

/** `template`: the body as written. `json`: the whole event. `cloudevents`: CloudEvents 1.0. `set`: a signed token. */
export const formats = ['template', 'json', 'cloudevents', 'set'] as const;
export const contentModes = ['structured', 'binary'] as const;

export interface MessageConfig {
  readonly format: (typeof formats)[number];
  readonly body: string;
  /** Of `cloudevents` only. */
  readonly contentMode: (typeof contentModes)[number] | null;
  /** These of `set` only. */
  readonly audience: string | null;
  readonly subjectFormat: SubjectFormat | null;
  readonly subjectIssuer: string | null;
}

export interface Message {
  readonly body: string;
  /** They win over configured headers of the same name. */
  readonly headers: readonly [string, string][];
}

type Tools = Pick<ActionTools, 'event' | 'delivery' | 'issuer'>;

export async function makeMessage(config: MessageConfig, tools: Tools): Promise<Message | Failure> {
  const { event, delivery, issuer } = tools;
  switch (config.format) {
    case 'json':
      return {
        body: JSON.stringify({
          delivery_id: delivery.id,
          integration: { id: delivery.integrationId, name: delivery.integrationName },
          event: plainEvent(event),
        }),
        headers: [['Content-Type', 'application/json']],
      };
    case 'cloudevents': {
      const source = await issuer.url();
      if (config.contentMode !== 'binary')
        return {
          body: JSON.stringify(structuredCloudEvent(event, source)),
          headers: [['Content-Type', 'application/cloudevents+json; charset=utf-8']],
        };
      return {
        body: JSON.stringify(event.data),
        headers: [['Content-Type', 'application/json'], ...binaryHeaders(cloudEventAttributes(event, source))],
      };
    }
    case 'set':
      return securityEventToken(config, tools);
    // Also an action that was stored before there were formats.
    default:
      return { body: config.body, headers: [] };
  }
}

async function securityEventToken(
  config: MessageConfig,
  { event, delivery, issuer }: Tools,
): Promise<Message | Failure> {
  const claims = securityEventClaims(event, {
    issuer: await issuer.url(),
    audience: config.audience ?? '',
    subjectFormat: config.subjectFormat,
    subjectIssuer: config.subjectIssuer,
    deliveryId: delivery.id,
    now: new Date(),
  });
  if (!claims)
    return failure('invalid_request', { reason: 'the event names no user whom a security event could be about' });
  return {
    body: await issuer.sign(claims),
    headers: [
      ['Content-Type', 'application/secevent+jwt'],
      ['Accept', 'application/json'],
    ],
  };
}

/** What receivers of security events answer with 400 (RFC 8935), and the words for it. */
const refusals: Record<string, string> = {
  invalid_request: 'it cannot read the token',
  invalid_key: 'it does not accept the key that signed it',
  invalid_issuer: 'it does not know this service as an issuer',
  invalid_audience: 'the token is not meant for it',
  authentication_failed: 'this service is not signed in there',
  access_denied: 'this service may not send to it',
  invalid_state: 'it did not expect this state',
};

/** @returns the failure in words where the answer is one of RFC 8935, else the failure as it is. */
export function explainSetAnswer({ response, failure: why }: OutboundResult): Failure | undefined {
  if (response?.status !== 400 || why?.cause !== 'http_400') return why;
  const err = refusalCode(response.body);
  const words = err === undefined || !Object.hasOwn(refusals, err) ? undefined : refusals[err];
  return err === undefined || words === undefined
    ? why
    : failure('http_400_set', { host: String(why.params.host ?? ''), err, words });
}

function refusalCode(body: string): string | undefined {
  try {
    const { err } = (JSON.parse(body) ?? {}) as { err?: unknown };
    return typeof err === 'string' ? err : undefined;
  } catch {
    return undefined;
  }
}
