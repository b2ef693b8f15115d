// Block Kit: a template that gives a list of blocks, within Slack's limits and safe against what data says.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutBlocks, cutText } from '../../src/actions/slack-limits.ts';
import { startStage } from '../deliveries/make.ts';

const stage = startStage();
const hook = (name: string) => `${stage.receiver.url}/services/T0/B0/${name}`;
const sent = (name: string) => stage.receiver.to(`/services/T0/B0/${name}`).map(({ body }) => JSON.parse(body));

const section = (text: string) => `[{"type":"section","text":{"type":"mrkdwn","text":"${text}"}}]`;

test('blocks are sent beside the message, with values that cannot break them', async () => {
  const { delivery } = await stage.fire(
    { type: 'slack', webhook_url: hook('b1'), message: 'new user', blocks: section('*New:* {{.Data.user_name}}') },
    { user_name: 'say "hi"\nR&D <!channel>' },
  );
  expect(delivery.status).toBe('success');
  expect(sent('b1')).toEqual([
    {
      text: 'new user',
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '*New:* say "hi"\nR&amp;D &lt;!channel&gt;' } }],
    },
  ]);
});

test('an author may mention a channel in blocks', async () => {
  await stage.fire({ type: 'slack', webhook_url: hook('b2'), message: 'm', blocks: section('<!here> look') });
  expect(sent('b2')[0].blocks[0].text.text).toBe('<!here> look');
});

test.each([
  ['are not JSON', '[{"type":"divider"},]', 'the blocks are not JSON'],
  ['are not a list', '{"type":"divider"}', 'the blocks are not a JSON list'],
])('blocks that %s fail once, and nothing is sent', async (_words, blocks, reason) => {
  const { delivery } = await stage.fire({ type: 'slack', webhook_url: hook('b3'), message: 'm', blocks });
  expect(delivery).toMatchObject({ status: 'failed', attempt_count: 1 });
  expect(delivery.error).toContain(reason);
  expect(sent('b3')).toEqual([]);
});

test('a section with a long value is cut to what Slack takes', async () => {
  const { delivery } = await stage.fire(
    { type: 'slack', webhook_url: hook('b4'), message: 'm', blocks: section('{{.Data.user_name}}') },
    { user_name: '😀'.repeat(2_000) },
  );
  expect(delivery.status).toBe('success');
  const { text } = sent('b4')[0].blocks[0].text;
  expect(text.length).toBeLessThanOrEqual(3_000);
  expect(text).toBe(`${'😀'.repeat(1_499)}…`);
});

test('a text is cut neither through a character nor through an escape, and only over the limit', () => {
  const part = fc.constantFrom('a', 'é', '😀', '&amp;', '&lt;', '&gt;', '\n');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), fc.integer({ min: 8, max: 50 }), (parts, limit) => {
      const text = parts.join('');
      const cut = cutText(text, limit);
      if (text.length <= limit) return cut === text;
      const rest = cut.slice(0, -1).replaceAll(/&(amp|lt|gt);/g, '');
      return (
        cut.length <= limit &&
        cut.length >= limit - 5 &&
        cut.endsWith('…') &&
        cut.isWellFormed() &&
        !rest.includes('&') &&
        text.startsWith(cut.slice(0, -1))
      );
    }),
    { numRuns: 2_000 },
  );
});

test('blocks within the limits are left as they are, whatever they hold', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 50 }), (blocks) => cutBlocks(blocks) === blocks),
  );
});

test('of more than 50 blocks the first 50 are sent, and long fields and headers are cut', () => {
  expect(cutBlocks(Array(60).fill({ type: 'divider' }))).toHaveLength(50);
  const text = 'x'.repeat(5_000);
  const [fields, header] = cutBlocks([
    {
      type: 'section',
      fields: [
        { type: 'mrkdwn', text },
        { type: 'mrkdwn', text: 'short' },
      ],
    },
    { type: 'header', text: { type: 'plain_text', text } },
  ]) as any[];
  expect(fields).toEqual({
    type: 'section',
    text: undefined,
    fields: [
      { type: 'mrkdwn', text: `${'x'.repeat(1_999)}…` },
      { type: 'mrkdwn', text: 'short' },
    ],
  });
  expect(header.text.text).toBe(`${'x'.repeat(149)}…`);
});
