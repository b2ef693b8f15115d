// Integrations as the documented REST body shows them: actions are flat with a `type`, headers are an object.
import { conditionBody } from './condition-body.ts';
import type { CreateIntegrationMutation, IntegrationBodyFragment } from './gql/operations.ts';
import { snakeCase, snakeKeys } from './spelling.ts';

export function integrationBody({ actions, conditions, ...rest }: IntegrationBodyFragment) {
  const { version, createdAt, updatedAt, pausedAt, pausedReason, threshold, digest, orderingKey, ...head } = rest;
  return {
    ...head,
    conditions: conditions.map(conditionBody),
    ...(threshold && { threshold: snakeKeys(threshold) }),
    ...(digest && { digest: snakeKeys(digest) }),
    ...(orderingKey != null && { ordering_key: orderingKey }),
    actions: actions.map(actionBody),
    version,
    created_at: createdAt,
    updated_at: updatedAt,
    ...(pausedAt != null && { paused_at: pausedAt, paused_reason: pausedReason }),
  };
}

type Saved = IntegrationBodyFragment & Pick<CreateIntegrationMutation['createIntegration'], 'warnings'>;

/** In the answer to a change: also what a person should know of it. */
export const savedBody = ({ warnings, ...integration }: Saved) => ({
  ...integrationBody(integration),
  ...(warnings.length > 0 && { warnings: warnings.map(warningBody) }),
});

const warningBody = ({ code, path, message }: Saved['warnings'][number]) => ({
  code: code.toLowerCase(),
  path: snakeCase(path),
  message,
});

type Action = IntegrationBodyFragment['actions'][number];

function actionBody(action: Action): Record<string, unknown> {
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
