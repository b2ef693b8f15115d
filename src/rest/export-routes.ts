// Lists as files: `GET …/export?format=csv|jsonl`, with the list's own filters. The list's document is run page after
// page, each when the client has taken the one before, so an export of any length needs the memory of one page, and
// ends with the client that wanted it.
import { Readable } from 'node:stream';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { stringify } from 'csv-stringify/sync';
import { refuseIfAny } from '../domain/refusal.ts';
import { auditFilter } from './audit-routes.ts';
import { auditParameters, deliveryParameters, exportDocs, taskRunParameters } from './bulk-docs.ts';
import { eventParameters } from './event-docs.ts';
import { eventFilter } from './event-routes.ts';
import * as gql from './gql/operations.ts';
import { deliveryFilter, taskRunFilter } from './list-filters.ts';
import { one, type Page } from './paging.ts';
import type { RestRequest } from './route.ts';
import type { RouteDocs } from './route-docs.ts';
import { snakeKeys } from './spelling.ts';

interface PageVariables<Filter> {
  readonly first: number;
  readonly after: string | null;
  readonly filter: Filter;
}

/** A list that can be exported. */
export interface ExportRoute<Data = unknown, Filter = unknown> {
  readonly path: string;
  /** Of the file, without its ending. */
  readonly name: string;
  readonly document: TypedDocumentNode<Data, PageVariables<Filter>>;
  /** What /openapi.json says of it. */
  readonly docs: RouteDocs;
  filter(query: RestRequest['query']): Filter;
  page(data: Data): Page<object>;
  /** The columns of CSV, in order; JSON Lines has the same fields. */
  readonly columns: readonly string[];
}

const list = <Data, Filter>(row: ExportRoute<Data, Filter>): ExportRoute => row as unknown as ExportRoute;
const columns = (names: string) => names.split(' ');

export const exportRoutes: readonly ExportRoute[] = [
  list({
    path: '/deliveries/export',
    name: 'deliveries',
    docs: exportDocs('deliveries', deliveryParameters),
    document: gql.ListDeliveriesDocument,
    filter: deliveryFilter,
    page: ({ deliveries }) => deliveries,
    columns: columns(
      'id integration_id integration_name action_id action_type event_id event_type status test attempt_count max_attempts next_attempt_at response_status cause error created_at updated_at finished_at',
    ),
  }),
  list({
    path: '/events/export',
    name: 'events',
    docs: exportDocs('events', eventParameters),
    document: gql.ListEventsDocument,
    filter: eventFilter,
    page: ({ events }) => events,
    columns: columns(
      'id uid type actor_id actor_email ip_address fired_at received_at data depth source original_type stopped_by cause_delivery_id delivery_count duplicate_count',
    ),
  }),
  list({
    path: '/task-runs/export',
    name: 'task-runs',
    docs: exportDocs('task runs', taskRunParameters),
    document: gql.ExportTaskRunsDocument,
    filter: taskRunFilter,
    page: ({ taskRuns }) => taskRuns,
    columns: columns(
      'id task_id task_name task_type status triggered_by event_id delivery_id attempt_number input output error created_at started_at finished_at duration_ms',
    ),
  }),
  list({
    path: '/audit-log/export',
    name: 'audit-log',
    docs: exportDocs('the audit log', auditParameters),
    document: gql.ListAuditLogDocument,
    filter: auditFilter,
    page: ({ auditLog }) => auditLog,
    columns: columns(
      'id at actor_kind actor_id actor_name action object_type object_id object_name changes address door request_id',
    ),
  }),
];

const pageSize = 250;

export interface ExportFile {
  readonly stream: Readable;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Reads the first page, then gives the file, whose other pages follow as it is read.
 * @param run runs a document; rejects when it ends with an error.
 */
export async function openExport(
  row: ExportRoute,
  query: RestRequest['query'],
  run: (variables: PageVariables<unknown>) => Promise<unknown>,
): Promise<ExportFile> {
  const format = one(query.format) ?? 'csv';
  if (format !== 'csv' && format !== 'jsonl') refuseIfAny([{ path: 'format', message: 'must be csv or jsonl' }]);
  const filter = row.filter(query);
  const read = async (after: string | null) => row.page(await run({ first: pageSize, after, filter }));
  const first = await read(null);
  const write = format === 'csv' ? csvWriter(row.columns) : jsonLines;
  async function* pages() {
    for (let page = first; ; ) {
      yield write(page.edges.map(({ node }) => record(node)));
      const { hasNextPage, endCursor } = page.pageInfo;
      if (!hasNextPage || endCursor == null) return;
      page = await read(endCursor);
    }
  }
  return {
    // One page waits for the client at most.
    stream: Readable.from(pages(), { objectMode: true, highWaterMark: 1 }),
    headers: {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/jsonl; charset=utf-8',
      'content-disposition': `attachment; filename="${row.name}.${format}"`,
      'cache-control': 'no-store',
    },
  };
}

/** As the list shows it: snake_case, statuses in lower case. What a delivery waits for is of the moment only. */
function record(node: object): Record<string, unknown> {
  const { waits_for: _, ...fields } = snakeKeys(node);
  return typeof fields.status === 'string' ? { ...fields, status: fields.status.toLowerCase() } : fields;
}

const jsonLines = (records: readonly object[]) => records.map((one) => `${JSON.stringify(one)}\n`).join('');

/** The header stands before the first page alone. A text that a spreadsheet would take for a formula gets a `'`. */
function csvWriter(names: readonly string[]) {
  let header = true;
  return (records: readonly Record<string, unknown>[]) => {
    const rows = records.map((one) => names.map((name) => cell(one[name])));
    const text = stringify(rows, { header, columns: [...names], escape_formulas: true, record_delimiter: 'windows' });
    header = false;
    return text;
  };
}

const cell = (value: unknown) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : value);
