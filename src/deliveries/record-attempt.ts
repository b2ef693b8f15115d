// The end of an attempt, in one transaction for a group of them: the attempts, the deliveries' new status, the next
// jobs, the events that tell of final failures, and the notification. Recording twice changes nothing.

import { pausesIntegration, waitBeforeNextMs } from '../domain/delivery-rules.ts';
import { slotOf } from '../domain/duration-slots.ts';
import type { IdentityEvent } from '../domain/event.ts';
import { isRetryable } from '../domain/failure-causes.ts';
import { deliveryFailedEvent, mayReportFailure } from '../domain/loop-protection.ts';
import type { Database, Tx } from '../infra/database.ts';
import type { Log } from '../infra/log.ts';
import { newId } from '../infra/new-id.ts';
import type { Notifier } from '../infra/notifier.ts';
import type { AttemptJob } from '../infra/queue.ts';
import type { Statement } from '../infra/road.ts';
import type { GateSettings } from './action-gates.ts';
import type { AttemptResult } from './attempt-delivery.ts';
import { liveChannel, workChannel } from './channels.ts';
import { countOutcomes } from './count-outcomes.ts';
import { type EnqueueTools, enqueueDeliveries } from './enqueue-deliveries.ts';
import { moveLinesOn } from './lines.ts';
import { logChanges } from './live-log.ts';
import { failingDays, noteHealth, signOf } from './note-health.ts';

export interface RecordedAttempt {
  readonly status: 'success' | 'failed' | 'pending';
  /** When the next attempt is due, if there is one. */
  readonly nextAttemptAt: Date | undefined;
}

interface Verdict extends RecordedAttempt {
  readonly result: AttemptResult;
}

export interface RecordTools extends EnqueueTools {
  readonly database: Database;
  readonly log: Log;
  readonly notifier: Notifier;
  /** There are new attempts to make: those of failure events. */
  readonly onQueued: () => void;
  /** Stops sending for an integration whose target says that it is gone for good, or has failed for long. */
  readonly pauseIntegration: (
    integrationId: string,
    why: { readonly kind: 'paused_gone' | 'paused_failing'; readonly reason: string },
  ) => Promise<void>;
  readonly gates: GateSettings;
  /** Deliveries of these actions may be waiting for what was just recorded. */
  readonly lookAtWaiting: (actionIds: readonly string[]) => void;
  /** Attempts have ended that the figures do not yet hold. */
  readonly onCounted: () => void;
}

// The ids and the status as text: see claim-deliveries.ts.
const statement = `
WITH given AS (
  SELECT * FROM json_to_recordset($1::json) AS g(id uuid, number int, manual boolean, status delivery_status,
    max_attempts int, next_attempt_at timestamptz, started_at timestamptz, duration_ms int, response_status int,
    cause text, error text, request jsonb, response jsonb, slot smallint, counts boolean)
),
updated AS (
  UPDATE deliveries d SET status = g.status, attempt_count = g.number, max_attempts = g.max_attempts,
    next_attempt_at = g.next_attempt_at, response_status = g.response_status, cause = g.cause, error = g.error,
    updated_at = now(), finished_at = CASE WHEN g.status = 'pending' THEN NULL ELSE now() END
  FROM given g
  WHERE d.id = ANY($2::uuid[]) AND d.id = g.id AND d.status::text = 'running' AND d.attempt_count = g.number - 1
  RETURNING d.id, d.integration_id
),
kept AS (
  INSERT INTO attempts (delivery_id, number, started_at, duration_ms, manual, request, response, cause, error)
  SELECT g.id, number, started_at, duration_ms, manual, request, response, cause, error
  FROM given g JOIN updated USING (id)
),
counted AS (${countOutcomes}),
logged AS (${logChanges('SELECT g.id, g.status, g.number AS attempt_count FROM given g JOIN updated USING (id)')})
SELECT (SELECT coalesce(array_agg(id), '{}') FROM updated) AS recorded, EXISTS (SELECT FROM logged) AS logged,
  ARRAY(SELECT a.action_id FROM action_gates a WHERE a.action_id = ANY($3::uuid[])
    AND (a.consecutive_failures > 0 OR a.release_at IS NOT NULL)) AS gated`;

interface RecordedRow {
  readonly recorded: readonly string[];
  readonly logged: boolean;
  /** Actions that were failing, or whose deliveries wait: a success is news for these. */
  readonly gated: readonly string[];
}

/** Answers in the order of the results. */
export async function recordAttempts(
  tools: RecordTools,
  results: readonly AttemptResult[],
): Promise<readonly RecordedAttempt[]> {
  const now = new Date();
  const verdicts = results.map((result) => judge(result, now));
  const settlement = await tools.queue.settlement(results.map(({ claim }) => claim.job));
  const first = [recordStatement(verdicts), ...settlement];
  const { road } = tools.database;
  let row: RecordedRow | undefined;
  if (!verdicts.some(hasConsequences)) {
    const [rows] = await road.together<RecordedRow>(first);
    row = rows?.[0];
    if (row?.logged) tools.notifier.tell(liveChannel);
  } else {
    const { recorded, queued, logged } = await road.transaction((tx) =>
      recordWithWhatFollows(tools, tx, first, verdicts),
    );
    row = recorded;
    tools.notifier.tell(workChannel, queued ? '' : 'later');
    if (queued) tools.onQueued();
    if (logged) tools.notifier.tell(liveChannel);
  }
  tools.onCounted();
  await pauseWhereGone(tools, verdicts);
  await followHealth(tools, row, results);
  return verdicts;
}

