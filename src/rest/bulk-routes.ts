// The rows of the table for bulk jobs: those that are about deliveries, and what goes for all kinds.

import type { Problem } from '../domain/refusal.ts';
import { refuseIfAny } from '../domain/refusal.ts';
import { bulkDocs as docs } from './bulk-docs.ts';
import { bulkJobBody } from './bulk-job-body.ts';
import * as gql from './gql/operations.ts';
import { optionalFields } from './optional-fields.ts';
import { many, pageAnswer, pageVariables } from './paging.ts';
import { found } from './problem.ts';
import { type RestAnswer, type RestRequest, type Route, route } from './route.ts';
import { camelKeys, isObject, unknownField } from './spelling.ts';

interface Start {
  readonly total: number;
  readonly estimatedSecs?: number | null;
  readonly job?: gql.BulkJobBodyFragment | null;
}

/** 202 with the job, 200 with the count alone. */
export const bulkStartAnswer = ({ total, estimatedSecs, job }: Start): RestAnswer => ({
  status: job ? 202 : 200,
  body: { total, estimated_secs: estimatedSecs ?? null, job: job ? bulkJobBody(job) : null },
  ...(job && { headers: { location: `/bulk-jobs/${job.id}` } }),
});

const id = ({ params }: RestRequest) => params.id ?? '';

/** `{ "filter": {…}, "dry_run": true }`; statuses in lower case. */
function bulkInput(body: unknown, known: readonly string[], problems: Problem[]) {
  if (!isObject(body)) refuseIfAny([{ path: '', message: 'must be an object with a filter' }]);
  const { filter, ...rest } = body as Record<string, unknown>;
  if (!isObject(filter)) problems.push({ path: 'filter', message: 'must be an object; {} is every one' });
  for (const name of Object.keys(rest)) if (!known.includes(name)) problems.push(unknownField('', name));
  const { dry_run: dryRun = null, rate_per_sec: ratePerSec = null } = rest;
  if (dryRun !== null && typeof dryRun !== 'boolean')
    problems.push({ path: 'dry_run', message: 'must be true or false' });
  if (ratePerSec !== null && typeof ratePerSec !== 'number')
    problems.push({ path: 'rate_per_sec', message: 'must be a number' });
  const fields = isObject(filter) ? camelKeys(filter, 'filter', problems) : {};
  if (Array.isArray(fields.status))
    fields.status = fields.status.map((one) => (typeof one === 'string' ? one.toUpperCase() : one));
  return {
    filter: fields as gql.DeliveryFilter,
    dryRun: dryRun as boolean | null,
    ratePerSec: ratePerSec as number | null,
  };
}

const filterInput = {
  type: 'DeliveryFilter',
  of: ({ filter }: { filter: gql.DeliveryFilter }) => [['filter', filter]] as [string, unknown][],
};

export const bulkRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/deliveries/retry',
    document: gql.BulkRetryDocument,
    docs: docs.retry,
    variables: ({ body }, problems) => bulkInput(body, ['dry_run', 'rate_per_sec'], problems),
    input: filterInput,
    answer: ({ bulkRetry }) => bulkStartAnswer(bulkRetry),
  }),
  route({
    method: 'POST',
    path: '/deliveries/cancel',
    document: gql.CancelDeliveriesDocument,
    docs: docs.cancel,
    variables: ({ body }, problems) => {
      const { filter, dryRun } = bulkInput(body, ['dry_run'], problems);
      return { filter, dryRun };
    },
    input: filterInput,
    answer: ({ cancelDeliveries }) => bulkStartAnswer(cancelDeliveries),
  }),
  route({
    method: 'GET',
    path: '/bulk-jobs',
    document: gql.ListBulkJobsDocument,
    docs: docs.jobs,
    variables: (request) => {
      const { kind, status } = request.query;
      return { ...pageVariables(request), filter: { kind: many(kind) ?? null, status: statuses(many(status)) } };
    },
    answer: ({ bulkJobs }, request) => pageAnswer(bulkJobs, request, bulkJobBody),
  }),
  route({
    method: 'GET',
    path: '/bulk-jobs/:id',
    document: gql.GetBulkJobDocument,
    docs: docs.job,
    variables: (request) => ({ id: id(request) }),
    answer: ({ bulkJob }) => ({ status: 200, body: bulkJobBody(found(bulkJob, 'bulk job')) }),
  }),
  route({
    method: 'POST',
    path: '/bulk-jobs/:id/cancel',
    document: gql.CancelBulkJobDocument,
    docs: docs.cancelJob,
    variables: (request) => ({ id: id(request) }),
    answer: ({ cancelBulkJob }) => ({ status: 200, body: bulkJobBody(cancelBulkJob) }),
  }),
  route({
    method: 'POST',
    path: '/erase',
    document: gql.EraseSubjectDocument,
    docs: docs.erase,
    variables: ({ body }, problems) =>
      optionalFields(body, { user_id: 'string', user_email: 'string', dry_run: 'boolean' }, problems),
    answer: ({ eraseSubject: job }) => ({
      status: 202,
      body: bulkJobBody(job),
      headers: { location: `/bulk-jobs/${job.id}` },
    }),
  }),
];

const known = ['queued', 'running', 'done', 'cancelled', 'failed'];

function statuses(values: string[] | undefined): gql.BulkJobStatus[] | null {
  if (!values?.every((value) => known.includes(value)))
    refuseIfAny(values ? [{ path: 'status', message: `must be one of ${known.join(', ')}` }] : []);
  return values ? (values.map((value) => value.toUpperCase()) as gql.BulkJobStatus[]) : null;
}
