// Integrations as the documented REST body shows them: actions are flat with a `type`, headers are an object.
import { defaultBreaker } from '../domain/breaker.ts';
import { conditionBody } from './condition-body.ts';
import type { BreakerBodyFragment, CreateIntegrationMutation, IntegrationBodyFragment } from './gql/operations.ts';
import { managedBody, snakeCase, snakeKeys } from './spelling.ts';

export function integrationBody({ actions, conditions, ...rest }: IntegrationBodyFragment) {
  const { version, createdAt, updatedAt, pausedAt, pausedReason, threshold, digest, breaker, orderingKey, ...others } =
    rest;
  const { breakers, managedBy, managedKey, ...head } = others;
  const moved = breakers.filter(({ state, consecutiveFailures }) => state !== 'CLOSED' || consecutiveFailures > 0);
  return {
    ...head,
    conditions: conditions.map(conditionBody),
    ...(threshold && { threshold: snakeKeys(threshold) }),
    ...(digest && { digest: snakeKeys(digest) }),
    ...(!isDefault(breaker) && { breaker: snakeKeys(breaker) }),
    ...(orderingKey != null && { ordering_key: orderingKey }),
    actions: actions.map(actionBody),
    version,
    created_at: createdAt,
    updated_at: updatedAt,
    ...(moved.length > 0 && { breakers: moved.map(breakerBody) }),
    ...managedBody({ managedBy, managedKey }),
    ...(pausedAt != null && { paused_at: pausedAt, paused_reason: pausedReason }),
  };
}

const isDefault = ({ failures, waitSecs, maxWaitSecs }: IntegrationBodyFragment['breaker']) =>
  failures === defaultBreaker.failures &&
  waitSecs === defaultBreaker.waitSecs &&
  maxWaitSecs === defaultBreaker.maxWaitSecs;

export const breakerBody = (breaker: BreakerBodyFragment) => ({
  ...snakeKeys(breaker),
  state: breaker.state.toLowerCase(),
});

type Saved = IntegrationBodyFragment & Pick<CreateIntegrationMutation['createIntegration'], 'warnings'>;

/** In the answer to a change: also what a person should know of it. */
export const savedBody = ({ warnings, ...integration }: Saved) => ({
  ...integrationBody(integration),
  ...(warnings.length > 0 && { warnings: warnings.map(warningBody) }),
});

export const warningBody = ({ code, path, message }: Saved['warnings'][number]) => ({
  code: code.toLowerCase(),
  path: snakeCase(path),
  message,
});

type Action = IntegrationBodyFragment['actions'][number];
/** Of each member of a union. */
type Omitted<Union, Names extends string> = Union extends unknown ? Omit<Union, Names> : never;

function actionBody({ ratePerSec, concurrency, ...action }: Action): Record<string, unknown> {
  return {
    ...kindBody(action),
    ...(ratePerSec != null && { rate_per_sec: ratePerSec }),
    ...(concurrency != null && { concurrency }),
  };
}

function kindBody(action: Omitted<Action, 'ratePerSec' | 'concurrency'>): Record<string, unknown> {
  if ('url' in action) {
    const { headers, auth, backoff, retryOn, signing, signingScheme, signingSecret, signingPublicKeys, ...rest } =
      action;
    const { ca, tlsInsecure, escape, missing, format, contentMode, audience, ...others } = rest;
    const { subjectFormat, subjectIssuer, ...own } = others;
    return {
      ...snakeKeys(own),
      headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
      auth: { ...auth, type: auth.type.toLowerCase() },
      ...(backoff && { backoff: snakeKeys(backoff) }),
      ...(retryOn && { retry_on: retryOn.map((name) => name.replace('HTTP_', '').toLowerCase()) }),
      ...(signing && { signing, signing_scheme: signingScheme.toLowerCase() }),
      ...(signingSecret != null && { signing_secret: signingSecret }),
      ...(signingPublicKeys.length > 0 && { signing_public_keys: signingPublicKeys }),
      ...(ca != null && { ca }),
      ...(tlsInsecure && { tls_insecure: true }),
      ...(format !== 'TEMPLATE' && { format: format.toLowerCase() }),
      ...(contentMode != null && { content_mode: contentMode.toLowerCase() }),
      ...(audience != null && { audience }),
      ...(subjectFormat != null && { subject_format: subjectFormat.toLowerCase() }),
      ...(subjectIssuer != null && { subject_issuer: subjectIssuer }),
      ...templateOptions(escape, missing),
    };
  }
  if ('webhookUrl' in action) {
    const { blocks, escape, missing, ...own } = action;
    return { ...snakeKeys(own), ...(blocks != null && { blocks }), ...templateOptions(escape, missing) };
  }
  if ('level' in action) {
    const { escape, missing, level, ...own } = action;
    return { ...own, level: level.toLowerCase(), ...templateOptions(escape, missing) };
  }
  return snakeKeys(action);
}

/** Fields beyond the specification's appear only where they say something. */
const templateOptions = (escape: string, missing: string) => ({
  ...(escape !== 'AUTO' && { escape: escape.toLowerCase() }),
  ...(missing !== 'GO' && { missing: missing.toLowerCase() }),
});
