import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const preview = async (args: string) =>
  (
    await service.graphql(
      `{ previewTemplate(${args}) { text error { kind line column message partialOutput } warnings { line column message } } }`,
    )
  ).data.previewTemplate;

test('a template is previewed with the sample of an event type', async () => {
  const shown = await preview(
    'template: "{{.EventType}} of {{.Data.user_name}}", field: MESSAGE, eventType: "user.created"',
  );
  expect(shown).toMatchObject({ error: null, warnings: [] });
  expect(shown.text).toMatch(/^user\.created of \w+/);
});

test('a template is previewed with an event that is given, escaped for its field', async () => {
  const event = 'event: { type: "user.created", data: { user_name: "<a & \\"b\\">" } }';
  expect((await preview(`template: "{{.Data.user_name}}", field: SLACK_MESSAGE, ${event}`)).text).toBe(
    '&lt;a &amp; "b"&gt;',
  );
  expect((await preview(`template: "[\\"{{.Data.user_name}}\\"]", field: BLOCKS, ${event}`)).text).toBe(
    '["&lt;a &amp; \\"b\\"&gt;"]',
  );
  expect((await preview(`template: "{\\"n\\":\\"{{.Data.user_name}}\\"}", field: BODY, ${event}`)).text).toBe(
    '{"n":"<a & \\"b\\">"}',
  );
  expect((await preview(`template: "https://x.test/?u={{.Data.user_name}}", field: URL, ${event}`)).text).toBe(
    'https://x.test/?u=%3Ca%20%26%20%22b%22%3E',
  );
  expect((await preview(`template: "{{.Data.user_name}}", field: SLACK_MESSAGE, escape: NONE, ${event}`)).text).toBe(
    '<a & "b">',
  );
});

test('a template is previewed with a stored event', async () => {
  await service.publish('login.failed', { user_email: 'ann@example.com' }, { id: 'stored-1' });
  expect(
    (await preview('template: "{{.Data.user_email}} {{.EventID}}", field: MESSAGE, eventId: "stored-1"')).text,
  ).toBe('ann@example.com stored-1');
});

test('a broken template is an answer with line and column, not a failed request', async () => {
  expect(await preview('template: "a\\nb {{if}}", field: BODY')).toMatchObject({
    text: null,
    error: { kind: 'PARSE', line: 2 },
  });
  expect(await preview('template: "a{{index .Data 1 2 3}}", field: BODY')).toMatchObject({
    text: null,
    error: { kind: 'EXEC', line: 1, partialOutput: 'a' },
  });
});

test('a field that the event type does not have is warned about, and so is a body that is not JSON', async () => {
  expect((await preview('template: "{{.Data.user_nam}}", field: MESSAGE, eventType: "user.created"')).warnings).toEqual(
    [{ line: 1, column: 2, message: 'user.created has no field user_nam' }],
  );
  const { warnings } = await preview(
    'template: "{\\"a\\":{{.Data.user_name}},}", field: BODY, eventType: "user.created"',
  );
  expect(warnings).toHaveLength(1);
  expect(warnings[0].message).toMatch(/not valid JSON/);
});

test('the list of template functions is given with examples', async () => {
  const { templateFunctions } = (
    await service.graphql('{ templateFunctions { name args description example result } }')
  ).data;
  expect(templateFunctions.map(({ name }: { name: string }) => name)).toEqual(
    expect.arrayContaining(['printf', 'toJson', 'default']),
  );
});
