// A bulk retry from its count to its end, with its progress.
import { bulkJobBody } from '../rest/bulk-job-body.ts';
import type { Cli } from './connection.ts';
import { CliError, exitCodes } from './exit-codes.ts';
import { BulkJobUpdatedDocument, BulkRetryDocument, type DeliveryFilter } from './gql/operations.ts';
import { startProgress } from './progress.ts';

export interface RetryRequest {
  readonly filter: DeliveryFilter;
  readonly dryRun: boolean;
  readonly ratePerSec: number | undefined;
}

export async function retryMany({ client, out }: Cli, request: RetryRequest): Promise<void> {
  const { filter, dryRun, ratePerSec } = request;
  const variables = { filter, dryRun, ratePerSec: ratePerSec ?? null };
  const { total, job: started } = (await client.request(BulkRetryDocument, variables)).bulkRetry;
  if (!started) return out.result({ total, dry_run: true }, `${total} failed deliveries would be tried again`);
  const progress = startProgress('retrying', total);
  let job = started;
  try {
    for await (const { bulkJobUpdated } of client.subscribe(BulkJobUpdatedDocument, { id: started.id })) {
      job = bulkJobUpdated;
      progress.update(job.done + job.skipped + job.failed, job.skipped > 0 ? `${job.skipped} skipped` : '');
    }
  } finally {
    progress.stop();
  }
  const skipped = job.skipped > 0 ? `, ${job.skipped} skipped (of paused or deleted integrations)` : '';
  out.result(bulkJobBody(job), `${job.done} of ${total} failed deliveries are pending again${skipped}`);
  if (job.status !== 'DONE' || job.failed > 0)
    throw new CliError(exitCodes.failed, job.error ?? `the bulk job ${job.id} ended ${job.status.toLowerCase()}`);
}
