// Wires everything and starts it; stops it in reverse. Knows everyone, with its two halves open-store.ts
// and start-work.ts.
import { setTimeout } from 'node:timers/promises';
import { openAccess } from './access/open-access.ts';
import { createAddressOf } from './admission.ts';
import type { Config } from './config.ts';
import { addDeliveries, storeTestEvent } from './deliveries/add-deliveries.ts';
import { bulkCancelKind, bulkRetryKind } from './deliveries/bulk-deliveries.ts';
import { endDeliveries } from './deliveries/cancel-delivery.ts';
import { liveChannel, tellOfGates, workChannel } from './deliveries/channels.ts';
import type { Dispatcher } from './deliveries/dispatcher.ts';
import { drainKind, settleBacklog } from './deliveries/drain-backlog.ts';
import { enqueueDeliveries } from './deliveries/enqueue-deliveries.ts';
import { createIntake } from './deliveries/receive-event.ts';
import { endDeliveriesOfDeleted } from './deliveries/retry-delivery.ts';
import { backfillKind } from './explain/backfill-job.ts';
import type { AddDeliveries } from './explain/explained-integration.ts';
import type { Services } from './graphql/context.ts';
import { createGraphQLServer } from './graphql/execute.ts';
import { addBulkJob } from './history/bulk-jobs.ts';
import { eraseKind } from './history/erase-subject.ts';
import { openHistory } from './history/open-history.ts';
import { startEventUpdates } from './infra/event-updates.ts';
import { startLiveUpdates } from './infra/live-updates.ts';
import type { Log } from './infra/log.ts';
import { createMetrics } from './infra/metrics.ts';
import { startNoticeUpdates } from './infra/notices.ts';
import { createNotifier } from './infra/notifier.ts';
import { parseOutboundAllow } from './infra/outbound/outbound-allow.ts';
import { createOutbound } from './infra/outbound/send-request.ts';
import { startQueue } from './infra/queue.ts';
import { createQueueState } from './infra/queue-state.ts';
import { createReadiness } from './infra/readiness.ts';
import { startRunUpdates } from './infra/run-updates.ts';
import { startTaskQueue } from './infra/task-queue.ts';
import { openTracing } from './infra/tracing.ts';
import { openEventSigningKeys } from './integrations/event-signing-keys.ts';
import { openIntegrationSet } from './integrations/integration-set.ts';
import { createActionPreparer } from './integrations/prepare-action.ts';
import { createVault } from './integrations/secrets.ts';
import { validateConditions } from './integrations/valid-conditions.ts';
import { createWellKnown } from './integrations/well-known.ts';
import { measureParts } from './open-metrics.ts';
import { openStore } from './open-store.ts';
import { createPublicUrl } from './public-url.ts';
import { createServer } from './server.ts';
import { openSources } from './sources/open-sources.ts';
import { startWork } from './start-work.ts';
import { findMissingTasks, findTasks } from './tasks/change-tasks.ts';
import { openTasks } from './tasks/open-tasks.ts';
import { version } from './version.ts';

export interface Service {
  /** Where it listens, such as http://127.0.0.1:4000. */
  readonly url: string;
  /** The admin token when it was made at this start; it is not shown again. */
  readonly madeToken: string | undefined;
  /** Live subscribers of this process at this moment. */
  readonly subscribers: () => number;
  /** Ends gracefully, after `drainSecs`: no new attempts, running ones end or are given back, sockets close with a code. */
  stop(): Promise<void>;
}

/** What no operator needs to set. */
export interface ServiceOptions {
  /** Milliseconds that running attempts have at a stop. Default 20,000. */
  readonly stopAfterMs?: number;
  /** Milliseconds between the pings on a websocket. Default 12,000. */
  readonly keepAliveMs?: number;
  /** The clock that signed times of identity providers are compared with. Default: the machine's. */
  readonly now?: () => Date;
  /** Milliseconds between two readings of an identity provider's keys when tokens name unknown ones. Default 30,000. */
  readonly keyCooldownMs?: number;
}

