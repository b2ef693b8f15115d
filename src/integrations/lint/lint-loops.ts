// An integration that the failure of its own deliveries, or of the tasks it runs, would trigger. The structural
// protection ends such a circle after one turn; it is still one message more than anybody wanted.
import { type Condition, isGroup } from '../../domain/condition.ts';
import { conditionHolds } from '../../domain/condition-holds.ts';
import type { IdentityEvent } from '../../domain/event.ts';
import {
  deliveryFailedEvent,
  deliveryFailedType,
  taskRunFailedEvent,
  taskRunFailedType,
} from '../../domain/loop-protection.ts';
import type { Linted, Warning } from './lint-integration.ts';

export function lintLoops(linted: Linted): Warning[] {
  const { id, name, types } = linted;
  const own: { event: IdentityEvent; message: string }[] = [];
  if (types.includes(deliveryFailedType)) {
    const event = types.filter((type) => type !== deliveryFailedType).map((type) => ownFailure(linted, type));
    const message = `a failed delivery of this integration triggers it again: add the condition integration_id neq ${id}`;
    own.push(...event.map((one) => ({ event: one, message })));
  }
  if (types.some((type) => type !== taskRunFailedType) && types.includes(taskRunFailedType))
    own.push(
      ...taskIdsOf(linted).map((taskId) => ({
        event: ownTaskFailure(name, taskId),
        message: `a failed run of a task that it triggers itself triggers it again: add the condition triggered_by neq integration:${name}`,
      })),
    );
  const found = own.find(({ event }) => linted.conditions.every((condition) => mayHold(condition, event) !== false));
  return found ? [{ code: 'own_failure', path: 'triggers', message: found.message }] : [];
}

const unknowable = 'unknown';
/** Nobody knows beforehand what these will say. */
const unknownFields = new Set(['error', 'delivery_id', 'attempt_count', 'output', 'run_id', 'task_name', 'task_type']);

const ownFailure = ({ id, name }: Linted, eventType: string) =>
  deliveryFailedEvent(
    { integrationId: id, integrationName: name, eventType, deliveryId: unknowable, attemptCount: 1, error: unknowable },
    { uid: unknowable, depth: 0 },
    unknowable,
    new Date(0),
  );

const ownTaskFailure = (name: string, taskId: string) =>
  taskRunFailedEvent(
    {
      taskId,
      taskName: unknowable,
      taskType: unknowable,
      triggeredBy: `integration:${name}`,
      output: unknowable,
      runId: unknowable,
    },
    undefined,
    unknowable,
    new Date(0),
  );

const taskIdsOf = ({ actions }: Linted) =>
  actions.flatMap(({ kind, config }) => (kind.type === 'trigger_task' ? [String(config.taskId)] : []));

/** Undefined where it depends on what nobody knows. */
function mayHold(condition: Condition, event: IdentityEvent): boolean | undefined {
  if (!isGroup(condition)) {
    const field = condition.field.replace(/^Data\./, '').replaceAll('.', '_');
    return unknownFields.has(field) ? undefined : conditionHolds(condition, event);
  }
  if ('not' in condition) {
    const inner = mayHold(condition.not, event);
    return inner === undefined ? undefined : !inner;
  }
  const isAll = 'all' in condition;
  const members = (isAll ? condition.all : condition.any).map((member) => mayHold(member, event));
  if (members.includes(!isAll)) return !isAll;
  return members.includes(undefined) ? undefined : isAll;
}
