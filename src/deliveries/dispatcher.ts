// Takes as many jobs as there are free slots, runs each attempt by itself, and records those that are finished together.
// A target that hangs holds its own slots, never those of its neighbours. It must never begin an attempt after stop().
import type { Database } from '../infra/database.ts';
import { isDatabaseUnavailable } from '../infra/database.ts';
import { createGroupCommit } from '../infra/group-commit.ts';
import type { Log } from '../infra/log.ts';
import type { HeldJob, Queue } from '../infra/queue.ts';
import { type AttemptResult, type AttemptTools, attemptDelivery } from './attempt-delivery.ts';
import { workChannel } from './channels.ts';
import { type Claim, claimDeliveries, unclaimDeliveries } from './claim-deliveries.ts';
import { type RecordedAttempt, type RecordTools, recordAttempts } from './record-attempt.ts';
import { createWakeTimer } from './wake-timer.ts';

export interface DispatcherOptions {
  /** Attempts at the same time in this process. Default 1,000. */
  readonly slots?: number;
  /** Attempts of one integration at the same time, over all processes. Default 50. */
  readonly perIntegration?: number;
  /** How long stop() waits for running attempts before it gives them back, in milliseconds. Default 20,000. */
  readonly stopAfterMs?: number;
}

export interface DispatcherTools extends RecordTools, Omit<AttemptTools, 'findAction'> {
  readonly database: Database;
  readonly queue: Queue;
  readonly log: Log;
  /** Brings the integrations up to date and answers with the look-up of actions. */
  readonly actionsAt: (integrationsVersion: bigint) => Promise<AttemptTools['findAction']>;
}

export interface Dispatcher {
  /** There may be work: look now. */
  wake(): void;
  stop(): Promise<void>;
}

interface Running {
  readonly claim: Claim;
  readonly abort: AbortController;
}

const maxTake = 200;
/** An integration may be at its limit over all nodes while this one runs but its share: one in so many. */
const assumedNodes = 4;
const heartbeatMs = 3_000;

export async function startDispatcher(tools: DispatcherTools, options: DispatcherOptions = {}): Promise<Dispatcher> {
  const { slots = 1_000, perIntegration = 50, stopAfterMs = 20_000 } = options;
  const { queue, database, log } = tools;
  const running = new Map<string, Running>();
  const idlers: (() => void)[] = [];
  let stopping = false;
  let wanted = false;
  let looping: Promise<void> | undefined;

  const records = createGroupCommit<AttemptResult, RecordedAttempt>({
    commit: (results) => recordAttempts(tools, results),
    maxGroup: 200,
    concurrency: 2,
    isHopeless: isDatabaseUnavailable,
  });

  const wake = () => {
    wanted = true;
    looping ??= loop().finally(() => {
      looping = undefined;
      if (wanted && !stopping) wake();
    });
  };
  const timer = createWakeTimer({ database, wake });

  const loop = async () => {
    while (wanted && !stopping) {
      wanted = false;
      const free = slots - running.size;
      if (free <= 0) return;
      try {
        const jobs = await queue.take(Math.min(free, maxTake), perIntegration);
        if (jobs.length > 0) await begin(jobs);
        if (jobs.length >= Math.min(free, maxTake) / 2) wanted = true;
        if (jobs.length === 0) await timer.setToNextDue();
      } catch (error) {
        log.warn({ error }, 'cannot take jobs: trying again');
        timer.setIn(1_000);
        return;
      }
    }
  };

  const begin = async (jobs: readonly HeldJob[]) => {
    const { claims, moot, integrationsVersion } = await claimDeliveries(database, jobs);
    const findAction = await tools.actionsAt(integrationsVersion);
    if (moot.length > 0) await database.transaction((tx) => queue.settle(tx, moot));
    for (const claim of claims) {
      const abort = new AbortController();
      running.set(claim.job.id, { claim, abort });
      void run({ ...tools, findAction }, claim, abort.signal);
    }
  };

  const run = async (attemptTools: AttemptTools, claim: Claim, signal: AbortSignal) => {
    const result = await attemptDelivery(attemptTools, claim, signal);
    if (!signal.aborted) await record(result);
    const wasBusy = running.size >= slots || countOf(claim.integrationId) >= perIntegration / assumedNodes;
    running.delete(claim.job.id);
    if (running.size === 0) for (const done of idlers.splice(0)) done();
    // Only where a limit may have kept jobs back does a freed slot let another one in.
    if (wasBusy && !stopping) wake();
  };

  const countOf = (integrationId: string) => {
    let count = 0;
    for (const { claim } of running.values()) if (claim.integrationId === integrationId) count += 1;
    return count;
  };

  const record = async (result: AttemptResult) => {
    const { claim } = result;
    for (let tries = 0; ; tries += 1) {
      try {
        const recorded = await records.submit(result);
        if (recorded.nextAttemptAt) timer.setAt(recorded.nextAttemptAt);
        logAttempt(log, result, recorded);
        return;
      } catch (error) {
        if (!isDatabaseUnavailable(error) || tries >= 120) {
          // The job's heartbeat ends with this process's interest in it: it is taken again, by any node.
          log.error({ error, deliveryId: claim.job.deliveryId }, 'attempt could not be recorded');
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  };

  const beat = setInterval(() => {
    const held = [...running.values()].map(({ claim }) => claim.job);
    queue.heartbeat(held).catch((error: unknown) => log.warn({ error }, 'heartbeat failed'));
  }, heartbeatMs);
  // Notifications can be lost with a connection, and jobs of dead workers come back without one.
  const backstop = setInterval(wake, 5_000);
  const listening = await queue.listen(workChannel, (payload) => (payload === 'later' ? timer.setToNextDue() : wake()));
  wake();

  return {
    wake: () => {
      if (!stopping) wake();
    },
    stop: async () => {
      stopping = true;
      clearInterval(backstop);
      timer.clear();
      await looping;
      await listening.close();
      if (running.size > 0) await waitAtMost(stopAfterMs, new Promise<void>((resolve) => idlers.push(resolve)));
      const cut = [...running.values()];
      for (const { abort } of cut) abort.abort();
      if (cut.length > 0) {
        await unclaimDeliveries(
          database,
          cut.map(({ claim }) => claim),
        );
        await queue.giveBack(cut.map(({ claim }) => claim.job));
        log.warn({ attempts: cut.length }, 'attempts cut short by the stop were given back');
      }
      await records.idle();
      clearInterval(beat);
    },
  };
}

function waitAtMost(ms: number, done: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void done.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** One wide line per attempt. */
function logAttempt(log: Log, { claim, durationMs, outcome }: AttemptResult, recorded: RecordedAttempt): void {
  log.info(
    {
      deliveryId: claim.job.deliveryId,
      integrationId: claim.integrationId,
      integration: claim.integrationName,
      eventId: claim.event.id,
      eventType: claim.event.type,
      attempt: claim.job.number,
      manual: claim.job.manual,
      status: recorded.status,
      durationMs,
      responseStatus: outcome.response?.status,
      cause: outcome.failure?.cause,
      error: outcome.failure?.message,
      nextAttemptAt: recorded.nextAttemptAt,
    },
    'attempt',
  );
}
