// Notices: what a person should know of an integration without looking for it. Raised inside the transaction that makes
// them true; an id travels to the nodes that have subscribers, and each loads the row.
import { v7 as uuid } from 'uuid';
import { timeOfId } from '../domain/time-ids.ts';
import type { Database, Tx } from './database.ts';
import type { Notice } from './generated/prisma/client.ts';
import type { Log } from './log.ts';
import type { Queue } from './queue.ts';
import { createUpdateQueue, type UpdateQueue } from './update-queue.ts';

export const noticeKinds = ['paused_gone', 'paused_failing', 'breaker_opened', 'breaker_closed'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export interface NewNotice {
  readonly kind: NoticeKind;
  readonly integrationId: string;
  readonly actionId?: string | undefined;
  /** A sentence for people; never a secret. */
  readonly message: string;
}

const channel = 'iam_notices';

/** With the name that the integration has now. */
export async function raiseNotices(tx: Tx, notices: readonly NewNotice[]): Promise<void> {
  for (const { kind, integrationId, actionId, message } of notices) {
    const id = uuid();
    await tx.query(
      `WITH raised AS (
         INSERT INTO notices (id, kind, integration_id, integration_name, action_id, message, raised_at)
         SELECT $1, $2, id, name, $4, $5, $6 FROM integrations WHERE id = $3 RETURNING id
       )
       SELECT pg_notify('${channel}', id::text) FROM raised`,
      [id, kind, integrationId, actionId ?? null, message, timeOfId(id)],
    );
  }
}

export interface NoticeFilter {
  readonly integrationId?: string | undefined;
  readonly kind?: readonly string[] | undefined;
}

export interface NoticeUpdates {
  /** Notices that are raised from now on, on whichever node. */
  subscribe(filter: NoticeFilter): AsyncIterableIterator<Notice>;
  close(): Promise<void>;
}

/** How far back is looked after the listening connection was lost, in milliseconds. */
const lookBackMs = 300_000;
const mostRemembered = 10_000;

export async function startNoticeUpdates(tools: {
  readonly database: Database;
  readonly queue: Pick<Queue, 'listen'>;
  readonly log: Log;
}): Promise<NoticeUpdates> {
  const subscribers = new Map<UpdateQueue<Notice>, NoticeFilter & { readonly since: Date }>();
  /** What was given to the subscribers already. */
  const given = new Set<string>();
  let loading: Promise<void> = Promise.resolve();

  const give = (notice: Notice, isLookBack: boolean) => {
    if (given.has(notice.id)) return;
    given.add(notice.id);
    if (given.size > mostRemembered) given.delete(given.values().next().value ?? '');
    for (const [subscriber, { integrationId, kind, since }] of subscribers)
      if (
        (integrationId === undefined || integrationId === notice.integrationId) &&
        (kind === undefined || kind.includes(notice.kind)) &&
        (!isLookBack || notice.raisedAt >= since)
      )
        subscriber.push(notice);
  };
  const load = (id: string) => {
    loading = loading
      .then(async () => {
        const where = id === '' ? { raisedAt: { gt: new Date(Date.now() - lookBackMs) } } : { id };
        const found = await tools.database.prisma.notice.findMany({ where, orderBy: { id: 'asc' }, take: 1_000 });
        for (const notice of found) give(notice, id === '');
      })
      .catch((error: unknown) => tools.log.warn({ error }, 'live notices wait for the database'));
  };

  const listening = await tools.queue.listen(channel, (payload) => {
    if (subscribers.size > 0) load(payload);
  });
  return {
    subscribe: (filter) => {
      const subscriber: UpdateQueue<Notice> = createUpdateQueue<Notice>({
        start: async () => void subscribers.set(subscriber, { ...filter, since: new Date() }),
        onEnd: () => subscribers.delete(subscriber),
        limit: 1_000,
      });
      return subscriber.iterator;
    },
    close: async () => {
      await listening.close();
      for (const subscriber of [...subscribers.keys()]) subscriber.end();
      await loading;
    },
  };
}
