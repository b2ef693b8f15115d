// What the rows for bulk jobs, exports and the audit log say of themselves.
import { type ParameterDocs, pageParameters, type RouteDocs } from './route-docs.ts';

/** Of `GET /deliveries` and its export. */
export const deliveryParameters: Readonly<Record<string, ParameterDocs>> = {
  id: 'DeliveryFilter.ids',
  integration_id: 'DeliveryFilter.integrationId',
  action_id: 'DeliveryFilter.actionId',
  status: 'DeliveryFilter.status',
  event_type: 'DeliveryFilter.eventType',
  event_id: 'DeliveryFilter.eventId',
  cause: 'DeliveryFilter.cause',
  error: 'DeliveryFilter.errorContains',
  since: 'DeliveryFilter.createdAfter',
  until: 'DeliveryFilter.createdBefore',
  finished_since: 'DeliveryFilter.finishedAfter',
  finished_until: 'DeliveryFilter.finishedBefore',
};

export const taskRunParameters: Readonly<Record<string, ParameterDocs>> = {
  task_id: 'TaskRunFilter.taskId',
  status: 'TaskRunFilter.status',
  task_type: 'TaskRunFilter.taskType',
  triggered_by: 'TaskRunFilter.triggeredBy',
  event_id: 'TaskRunFilter.eventId',
  delivery_id: 'TaskRunFilter.deliveryId',
  since: 'TaskRunFilter.createdAfter',
  until: 'TaskRunFilter.createdBefore',
};

export const auditParameters: Readonly<Record<string, ParameterDocs>> = {
  actor: 'AuditFilter.actor',
  action: 'AuditFilter.action',
  object_type: 'AuditFilter.objectType',
  object_id: 'AuditFilter.objectId',
  since: 'AuditFilter.createdAfter',
  until: 'AuditFilter.createdBefore',
  text: 'AuditFilter.text',
};

const filter = { status: ['failed'], event_type: ['user.created'] };

export const bulkDocs = {
  deliveries: {
    summary: 'List the deliveries of all integrations',
    query: { ...deliveryParameters, ...pageParameters },
    answers: { 200: { page: 'deliveries' } },
  },
  retry: {
    summary: 'Retry many deliveries',
    body: {
      of: { args: ['filter', 'dryRun', 'ratePerSec'] },
      examples: { count: { filter, dry_run: true }, retry: { filter, rate_per_sec: 20 } },
    },
    answers: { 200: { one: 'bulkRetry' }, 202: { one: 'bulkRetry' } },
    headers: ['location'],
  },
  cancel: {
    summary: 'Cancel many deliveries',
    body: {
      of: { args: ['filter', 'dryRun'] },
      examples: {
        count: { filter: { event_type: ['user.created'] }, dry_run: true },
        cancel: { filter: { event_type: ['user.created'] } },
      },
    },
    answers: { 200: { one: 'cancelDeliveries' }, 202: { one: 'cancelDeliveries' } },
    headers: ['location'],
  },
  jobs: {
    summary: 'List bulk jobs',
    query: { kind: 'BulkJobFilter.kind', status: 'BulkJobFilter.status', ...pageParameters },
    answers: { 200: { page: 'bulkJobs' } },
  },
  job: { summary: 'Get a bulk job', answers: { 200: { one: 'bulkJob' } } },
  cancelJob: {
    summary: 'Cancel a bulk job',
    answers: { 200: { one: 'cancelBulkJob' } },
    conflict: 'It has ended.',
  },
  erase: {
    summary: 'Erase a person',
    body: {
      of: { args: ['userId', 'userEmail', 'dryRun'] },
      examples: { count: { user_id: '00u-nobody-1', user_email: 'nobody@example.com', dry_run: true } },
    },
    answers: { 202: { one: 'eraseSubject' } },
    headers: ['location'],
  },
  auditLog: {
    summary: 'List who changed what',
    query: { ...auditParameters, ...pageParameters },
    answers: { 200: { page: 'auditLog' } },
  },
} as const satisfies Record<string, RouteDocs>;

/** Of a list as a file. */
export const exportDocs = (what: string, query: Readonly<Record<string, ParameterDocs>>): RouteDocs => ({
  summary: `Export ${what}`,
  description:
    'The list with its filters as a file, streamed whatever its length. A file that is cut off is not complete.',
  query: {
    format: {
      description: 'CSV with a header, or one JSON object a line.',
      schema: { enum: ['csv', 'jsonl'], default: 'csv' },
    },
    ...query,
  },
  answers: { 200: { file: ['text/csv', 'application/jsonl'] } },
});
