// What the page says of a condition beside it is what a real run then does.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { operators } from '../../src/web/words/conditions.ts';
import { until } from '../support/until.ts';
import { startWebTest, type WebTest } from './support/page.ts';

let web: WebTest;

beforeAll(async () => {
  web = await startWebTest();
});
afterEach(async () => expect(await web.closePages()).toEqual([]));
afterAll(() => web.stop());

/** Each operator of the specification with both outcomes; those without a value stand last. */
const conditions: readonly [field: string, operator: keyof typeof operators, value?: string][] = [
  ['user_email', 'EQ', 'ana@example.com'],
  ['user_email', 'EQ', 'ben@example.com'],
  ['user_email', 'NEQ', 'ben@example.com'],
  ['user_email', 'NEQ', 'ana@example.com'],
  ['user_email', 'CONTAINS', '@exam'],
  ['user_email', 'CONTAINS', 'nobody'],
  ['user_email', 'STARTS_WITH', 'ana@'],
  ['user_email', 'STARTS_WITH', '@example'],
  ['user_email', 'ENDS_WITH', '@example.com'],
  ['user_email', 'ENDS_WITH', 'ana@'],
  ['is_admin', 'IS_TRUE'],
  ['is_new', 'IS_TRUE'],
  ['is_new', 'IS_FALSE'],
  ['is_admin', 'IS_FALSE'],
];

test('for all seven operators, that it holds or not, and for which value; without conditions everything fires', async () => {
  const { service } = web;
  const made = await Promise.all(
    conditions.map(([field, operator, value]) =>
      service.integration({
        triggers: ['user.updated'],
        conditions: [{ field, operator: operator.toLowerCase(), order: 1, ...(value !== undefined && { value }) }],
        actions: [{ type: 'log', message: 'x' }],
      }),
    ),
  );
  const always = await service.integration({
    triggers: ['user.updated'],
    actions: [{ type: 'log', message: 'x' }],
  });
  const data = { user_email: 'ana@example.com', is_admin: true, is_new: false };
  const { id } = await service.publish('user.updated', data);
  const { body } = await service.rest('GET', `/events/${id}`);
  const { data: found } = await service.graphql(
    'query ($id: ID!) { event(id: $id) { deliveries { integrationId } } }',
    {
      id,
    },
  );
  const fired = new Set(found.event.deliveries.map(({ integrationId }: { integrationId: string }) => integrationId));
  expect(fired.has(always)).toBe(true);
  const really = made.map((integration) => fired.has(integration));
  expect(really).toEqual(conditions.map((_, index) => index % 2 === 0));

  const page = await web.open(`integrations/new?trigger=user.updated&event=${body.uid}`);
  await page.getByText('No conditions: every event above fires this.').waitFor();
  for (const [index, [field, operator, value]] of conditions.entries()) {
    await page.getByRole('button', { name: 'Add condition' }).click();
    await page.getByPlaceholder('Field').nth(index).fill(field);
    await page.getByLabel('Operator').nth(index).selectOption({ label: operators[operator] });
    if (value !== undefined) await page.getByLabel('Value', { exact: true }).nth(index).fill(value);
  }
  const said = page.getByText(/(Holds|Does not hold): value is /);
  const expected = really.map((holds, index) => {
    const actual = data[(conditions[index]?.[0] ?? '') as keyof typeof data];
    return `${holds ? 'Holds' : 'Does not hold'}: value is ${JSON.stringify(actual)}`;
  });
  await until('the outcomes', async () => {
    const texts = (await said.allTextContents()).map((text) => text.trim());
    return texts.length === expected.length && texts.every((text, index) => text === expected[index]);
  });
});
