// Tasks and runs as the REST bodies show them.
import type { TaskBodyFragment, TaskRunBodyFragment } from './gql/operations.ts';
import { snakeKeys } from './spelling.ts';

export const taskBody = (task: TaskBodyFragment) => ({
  ...snakeKeys(task),
  overlap: task.overlap.toLowerCase(),
  missed: task.missed.toLowerCase(),
});

export const taskRunBody = (run: TaskRunBodyFragment) => ({ ...snakeKeys(run), status: run.status.toLowerCase() });
