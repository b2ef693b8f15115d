// Bulk jobs as the REST bodies show them.
import type { BulkJobBodyFragment } from './gql/operations.ts';
import { isObject, snakeKeys } from './spelling.ts';

export const bulkJobBody = (job: BulkJobBodyFragment) => ({
  ...snakeKeys(job),
  filter: isObject(job.filter) ? snakeKeys(job.filter) : job.filter,
  result: isObject(job.result) ? snakeKeys(job.result) : job.result,
  status: job.status.toLowerCase(),
});
