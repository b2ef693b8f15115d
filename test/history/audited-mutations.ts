// One real call of every mutation that the audit log tells of. A new mutation needs its line here.

import { v7 as uuid } from 'uuid';
import type { TestService } from '../support/service.ts';
import { waitingDelivery } from '../support/waiting-delivery.ts';
import { seedDeliveries } from './seed.ts';

export interface Stage {
  readonly service: TestService;
  /** Runs a mutation and gives its answer. */
  ask(document: string, variables?: Record<string, unknown>): Promise<any>;
}

/** What an entry must name, beside the action. */
export interface Expected {
  readonly objectType: string;
  /** Of what was changed; undefined where only the answer of the service knows it. */
  readonly objectId?: string;
}

type Call = (stage: Stage) => Promise<Expected>;

const signed = {
  name: 'Signed',
  triggers: ['user.created'],
  actions: [{ http: { url: 'https://example.com/hook', signing: true } }],
};

async function integration({ ask }: Stage, input: object = signed): Promise<{ id: string; actions: { id: string }[] }> {
  const document = `mutation ($input: CreateIntegrationInput!) { createIntegration(input: $input) {
    id actions { ... on HttpAction { id } ... on LogAction { id } } } }`;
  return ask(document, { input });
}

const make = {
  task: ({ ask }: Stage) =>
    ask('mutation { createTask(input: { name: "Sleeper", script: "await sleep(60000)" }) { id } }'),
  source: ({ ask }: Stage, name: string) =>
    ask('mutation ($input: CreateSourceInput!) { createSource(input: $input) { id } }', {
      input: { name, kind: 'custom', settings: { value: 'v' } },
    }),
  connection: ({ ask }: Stage, name: string) =>
    ask(
      'mutation ($name: String!) { createScimConnection(input: { name: $name, baseUrl: "https://d.example.com/scim", auth: { bearer: { token: "t-o-k" } } }) { id } }',
      { name },
    ),
};

async function delivery(stage: Stage, status: 'failed' | 'pending'): Promise<string> {
  const { id } = await integration(stage);
  // Far in the future where it waits, so that no worker takes it.
  await seedDeliveries(stage.service.database, { count: 1, integrationId: id, status });
  const [row] = await stage.service.database.query<{ id: string }>(
    "UPDATE deliveries SET next_attempt_at = CASE WHEN status = 'pending' THEN now() + interval '1 day' END WHERE integration_id = $1 RETURNING id",
    [id],
  );
  return row?.id ?? '';
}

/** Runs `name(id: …)` on something that was just made. */
const onIntegration =
  (name: string, more = ''): Call =>
  async (stage) => {
    const { id } = await integration(stage);
    await stage.ask(`mutation ($id: ID!) { ${name}(id: $id${more}) { id } }`, { id });
    return { objectType: 'Integration', objectId: id };
  };

