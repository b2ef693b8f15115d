// What forms are made of: kinds of actions that describe themselves, actions of any kind, causes of failure in words.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { actionKinds } from '../../src/actions/registry.ts';
import { causeCodes } from '../../src/domain/failure-causes.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { subscribe } from '../support/subscribe.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

interface Property {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Property>>;
  readonly anyOf?: readonly Property[];
  readonly oneOf?: readonly Property[];
  readonly items?: Property;
}

/** The parts of a schema that a path leads to, through alternatives. */
function at(property: Property, path: readonly string[]): readonly Property[] {
  const [name, ...rest] = path;
  const alternatives = [property, ...(property.anyOf ?? []), ...(property.oneOf ?? [])];
  if (name === undefined) return alternatives;
  return alternatives.flatMap((one) => (one.properties?.[name] ? at(one.properties[name], rest) : []));
}

test('each form names every field of its kind, with just the choices that the kind takes', () => {
  for (const { type, schema, form, secrets } of actionKinds) {
    const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Property;
    const shown = new Set(form.map(({ path }) => path.split('.')[0]));
    expect(
      Object.keys(shape.properties ?? {}).filter((name) => !shown.has(name)),
      type,
    ).toEqual(type === 'http' ? ['signingKeys'] : []);
    for (const { path, choices, control } of form) {
      const found = at(shape, path.split('.'));
      expect(found, `${type} ${path}`).not.toEqual([]);
      const allowed = found.flatMap(
        (one) => one.enum ?? one.items?.enum ?? ('const' in one ? [String(one.const)] : []),
      );
      if (control === 'choice' || control === 'choices')
        expect(Object.keys(choices ?? {}).toSorted(), `${type} ${path}`).toEqual(allowed.toSorted());
    }
    expect(typeof secrets).toBe('function');
  }
});

test('an action of any kind is created and changed by its form’s own fields, as by those of its input type', async () => {
  const { data } = await service.graphql('{ actionKinds { type initialConfig } }');
  const initial = data.actionKinds.find((kind: { type: string }) => kind.type === 'http').initialConfig;
  expect(initial).toMatchObject({ method: 'POST', maxRetries: 0, timeoutSecs: 10, auth: { type: 'none' } });
  const config = { ...initial, url: 'https://example.com/', auth: { type: 'bearer', token: 'a-secret' } };
  const created = await service.graphql(
    `mutation ($input: CreateIntegrationInput!) { createIntegration(input: $input) { id actions { id config ... on HttpAction { url auth { type token } } } } }`,
    { input: { name: 'Any', triggers: ['*'], actions: [{ other: { type: 'http', config } }] } },
  );
  const [action] = created.data.createIntegration.actions;
  expect(action).toMatchObject({ url: 'https://example.com/', auth: { type: 'BEARER', token: '********' } });
  expect(action.config).toEqual({
    ...config,
    auth: { type: 'bearer', token: '********' },
    ...Object.fromEntries(
      ['retryOn', 'backoff', 'ca', 'contentMode', 'audience', 'subjectFormat', 'subjectIssuer'].map((name) => [
        name,
        null,
      ]),
    ),
  });
  const update = (given: unknown) =>
    service.graphql(
      `mutation ($id: ID!, $input: UpdateIntegrationInput!) { updateIntegration(id: $id, input: $input) { actions { id config } } }`,
      {
        id: created.data.createIntegration.id,
        input: { actions: [{ other: { id: action.id, type: 'http', config: given } }] },
      },
    );
  const changed = await update({ ...action.config, method: 'PUT' });
  expect(changed.data.updateIntegration.actions[0]).toMatchObject({ id: action.id, config: { method: 'PUT' } });
  const refused = await update({ ...action.config, timeoutSecs: 0, wrong: true });
  const paths = refused.errors?.[0].extensions.problems.map(({ path }: { path: string }) => path);
  expect(paths.toSorted()).toEqual(['actions[0].timeoutSecs', 'actions[0].wrong']);
  expect((await update('none')).errors?.[0].extensions.code).toBe('BAD_USER_INPUT');
  const { errors } = await service.graphql(
    'mutation { createIntegration(input: { name: "x", triggers: ["*"], actions: [{ other: { type: "fax", config: {} } }] }) { id } }',
  );
  expect(errors?.[0].extensions.problems[0].path).toBe('actions[0].type');
});

test('every cause of failure is told in words', async () => {
  const { data } = await service.graphql('{ failureCauses { code title meaning advice retried } }');
  expect(data.failureCauses.map(({ code }: { code: string }) => code)).toEqual(causeCodes);
  expect(data.failureCauses.find(({ code }: { code: string }) => code === 'http_410').retried).toBe(false);
});

test('the history read after a cursor, and the updates after it, leave nothing out', async () => {
  const integration = await service.integration({
    triggers: ['group.created'],
    actions: [{ type: 'log', message: 'x' }],
  });
  const { data } = await service.graphql('{ deliveryCursor }');
  await service.publish('group.created', {});
  await service.deliveries(integration, ([first]) => first?.status === 'success');
  const subscriber = await subscribe<{ status: string }>(
    service.url,
    'subscription ($after: String, $of: ID) { deliveryUpdated(after: $after, integrationId: $of) { status } }',
    { after: data.deliveryCursor, of: integration },
  );
  const seen = await subscriber.awaits('all changes', (items) => items.some(({ status }) => status === 'SUCCESS'));
  expect(seen.map(({ status }) => status)).toEqual(['PENDING', 'RUNNING', 'SUCCESS']);
  await subscriber.close();
});

test('the last delivery of each integration is found', async () => {
  const actions = [{ type: 'log', message: 'x' }];
  const [busy, idle] = await Promise.all([
    service.integration({ name: 'busy', triggers: ['user.deleted'], actions }),
    service.integration({ name: 'idle', triggers: ['user.updated'], actions }),
  ]);
  await service.publish('user.deleted', {});
  await service.publish('user.deleted', {});
  const [newest] = await service.deliveries(busy, (items) => items.length === 2);
  const { data } = await service.graphql('{ integrations(first: 50) { edges { node { id lastDelivery { id } } } } }');
  const last = Object.fromEntries(
    data.integrations.edges.map(({ node }: { node: { id: string; lastDelivery: unknown } }) => [
      node.id,
      node.lastDelivery,
    ]),
  );
  expect(last[busy]).toEqual({ id: newest?.id });
  expect(last[idle]).toBeNull();
});
