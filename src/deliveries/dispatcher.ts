// Takes as many jobs as there are free slots, runs each attempt by itself, and records those that are finished together.
// A target that hangs holds its own slots, never those of its neighbours. It must never begin an attempt after stop().
import { failure } from '../domain/failure-causes.ts';
import type { Database } from '../infra/database.ts';
import { isDatabaseUnavailable } from '../infra/database.ts';
import { createGroupCommit } from '../infra/group-commit.ts';
import type { Log } from '../infra/log.ts';
import type { Metrics } from '../infra/metrics.ts';
import type { HeldJob, Queue } from '../infra/queue.ts';
import { admitDeliveries } from './admit-deliveries.ts';
import { type AttemptResult, type AttemptTools, attemptDelivery } from './attempt-delivery.ts';
import { cancelPrefix, gatesWord, liveChannel, workChannel } from './channels.ts';
import { type Claim, type ClaimedGroup, claimDeliveries, unclaimDeliveries } from './claim-deliveries.ts';
import { createLoaders } from './load-for-attempt.ts';
import { noteAttempt } from './note-attempt.ts';
import { type RecordedAttempt, type RecordTools, recordAttempts } from './record-attempt.ts';
import { recordPatiently } from './record-patiently.ts';
import { createReleaser } from './releaser.ts';
import { waitAtMost } from './wait-at-most.ts';
import { createWakeTimer } from './wake-timer.ts';

export interface DispatcherOptions {
  /** Attempts at the same time in this process. Default 1,000. */
  readonly slots?: number;
  /** Attempts of one integration at the same time, over all processes. Default 50. */
  readonly perIntegration?: number;
  /** How long stop() waits for running attempts before it gives them back, in milliseconds. Default 20,000. */
  readonly stopAfterMs?: number;
}

export interface DispatcherTools
  extends Omit<RecordTools, 'onQueued' | 'lookAtWaiting'>,
    Omit<AttemptTools, 'findAction' | 'loadDigest' | 'loadRequest'> {
  readonly database: Database;
  readonly queue: Queue;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'attemptEnded'>;
  /** Brings the integrations up to date and answers with the look-up of actions. */
  readonly actionsAt: (integrationsVersion: bigint) => Promise<AttemptTools['findAction']>;
}

export interface Dispatcher {
  /** There may be work: look now. */
  wake(): void;
  /** Milliseconds since it last looked for jobs with success, or had no free slot. */
  idleMs(): number;
  /** Attempts in work, and at most. */
  readonly slots: { readonly running: number; readonly most: number };
  stop(): Promise<void>;
}

interface Running {
  readonly claim: Claim;
  readonly abort: AbortController;
  recorded: boolean;
}

/** Ends an attempt of a delivery that a person has ended; its record finds nothing left to do. */
const cancelled = new Error(failure('cancelled').message);
const isCut = ({ abort: { signal } }: Running) => signal.aborted && signal.reason !== cancelled;

const maxTake = 200;
/** An integration may be at its limit over all nodes while this one runs but its share: one in so many. */
const assumedNodes = 4;
const heartbeatMs = 3_000;
/** From one take, or one record, to the next: in a burst they are for many attempts each. */
const spacingMs = 5;