const hasConsequences = ({ status, result }: Verdict) =>
  status === 'pending' || result.claim.line !== undefined || failureEvent(result, status).length > 0;

/** Next attempts, failure events and whose turn it is, of what was recorded only. */
async function recordWithWhatFollows(
  tools: RecordTools,
  tx: Tx,
  first: readonly Statement[],
  verdicts: readonly Verdict[],
): Promise<{ recorded: RecordedRow | undefined; queued: boolean; logged: boolean }> {
  const [rows] = await Promise.all(first.map(({ text, params }) => tx.query<RecordedRow>(text, params)));
  const recorded = new Set(rows?.[0]?.recorded);
  const fresh = verdicts.filter(({ result }) => recorded.has(result.claim.job.deliveryId));
  await tools.queue.add(tx, fresh.flatMap(nextJob));
  const events = fresh.flatMap(({ result, status }) => failureEvent(result, status));
  const { receipts, logged } = await enqueueDeliveries(tools, tx, events);
  const ended = fresh.filter(({ status }) => status !== 'pending');
  const movedOn = await moveLinesOn(
    tools.queue,
    tx,
    ended.flatMap(({ result }) => result.claim.line ?? []),
  );
  return {
    recorded: rows?.[0],
    queued: movedOn > 0 || receipts.some(({ deliveryIds }) => deliveryIds.length > 0),
    logged: logged || rows?.[0]?.logged === true,
  };
}

async function pauseWhereGone(tools: RecordTools, verdicts: readonly Verdict[]): Promise<void> {
  const reasons = new Map(
    verdicts
      .filter(({ result }) => result.reportable && pausesIntegration(result.outcome.failure?.cause))
      .map(({ result }) => [result.claim.integrationId, result.outcome.failure?.message ?? '']),
  );
  for (const [id, reason] of reasons) await tools.pauseIntegration(id, { kind: 'paused_gone', reason });
}

/** Failures count, and so do successes where there were failures before. */
async function followHealth(
  tools: RecordTools,
  { recorded = [], gated = [] }: Partial<RecordedRow> = {},
  results: readonly AttemptResult[],
): Promise<void> {
  const fresh = new Set(recorded);
  const news = results.filter(
    (result) =>
      result.reportable &&
      fresh.has(result.claim.job.deliveryId) &&
      (gated.includes(result.claim.actionId) || signOf(result) === 'down'),
  );
  if (news.length === 0) return;
  try {
    const { free, failing } = await noteHealth(tools, news);
    if (free.length > 0) tools.lookAtWaiting(free);
    for (const [id, error] of failing) {
      const reason = `no attempt has succeeded for ${failingDays} days: ${error}`;
      await tools.pauseIntegration(id, { kind: 'paused_failing', reason });
    }
  } catch (error) {
    // The attempts are recorded; the next ones count again.
    tools.log.warn({ error }, 'the health of targets could not be noted');
  }
}

function judge(result: AttemptResult, now: Date): Verdict {
  const { outcome, retries, claim } = result;
  if (!outcome.failure) return { result, status: 'success', nextAttemptAt: undefined };
  const { cause } = outcome.failure;
  const wait = waitBeforeNextMs(
    {
      ...retries,
      number: claim.job.number,
      manual: claim.job.manual,
      cause,
      retryable: isRetryable(cause),
      retryAfterMs: outcome.retryAfterMs,
    },
    Math.random(),
  );
  if (wait === undefined) return { result, status: 'failed', nextAttemptAt: undefined };
  return { result, status: 'pending', nextAttemptAt: new Date(now.getTime() + wait) };
}

function recordStatement(verdicts: readonly Verdict[]): Statement {
  const rows = verdicts.map(
    ({ result: { claim, outcome, retries, startedAt, durationMs }, status, nextAttemptAt }) => ({
      id: claim.job.deliveryId,
      number: claim.job.number,
      manual: claim.job.manual,
      status,
      max_attempts: Math.max(retries.maxAttempts, claim.job.number + (nextAttemptAt ? 1 : 0)),
      next_attempt_at: nextAttemptAt,
      started_at: startedAt,
      duration_ms: durationMs,
      response_status: outcome.response?.status,
      cause: outcome.failure?.cause,
      error: outcome.failure?.message,
      request: outcome.request,
      response: outcome.response,
      slot: slotOf(durationMs),
      counts: !claim.test,
    }),
  );
  const actionIds = [...new Set(verdicts.map(({ result }) => result.claim.actionId))];
  return { text: statement, params: [JSON.stringify(rows), rows.map(({ id }) => id), actionIds] };
}

const nextJob = ({ result: { claim, trace }, nextAttemptAt }: Verdict): AttemptJob[] =>
  nextAttemptAt
    ? [
        {
          deliveryId: claim.job.deliveryId,
          number: claim.job.number + 1,
          manual: false,
          integrationId: claim.integrationId,
          notBefore: nextAttemptAt,
          // A span of its own: where none are made it is what the event has anyway.
          ...(trace !== (claim.event.trace ?? undefined) && { trace }),
        },
      ]
    : [];

function failureEvent(result: AttemptResult, status: RecordedAttempt['status']): IdentityEvent[] {
  const { claim, outcome, reportable, trace } = result;
  if (status !== 'failed' || !reportable || !mayReportFailure(claim.event.type)) return [];
  const failed = {
    integrationId: claim.integrationId,
    integrationName: claim.integrationName,
    eventType: claim.event.type,
    deliveryId: claim.job.deliveryId,
    attemptCount: claim.job.number,
    error: outcome.failure?.message ?? '',
  };
  return [deliveryFailedEvent(failed, { ...claim.event, trace }, newId(), new Date())];
}
