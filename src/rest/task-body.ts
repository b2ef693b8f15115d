// Tasks and runs as the REST bodies show them.
import type { TaskBodyFragment, TaskRunBodyFragment } from './gql/operations.ts';
import { managedBody, snakeKeys } from './spelling.ts';

export const taskBody = ({ managedBy, managedKey, ...task }: TaskBodyFragment) => ({
  ...snakeKeys(task),
  ...managedBody({ managedBy, managedKey }),
  overlap: task.overlap.toLowerCase(),
  missed: task.missed.toLowerCase(),
});

export const taskRunBody = (run: TaskRunBodyFragment) => ({ ...snakeKeys(run), status: run.status.toLowerCase() });