export async function startDispatcher(tools: DispatcherTools, options: DispatcherOptions = {}): Promise<Dispatcher> {
  const { slots = 1_000, perIntegration = 50, stopAfterMs = 20_000 } = options;
  const { queue, database, log, notifier } = tools;
  const running = new Set<Running>();
  const runningOf = new Map<string, number>();
  const idlers: (() => void)[] = [];
  let stopping = false;
  let wanted = false;
  let timerHasFired = false;
  let looping: Promise<void> | undefined;
  let lastTake = 0;
  let lastLook = performance.now();

  const records = createGroupCommit<AttemptResult, RecordedAttempt>({
    commit: (results) => recordAttempts({ ...tools, onQueued: wake, lookAtWaiting: releaser.lookAt }, results),
    maxGroup: 200,
    concurrency: 2,
    patienceMs: 40,
    spacingMs,
    isHopeless: isDatabaseUnavailable,
  });

  const wake = () => {
    wanted = true;
    looping ??= loop().finally(() => {
      looping = undefined;
      if (wanted && !stopping) wake();
    });
  };
  const releaser = createReleaser({
    ...tools,
    onReleased: () => {
      wake();
      notifier.tell(workChannel);
    },
  });
  // The timer knows one time only: after it, the next one has to be asked for.
  const timer = createWakeTimer({
    database,
    wake: () => {
      timerHasFired = true;
      wake();
    },
  });

  const loop = async () => {
    while (wanted && !stopping) {
      wanted = false;
      const free = slots - running.size;
      if (free <= 0) {
        lastLook = performance.now();
        return;
      }
      try {
        const pause = lastTake + spacingMs - performance.now();
        if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
        lastTake = performance.now();
        const jobs = await queue.take(Math.min(free, maxTake), perIntegration);
        lastLook = performance.now();
        if (stopping) return await queue.giveBack(jobs);
        if (jobs.length > 0) await begin(jobs);
        if (jobs.length >= Math.min(free, maxTake) / 2) wanted = true;
        if (!wanted && (timerHasFired || jobs.length === 0)) {
          timerHasFired = false;
          await timer.setToNextDue();
        }
      } catch (error) {
        log.warn({ error }, 'cannot take jobs: trying again');
        timer.setIn(1_000);
        return;
      }
    }
  };

  const loaders = createLoaders(database);

  const begin = async (jobs: readonly HeldJob[]) => {
    const { moot, unclaimed, ...claimed } = await claimDeliveries(database, jobs);
    if (moot.length > 0) await database.road.transaction((tx) => queue.settle(tx, moot));
    await start(claimed);
    if (unclaimed.length === 0) return;
    const admitted = await admitDeliveries(tools, unclaimed);
    releaser.lookIn(admitted.releaseInMs);
    await start(admitted);
  };

  const start = async ({ claims, integrationsVersion, logged }: Omit<ClaimedGroup, 'moot' | 'unclaimed'>) => {
    if (logged) notifier.tell(liveChannel);
    const findAction = await tools.actionsAt(integrationsVersion);
    if (stopping) return giveBack(claims);
    for (const claim of claims) void run({ ...tools, ...loaders, findAction }, claim);
  };

  const run = async (attemptTools: AttemptTools, claim: Claim) => {
    const entry: Running = { claim, abort: new AbortController(), recorded: false };
    const { integrationId } = claim;
    running.add(entry);
    runningOf.set(integrationId, (runningOf.get(integrationId) ?? 0) + 1);
    const result = await attemptDelivery(attemptTools, claim, entry.abort.signal);
    await record(result, entry);
    // What was cut short stays in the list: stop() gives it back.
    if (isCut(entry) && !entry.recorded) return;
    const ofIntegration = runningOf.get(integrationId) ?? 1;
    const wasBusy = running.size >= slots || ofIntegration >= perIntegration / assumedNodes;
    running.delete(entry);
    if (ofIntegration > 1) runningOf.set(integrationId, ofIntegration - 1);
    else runningOf.delete(integrationId);
    if (running.size === 0) for (const done of idlers.splice(0)) done();
    // Only where a limit may have kept jobs back does a freed slot let another one in.
    if (wasBusy && !stopping) wake();
  };

  const record = async (result: AttemptResult, entry: Running) => {
    const done = await recordPatiently({ records, log, isCut: () => isCut(entry) }, result);
    if (!done) return;
    entry.recorded = true;
    if (done.recorded.nextAttemptAt) timer.setAt(done.recorded.nextAttemptAt);
    if (!entry.abort.signal.aborted) noteAttempt(tools, done.result, done.recorded);
  };

  /** The deliveries wait again, then their jobs are free, then the other nodes hear of it. */
  const giveBack = async (claims: readonly Claim[]) => {
    await unclaimDeliveries(database, claims);
    await queue.giveBack(claims.map(({ job }) => job));
    notifier.tell(workChannel);
    await notifier.idle();
  };

  const lookWhenNextIsDue = () =>
    void timer.setToNextDue().catch((error: unknown) => {
      log.warn({ error }, 'cannot ask for the next due attempt');
      timer.setIn(1_000);
    });

  const beat = setInterval(() => {
    const held = [...running].map(({ claim }) => claim.job);
    queue.heartbeat(held).catch((error: unknown) => log.warn({ error }, 'heartbeat failed'));
  }, heartbeatMs);
  // Notifications can be lost with a connection, and jobs of dead workers come back without one.
  const backstop = setInterval(wake, 5_000);
  const listening = await queue.listen(workChannel, (payload) => {
    if (payload.startsWith(cancelPrefix)) {
      const ids = new Set(payload.split(' '));
      for (const { claim, abort } of running) if (ids.has(claim.job.deliveryId)) abort.abort(cancelled);
      return;
    }
    const word = notifier.wordOfOther(payload);
    if (word === gatesWord) releaser.lookIn(0);
    else if (word === 'later') lookWhenNextIsDue();
    else if (word !== undefined) wake();
  });
  wake();

  return {
    wake: () => {
      if (!stopping) wake();
    },
    idleMs: () => performance.now() - lastLook,
    get slots() {
      return { running: running.size, most: slots };
    },
    stop: async () => {
      stopping = true;
      clearInterval(backstop);
      timer.clear();
      await releaser.stop();
      await looping;
      await listening.close();
      if (running.size > 0) await waitAtMost(stopAfterMs, new Promise<void>((resolve) => idlers.push(resolve)));
      for (const { abort } of running) abort.abort();
      // What is being recorded at this moment comes first: an attempt is recorded or given back, never both.
      await records.idle();
      await new Promise((resolve) => setImmediate(resolve));
      const cut = [...running].filter(({ recorded }) => !recorded).map(({ claim }) => claim);
      if (cut.length > 0) {
        await giveBack(cut).finally(() => clearInterval(beat));
        log.warn({ attempts: cut.length }, 'attempts cut short by the stop were given back');
      }
      clearInterval(beat);
    },
  };
}