export const calls: Readonly<Record<string, Call>> = {
  createIntegration: async (stage) => ({ objectType: 'Integration', objectId: (await integration(stage)).id }),
  updateIntegration: onIntegration('updateIntegration', ', input: { description: "changed" }'),
  deleteIntegration: onIntegration('deleteIntegration'),
  pauseIntegration: onIntegration('pauseIntegration'),
  resumeIntegration: async (stage) => {
    const { id } = await integration(stage);
    await stage.ask('mutation ($id: ID!) { pauseIntegration(id: $id) { id } }', { id });
    await stage.ask('mutation ($id: ID!) { resumeIntegration(id: $id) { id } }', { id });
    return { objectType: 'Integration', objectId: id };
  },
  rotateSigningSecret: async (stage) => {
    const { id, actions } = await integration(stage);
    const document =
      'mutation ($id: ID!, $action: ID!) { rotateSigningSecret(integrationId: $id, actionId: $action) { id } }';
    await stage.ask(document, { id, action: actions[0]?.id });
    return { objectType: 'Integration', objectId: id };
  },
  testIntegration: async (stage) => {
    const { id } = await integration(stage, { ...signed, actions: [{ log: { message: 'x' } }] });
    await stage.ask('mutation ($id: ID!) { testIntegration(id: $id, send: true) { deliveries { id } } }', { id });
    return { objectType: 'Integration', objectId: id };
  },
  backfill: async (stage) => {
    await stage.service.publish('user.deleted', { user_id: '1' }, { id: 'to-backfill' });
    const log = { ...signed, triggers: ['user.deleted'], actions: [{ log: { message: 'x' } }] };
    const { id } = await integration(stage, log);
    const document =
      'mutation ($id: ID!) { backfill(integrationId: $id, eventIds: ["to-backfill"], dryRun: false) { deliveries } }';
    await stage.ask(document, { id });
    return { objectType: 'Integration', objectId: id };
  },
  retryDelivery: async (stage) => {
    const id = await delivery(stage, 'failed');
    await stage.ask('mutation ($id: ID!) { retryDelivery(id: $id) { id } }', { id });
    return { objectType: 'Delivery', objectId: id };
  },
  attemptDeliveryNow: async (stage) => {
    const { deliveryId: id } = await waitingDelivery(stage.service);
    await stage.ask('mutation ($id: ID!) { attemptDeliveryNow(id: $id) { id } }', { id });
    return { objectType: 'Delivery', objectId: id };
  },
  cancelDelivery: async (stage) => {
    const id = await delivery(stage, 'pending');
    await stage.ask('mutation ($id: ID!) { cancelDelivery(id: $id) { id } }', { id });
    return { objectType: 'Delivery', objectId: id };
  },
  bulkRetry: async ({ ask }) => {
    const { job } = await ask('mutation { bulkRetry(filter: { eventType: ["none"] }) { job { id } } }');
    return { objectType: 'BulkJob', objectId: job.id };
  },
  cancelDeliveries: async ({ ask }) => {
    const { job } = await ask('mutation { cancelDeliveries(filter: { eventType: ["none"] }) { job { id } } }');
    return { objectType: 'BulkJob', objectId: job.id };
  },
  eraseSubject: async ({ ask }) => {
    const { id } = await ask('mutation { eraseSubject(userEmail: "nobody-at-all@example.com") { id } }');
    return { objectType: 'BulkJob', objectId: id };
  },
  acknowledgeNotice: async (stage) => {
    const { id: of } = await integration(stage);
    const id = uuid();
    await stage.service.database.query(
      `INSERT INTO notices (id, kind, integration_id, integration_name, message, raised_at)
       VALUES ($1, 'paused_gone', $2, 'x', 'x', now())`,
      [id, of],
    );
    await stage.ask('mutation ($id: ID!) { acknowledgeNotice(id: $id) { id } }', { id });
    return { objectType: 'Notice', objectId: id };
  },
  cancelBulkJob: async ({ ask, service }) => {
    const { job } = await ask('mutation { bulkRetry(filter: { eventType: ["none"] }) { job { id } } }');
    // As if it had much to do, so that it is not done before.
    await service.database.query(
      "UPDATE bulk_jobs SET status = 'queued', finished_at = NULL, due_at = now() + interval '1 day' WHERE id = $1",
      [job.id],
    );
    await ask('mutation ($id: ID!) { cancelBulkJob(id: $id) { id } }', { id: job.id });
    return { objectType: 'BulkJob', objectId: job.id };
  },
  // What it creates, changes and deletes has entries under those names; what it adopts under its own.
  applyConfiguration: async (stage) => {
    const input = { name: 'Adopted', triggers: ['user.created'], actions: [{ log: { message: 'x' } }] };
    const { id } = await integration(stage, input);
    const document = 'mutation ($input: ApplyConfigurationInput!) { applyConfiguration(input: $input) { planHash } }';
    await stage.ask(document, { input: { configuration: 'audited', adopt: true, integrations: [input] } });
    return { objectType: 'Integration', objectId: id };
  },
  createTask: async (stage) => ({ objectType: 'Task', objectId: (await make.task(stage)).id }),
  updateTask: async (stage) => {
    const { id } = await make.task(stage);
    await stage.ask('mutation ($id: ID!) { updateTask(id: $id, input: { timeoutSecs: 7 }) { id } }', { id });
    return { objectType: 'Task', objectId: id };
  },
  deleteTask: async (stage) => {
    const { id } = await make.task(stage);
    await stage.ask('mutation ($id: ID!) { deleteTask(id: $id) { id } }', { id });
    return { objectType: 'Task', objectId: id };
  },
  runTask: async (stage) => {
    const { id } = await make.task(stage);
    const run = await stage.ask('mutation ($id: ID!) { runTask(id: $id) { id } }', { id });
    return { objectType: 'TaskRun', objectId: run.id };
  },
  cancelTaskRun: async (stage) => {
    const { id } = await make.task(stage);
    const run = await stage.ask('mutation ($id: ID!) { runTask(id: $id) { id } }', { id });
    await stage.ask('mutation ($id: ID!) { cancelTaskRun(id: $id) { id } }', { id: run.id });
    return { objectType: 'TaskRun', objectId: run.id };
  },
  createSource: async (stage) => ({ objectType: 'EventSource', objectId: (await make.source(stage, 'made')).id }),
  updateSource: async (stage) => {
    const { id } = await make.source(stage, 'updated');
    await stage.ask('mutation ($id: ID!) { updateSource(id: $id, input: { enabled: false }) { id } }', { id });
    return { objectType: 'EventSource', objectId: id };
  },
  deleteSource: async (stage) => {
    const { id } = await make.source(stage, 'deleted');
    await stage.ask('mutation ($id: ID!) { deleteSource(id: $id) }', { id });
    return { objectType: 'EventSource', objectId: id };
  },
  createScimConnection: async (stage) => ({
    objectType: 'ScimConnection',
    objectId: (await make.connection(stage, 'made')).id,
  }),
  updateScimConnection: async (stage) => {
    const { id } = await make.connection(stage, 'updated');
    await stage.ask('mutation ($id: ID!) { updateScimConnection(id: $id, input: { name: "renamed" }) { id } }', { id });
    return { objectType: 'ScimConnection', objectId: id };
  },
  deleteScimConnection: async (stage) => {
    const { id } = await make.connection(stage, 'deleted');
    await stage.ask('mutation ($id: ID!) { deleteScimConnection(id: $id) }', { id });
    return { objectType: 'ScimConnection', objectId: id };
  },
  rotateEventSigningKey: async ({ ask }) => {
    const [key] = await ask('mutation { rotateEventSigningKey { id } }');
    return { objectType: 'EventSigningKey', objectId: key.id };
  },
  createToken: async ({ ask }) => {
    const { token } = await ask('mutation { createToken(input: { name: "made", scopes: [READ] }) { token { id } } }');
    return { objectType: 'Token', objectId: token.id };
  },
  revokeToken: async ({ ask }) => {
    const { token } = await ask(
      'mutation { createToken(input: { name: "revoked", scopes: [READ] }) { token { id } } }',
    );
    await ask('mutation ($id: ID!) { revokeToken(id: $id) { id } }', { id: token.id });
    return { objectType: 'Token', objectId: token.id };
  },
};

/** Mutations that are told by the entries of what they create, change and delete. */
export const compositeMutations: readonly string[] = ['applyConfiguration'];
