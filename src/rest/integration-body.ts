// Integrations as the documented REST body shows them: actions are flat with a `type`, headers are an object.
import type { IntegrationBodyFragment } from './gql/operations.ts';
import { snakeKeys } from './spelling.ts';

export function integrationBody({ actions, conditions, ...rest }: IntegrationBodyFragment) {
  const { version, createdAt, updatedAt, ...head } = rest;
  return {
    ...head,
    conditions: conditions.map((condition) => ({ ...condition, operator: condition.operator.toLowerCase() })),
    actions: actions.map(actionBody),
    version,
    created_at: createdAt,
    updated_at: updatedAt,
  };
}

type Action = IntegrationBodyFragment['actions'][number];

function actionBody(action: Action): Record<string, unknown> {
  if ('url' in action) {
    const { headers, auth, backoff, ...rest } = action;
    return {
      ...snakeKeys(rest),
      headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
      auth: { ...auth, type: auth.type.toLowerCase() },
      ...(backoff && { backoff: snakeKeys(backoff) }),
    };
  }
  if ('level' in action) return { ...action, level: action.level.toLowerCase() };
  return snakeKeys(action);
}
