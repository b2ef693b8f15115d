// Explanations, tests and replays as the REST bodies show them.
import { attemptParts, deliveryBody } from './delivery-body.ts';
import type {
  ExplanationBodyFragment,
  RenderedActionBodyFragment,
  ReplayBodyFragment,
  TestIntegrationMutation,
} from './gql/operations.ts';
import { warningBody } from './integration-body.ts';
import { snakeKeys } from './spelling.ts';

export const explanationBody = ({ verdict, conditions, actions, ...more }: ExplanationBodyFragment) => {
  const { deliveries, warnings, ...rest } = more;
  return {
    ...snakeKeys(rest),
    verdict: verdict.toLowerCase(),
    conditions: conditions.map(conditionTraceBody),
    actions: actions.map(renderedActionBody),
    ...(warnings.length > 0 && { warnings: warnings.map(warningBody) }),
    deliveries: deliveries.map(deliveryBody),
  };
};

type Trace = ExplanationBodyFragment['conditions'][number];

function conditionTraceBody({ path, holds, group, condition, actual, foundBy, foundAt }: Trace) {
  if (!condition) return { path, holds, group };
  const { field, operator, value, values, ignoreCase } = condition;
  return {
    path,
    holds,
    field,
    operator: operator?.toLowerCase(),
    value,
    ...(values && { values }),
    ...(ignoreCase && { ignore_case: true }),
    actual,
    found_by: foundBy?.toLowerCase() ?? null,
    found_at: foundAt,
  };
}

/** What an action would do, and nothing of what it would not. */
function renderedActionBody({ request, logEntry, taskId, error, ...action }: RenderedActionBodyFragment) {
  return {
    ...action,
    ...(request && attemptParts({ request })),
    ...(logEntry && { log_entry: logEntry }),
    ...(taskId != null && { task_id: taskId }),
    ...(error != null && { error }),
  };
}

type Tested = TestIntegrationMutation['testIntegration'];

export const testBody = ({ explanation, deliveries, attempts }: Tested) => ({
  explanation: explanationBody(explanation),
  deliveries: deliveries.map(deliveryBody),
  attempts: attempts.map(({ request, response, ...rest }) => ({
    ...snakeKeys(rest),
    ...attemptParts({ request, response }),
  })),
});

export const replayBody = ({ examples, ...counts }: ReplayBodyFragment) => ({
  ...snakeKeys(counts),
  examples: examples.map(({ change, event, actions }) => ({
    change: change.toLowerCase(),
    event: snakeKeys(event),
    actions: actions.map(renderedActionBody),
  })),
});
