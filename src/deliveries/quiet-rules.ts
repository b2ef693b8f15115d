// The road's side path, taken only by events that fire an integration with a quiet rule: inside the transaction that
// stores them, thresholds are counted and digests filled. What then has to be delivered is stored and given back to be
// queued. Locks are always taken in the same order: thresholds, then digests, each by integration.
import { findActionKind } from '../actions/registry.ts';
import type { IdentityEvent } from '../domain/event.ts';
import type { Digest, Threshold } from '../domain/quiet-rules.ts';
import { timeOfId } from '../domain/time-ids.ts';
import type { Tx } from '../infra/database.ts';
import { newId } from '../infra/new-id.ts';
import type { AttemptJob } from '../infra/queue.ts';
import { liveChannel, workChannel } from './channels.ts';
import { countTowardsThresholds } from './count-towards-thresholds.ts';
import { fillDigests } from './fill-digests.ts';

export interface QuietIntegration {
  readonly id: string;
  readonly name: string;
  readonly paused: boolean;
  readonly actions: readonly { readonly id: string; readonly type: string; readonly config: Record<string, unknown> }[];
  readonly threshold: Threshold | null;
  readonly digest: Digest | null;
}

/** An event, and an integration that it fires. */
export interface Match<Integration = QuietIntegration> {
  readonly event: IdentityEvent;
  readonly integration: Integration;
}

export const isQuiet = ({ threshold, digest }: Pick<QuietIntegration, 'threshold' | 'digest'>) =>
  threshold !== null || digest !== null;

/** A delivery that a quiet rule has let through. */
export interface QuietDelivery {
  readonly id: string;
  readonly eventUid: string;
  /** Undefined while its integration is paused. */
  readonly job: AttemptJob | undefined;
}

interface PlannedDelivery {
  readonly match: Match;
  readonly actionId: string;
  readonly actionType: string;
  readonly id: string;
  readonly maxAttempts: number;
  readonly digest?: { readonly id: string; readonly dueAt: Date } | undefined;
}

/** @param matches of events that this transaction has stored just now, in their order. */
export async function followQuietRules(tx: Tx, matches: readonly Match[]): Promise<readonly QuietDelivery[]> {
  if (matches.length === 0) return [];
  const passing = await countTowardsThresholds(tx, matches);
  const single = passing.filter(({ integration }) => integration.digest === null);
  const opened = await fillDigests(
    tx,
    passing.filter(({ integration }) => integration.digest !== null),
  );
  const planned = [
    ...single.flatMap((match) => plan(match)),
    ...opened.flatMap(({ match, ...digest }) => plan(match, digest)),
  ];
  if (planned.length === 0) return [];
  await store(tx, planned);
  return planned.map(({ id, match: { event, integration }, digest }) => ({
    id,
    eventUid: event.uid,
    // A digest has its job from the beginning: a pause is met when it comes due.
    job:
      integration.paused && !digest
        ? undefined
        : { deliveryId: id, number: 1, manual: false, integrationId: integration.id, notBefore: digest?.dueAt },
  }));
}

const plan = (match: Match, digest?: PlannedDelivery['digest']): PlannedDelivery[] =>
  match.integration.actions.map((action) => ({
    match,
    digest,
    id: newId(),
    actionId: action.id,
    actionType: action.type,
    maxAttempts: findActionKind(action.type)?.retries(action.config).maxAttempts ?? 1,
  }));

const statement = `
WITH given AS (
  SELECT * FROM json_to_recordset($1::json) AS d(id uuid, integration_id uuid, integration_name text, action_id uuid,
    action_type text, event_uid uuid, event_id text, event_type text, max_attempts int, waits boolean,
    due_at timestamptz, digest_id uuid, created_at timestamptz)
),
queued AS (
  INSERT INTO deliveries (id, integration_id, integration_name, action_id, action_type, event_uid, event_id,
    event_type, status, max_attempts, next_attempt_at, digest_id, created_at, updated_at)
  SELECT id, integration_id, integration_name, action_id, action_type, event_uid, event_id,
    event_type, 'pending', max_attempts, CASE WHEN waits THEN NULL ELSE coalesce(due_at, now()) END, digest_id,
    created_at, created_at
  FROM given RETURNING id
),
logged AS (
  INSERT INTO delivery_updates (delivery_id, status, attempt_count) SELECT id, 'pending', 0 FROM queued
),
counted AS (
  UPDATE events e SET delivery_count = e.delivery_count + g.made
  FROM (SELECT event_uid, count(*)::int AS made FROM given GROUP BY 1) g WHERE e.uid = g.event_uid
),
held AS (
  UPDATE digests g SET delivery_ids = ARRAY(SELECT id FROM given WHERE digest_id = g.id)
  WHERE g.id IN (SELECT digest_id FROM given)
)
SELECT pg_notify('${workChannel}', ''), pg_notify('${workChannel}', 'later'), pg_notify('${liveChannel}', '')`;

async function store(tx: Tx, planned: readonly PlannedDelivery[]): Promise<void> {
  const rows = planned.map(({ match: { event, integration }, id, digest, ...action }) => ({
    id,
    integration_id: integration.id,
    integration_name: integration.name,
    action_id: action.actionId,
    action_type: action.actionType,
    event_uid: event.uid,
    event_id: event.id,
    event_type: event.type,
    max_attempts: action.maxAttempts,
    waits: integration.paused && !digest,
    due_at: digest?.dueAt,
    digest_id: digest?.id,
    created_at: timeOfId(id),
  }));
  await tx.query(statement, [JSON.stringify(rows)]);
}