export async function startService(config: Config, log: Log, options: ServiceOptions = {}): Promise<Service> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const step of stops.splice(0).reverse())
      await step().catch((error: unknown) => log.error({ error }, 'stopping'));
  };
  try {
    return await start({ config, log, options }, stops, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  { config, log, options }: { config: Config; log: Log; options: ServiceOptions },
  stops: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<Service> {
  const metrics = createMetrics({ version, role: config.role });
  const tracing = await openTracing(config.tracing, { version, role: config.role, log });
  stops.push(tracing.close);
  const { database, sessionUrl, key, adminToken } = await openStore(config, log, stops);
  const runsDeliveries = config.role !== 'api';
  const queue = await startQueue({ url: sessionUrl, road: database.road, log, supervise: runsDeliveries });
  stops.push(queue.stop);
  const notifier = createNotifier({ road: database.road, log });
  stops.push(notifier.idle);
  const integrations = await openIntegrationSet(database);
  const vault = createVault(key);
  const eventSigningKeys = await openEventSigningKeys({
    database,
    vault,
    version: () => integrations.current().version,
  });
  const publicUrl = createPublicUrl(config);
  const prepare = createActionPreparer(vault);
  const liveUpdates = await startLiveUpdates({ database, queue, log, channel: liveChannel });
  stops.push(liveUpdates.close);
  const eventUpdates = await startEventUpdates({ database, queue, log, channel: liveChannel });
  stops.push(eventUpdates.close);

  const taskQueue = await startTaskQueue({ url: sessionUrl, road: database.road, log, ticks: runsDeliveries });
  stops.push(taskQueue.stop);
  const runUpdates = await startRunUpdates({ database, queue, log });
  stops.push(runUpdates.close);
  const tasks = openTasks({
    database,
    queue,
    taskQueue,
    runUpdates,
    log,
    metrics,
    vault,
    publish: async (tx, event) => {
      await enqueueDeliveries({ queue, integrations }, tx, [event]);
      await tx.query(`SELECT pg_notify('${workChannel}', ''), pg_notify('${liveChannel}', '')`);
    },
  });
  stops.push(tasks.close);

  const past = {
    addDeliveries: (...wanted: Parameters<AddDeliveries>) => addDeliveries(queue, ...wanted),
    integrationAt: async (setVersion: bigint, id: string) => (await integrations.atLeast(setVersion)).byId(id),
  };
  const kinds = [bulkRetryKind(queue), bulkCancelKind, drainKind(queue), backfillKind(past), eraseKind(endDeliveries)];
  const history = await openHistory({ database, queue, log, kinds });
  stops.push(history.bulkUpdates.close);
  const notices = await startNoticeUpdates({ database, queue, log });
  stops.push(notices.close);

  const issuer = { url: publicUrl.known, sign: eventSigningKeys.sign };
  let dispatcher: Dispatcher | undefined;
  const { allow } = parseOutboundAllow(config.outboundAllow);
  const outbound = createOutbound({ allow, version, proxy: config.proxy });
  stops.push(outbound.close);
  if (runsDeliveries) {
    const tools = { database, queue, notifier, log, metrics, tracing, integrations, outbound, issuer };
    dispatcher = await startWork({ ...tools, tasks, history, prepare, config, options }, stops);
  }

  let isStopping = false;
  const intake = createIntake({
    database,
    metrics,
    tracing,
    queue,
    integrations,
    ownSource: publicUrl.now,
    onStored: ({ queued, logged }) => {
      if (queued) {
        dispatcher?.wake();
        notifier.tell(workChannel);
      }
      if (logged) notifier.tell(liveChannel);
    },
  });
  stops.push(intake.idle);
  const sources = openSources({
    database,
    vault,
    log,
    metrics,
    outbound,
    store: intake.store,
    checkConditions: validateConditions,
    now: options.now ?? (() => new Date()),
  });
  stops.push(sources.close);
  const access = await openAccess({
    ...{ database, queue, log, adminToken },
    ...config.access,
    askIssuer: (issuer) => {
      const { allow } = parseOutboundAllow([...config.outboundAllow, new URL(issuer).hostname]);
      return createOutbound({ allow, version, proxy: config.proxy });
    },
    keyCooldownMs: options.keyCooldownMs,
  });
  stops.push(access.close);
  const addressOf = createAddressOf(config.access.trustProxy);
  const queueState = createQueueState(database);
  const services: Services = {
    database,
    access,
    queue,
    vault,
    intake,
    liveUpdates,
    eventUpdates,
    log,
    endDeliveries: endDeliveriesOfDeleted,
    tellOfGates,
    findMissingTasks: (ids) => findMissingTasks(database, ids),
    findTasks: (ids) => findTasks(database, ids),
    outboundAllow: allow,
    tasks,
    history,
    eventSigningKeys,
    sources,
    integrations,
    trials: { database, log, outbound, issuer, prepare, storeTestEvent, ...past },
    settleBacklog: (...order) => settleBacklog({ queue, addBulkJob }, ...order),
    notices,
    queueState,
    retention: config.retention,
  };
  measureParts(metrics, { database, queueState, liveUpdates, runUpdates, dispatcher });
  const readiness = await createReadiness({ database, echo: queue.echo, idleMs: dispatcher?.idleMs });
  const server = await createServer({
    log,
    graphql: config.role === 'worker' ? undefined : createGraphQLServer(services),
    providers: sources,
    admission: { ...access, addressOf },
    metrics,
    metricsToken: config.metricsToken,
    readiness: async () => (isStopping ? [{ part: 'service', reason: 'the service is stopping' }] : readiness()),
    websocket: { keepAliveMs: options.keepAliveMs },
    wellKnown: new Map([...createWellKnown(eventSigningKeys, publicUrl.known), ['/auth/config', access.login]]),
    pageMayAsk: config.access.oidc ? [new URL(config.access.oidc.issuer).origin] : [],
  });
  stops.push(server.close);
  const address = await server.listen(config.host, config.port);
  publicUrl.listeningAt(address);
  return {
    url: address,
    madeToken: adminToken.made,
    subscribers: () => liveUpdates.subscribers,
    stop: async () => {
      isStopping = true;
      if (config.role !== 'worker') await setTimeout(config.drainSecs * 1_000);
      await stop();
    },
  };
}
