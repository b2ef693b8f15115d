// Whatever is sent to the GraphQL door, it is never an internal error, and what is refused has changed nothing.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wildJson, wildText } from '../rest/wild-json.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { nearlyCreateInput, nearlyFilter, nearlyPublishInput } from './wild-inputs.ts';

let service: TestService;
const runs = { numRuns: 75, interruptAfterTimeLimit: 12_000 } as const;

/** Sent first of all: on a slow machine, where few others follow, something good was sent too. */
const goodIntegration = '{"name":"Good","triggers":["user.created"],"actions":[{"log":{"message":"x"}}]}';
const goodEvents = '[{"type":"user.created","data":{}}]';
const goodLists = '{"input":{},"name":"x","first":1,"after":null,"id":"x"}';

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

/** Documents that were now and then good: a test that is refused all the time proves little. */
const accepted = new Set<string>();

const mostly = (good: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 3, arbitrary: good }, { weight: 1, arbitrary: wildJson });

/** Failures of what was accepted raise events by themselves. */
const state = async () =>
  JSON.stringify(
    await service.database.query(
      `SELECT (SELECT version FROM integration_set) AS version, 
         (SELECT count(*)::int FROM events WHERE type <> 'event_action.delivery_failed') AS events`,
    ),
  );

async function holds(document: string, variables: string): Promise<void> {
  const before = await state();
  const { status, body } = await service.rest(
    'POST',
    '/graphql',
    `{"query":${JSON.stringify(document)},"variables":${variables}}`,
  );
  const said = `${document.slice(0, 500)} ${variables.slice(0, 2_000)} ${JSON.stringify(body).slice(0, 2_000)}`;
  expect(status, said).toBeLessThan(500);
  expect(said).not.toContain('INTERNAL_SERVER_ERROR');
  if (status < 400 && !body.errors) accepted.add(document);
  else expect(await state(), said).toBe(before);
}

const createIntegration =
  'mutation($input: CreateIntegrationInput!) { createIntegration(input: $input) { id actions { id } } }';
const publishEvents =
  'mutation($input: [PublishEventInput!]!) { publishEvents(events: $input) { eventId event { data } } }';

const lists = `query($input: DeliveryFilter, $name: String, $first: Int, $after: String, $id: ID) {
  deliveries(filter: $input, first: $first, after: $after) { totalCount edges { node { id } } }
  integrations(filter: { name: $name, trigger: $name }, last: $first, before: $after) { totalCount }
  byEvent: deliveries(filter: { eventId: $id }) { totalCount }
  found: events(filter: { text: $name }, first: $first) { edges { node { id } } }
  others: events(filter: { actor: $name, subject: $name, stoppedBy: $name }, last: $first) { edges { node { id } } } }`;

test('whatever is sent in the variable of createIntegration', async () => {
  await fc.assert(
    fc.asyncProperty(mostly(nearlyCreateInput), (input) => holds(createIntegration, `{"input":${input}}`)),
    { ...runs, examples: [[goodIntegration]] },
  );
});

test('whatever is sent in the variable of publishEvents', async () => {
  await fc.assert(
    fc.asyncProperty(mostly(nearlyPublishInput), (input) => holds(publishEvents, `{"input":${input}}`)),
    { ...runs, examples: [[goodEvents]] },
  );
});

test('whatever is asked of the lists', async () => {
  const text = wildText.map((value) => JSON.stringify(value));
  const variables = fc
    .tuple(mostly(nearlyFilter), text, fc.constantFrom('1', '250', 'null'), fc.oneof(fc.constant('null'), text), text)
    .map(
      ([input, name, first, after, id]) =>
        `{"input":${input},"name":${name},"first":${first},"after":${after},"id":${id}}`,
    );
  await fc.assert(
    fc.asyncProperty(variables, (sent) => holds(lists, sent)),
    { ...runs, examples: [[goodLists]] },
  );
});

test('whatever stands where a document should be', async () => {
  const pieces = [
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    ':',
    '$a',
    '!',
    '...',
    'on',
    'query',
    'mutation',
    'integrations',
    'first',
    '@skip(if: true)',
    '"',
    '"""',
    '#',
    '\\u0000',
    '1e999',
    '&',
    '|',
    '\ud800',
  ];
  const document = fc.oneof(
    fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join(' ')),
    wildText,
  );
  await fc.assert(
    fc.asyncProperty(document, wildJson, (query, variables) => holds(query, variables)),
    runs,
  );
});

test('what was sent was now and then good', () => {
  for (const document of [createIntegration, publishEvents, lists]) expect([...accepted]).toContain(document);
});
