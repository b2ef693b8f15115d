// The Slack action: posts a message to an Incoming Webhook, whose address is itself the secret.
import { z } from 'zod';
import { type CauseCode, failure } from '../domain/failure-causes.ts';
import type { Outbound, OutboundResult } from '../infra/outbound/send-request.ts';
import { limitFormFields, templateOptionFields } from './action-form.ts';
import { defineActionKind, type Outcome } from './action-kind.ts';
import { limits, templateOptions, templateText } from './fields.ts';
import { lostPart } from './kept-request.ts';
import { cutBlocks, cutText, maxText } from './slack-limits.ts';

const schema = z.strictObject({
  webhookUrl: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .max(2_048)
    .refine((url) => !/^[a-z]+:\/\/[^/?#]*@/i.test(url), 'must not contain credentials'),
  message: templateText.min(1, 'must not be empty').max(40_000),
  /** A template that gives a JSON list of Block Kit blocks; the message is then what notifications show. */
  blocks: templateText.max(262_144).nullable().default(null),
  ...limits,
  ...templateOptions,
});

export type SlackConfig = z.infer<typeof schema>;

const timeoutMs = 10_000;
/** One try and two more: a chat message that is minutes late still tells something, hours late it does not. */
const maxAttempts = 3;
/** When Slack asks for patience, as in a burst, there is more of it. */
const maxThrottled = 12;

export const slackAction = defineActionKind<SlackConfig>({
  type: 'slack',
  title: 'Slack message',
  description: 'Posts a message to a Slack channel through an Incoming Webhook.',
  schema,
  form: [
    {
      path: 'webhookUrl',
      label: 'Slack webhook URL',
      help: 'Paste the Incoming Webhook URL. It starts with https://hooks.slack.com/.',
      control: 'secret',
      required: true,
      example: 'https://hooks.slack.com/services/…',
    },
    { path: 'message', label: 'Message', control: 'template', required: true, previewAs: 'slack_message' },
    {
      path: 'blocks',
      label: 'Blocks',
      help: 'Block Kit: a JSON list. The message is then what notifications show.',
      control: 'template',
      previewAs: 'blocks',
      more: true,
    },
    ...limitFormFields,
    ...templateOptionFields,
  ],
  templates: ({ blocks }) => [
    { path: ['message'], escape: 'slack' },
    ...(blocks === null ? [] : [{ path: ['blocks'], escape: 'slack_json' as const }]),
  ],
  secrets: () => [{ path: ['webhookUrl'], visible: 'host' }],
  retries: () => ({ maxAttempts, maxThrottled }),
  run: async ({ webhookUrl, message, blocks }, { outbound, delivery }, signal) => {
    if (message.trim() === '') return { failure: failure('empty_message') };
    const given = blocks === null ? undefined : parseBlocks(blocks);
    if (typeof given === 'string') return { failure: failure('invalid_request', { reason: given }) };
    const list = given && cutBlocks(given);
    const text = cutText(message, maxText);
    const body = JSON.stringify({ text, ...(list && { blocks: list }) });
    const headers: [string, string][] = [
      ['Content-Type', 'application/json; charset=utf-8'],
      ['webhook-id', delivery.id],
    ];
    const note = text !== message || list !== given ? 'the message was cut to what Slack takes' : undefined;
    return { note, ...(await post(outbound, webhookUrl, headers, body, signal)) };
  },
  // The message as it was; the address is a secret, so it is that of now.
  repeat: {
    problem: (sent) => lostPart(sent, true),
    run: async (sent, { config }, { outbound }, signal) => {
      const reason = lostPart(sent, true);
      if (reason !== undefined) return { failure: failure('invalid_request', { reason }) };
      return post(outbound, config.webhookUrl, Object.entries(sent.headers), sent.body, signal);
    },
  },
});

async function post(
  outbound: Outbound,
  url: string,
  headers: [string, string][],
  body: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const request = { method: 'POST', url, headers: Object.fromEntries(headers), body };
  return { request, ...judge(await outbound.send({ method: 'POST', url, headers, body, timeoutMs }, signal)) };
}

function parseBlocks(text: string): unknown[] | string {
  try {
    const blocks: unknown = JSON.parse(text);
    return Array.isArray(blocks) ? blocks : 'the blocks are not a JSON list';
  } catch {
    return 'the blocks are not JSON';
  }
}

/** Slack's own words for what is hopeless, as its Incoming Webhooks answer them. */
const answers: Record<string, CauseCode> = {
  no_service: 'slack_no_service',
  no_service_id: 'slack_no_service',
  no_team: 'slack_team_disabled',
  team_disabled: 'slack_team_disabled',
  invalid_token: 'slack_invalid_token',
  no_active_hooks: 'slack_no_service',
  channel_not_found: 'slack_channel_not_found',
  user_not_found: 'slack_channel_not_found',
  channel_is_archived: 'slack_channel_is_archived',
  action_prohibited: 'slack_action_prohibited',
  posting_to_general_channel_denied: 'slack_action_prohibited',
  invalid_payload: 'slack_invalid_payload',
  invalid_blocks: 'slack_invalid_payload',
  invalid_blocks_format: 'slack_invalid_payload',
  msg_too_long: 'slack_invalid_payload',
  no_text: 'slack_no_text',
};

function judge({ response, failure: why, retryAfterMs }: OutboundResult): Omit<Outcome, 'request'> {
  if (!response) return { failure: why };
  const { error, retryAfter } = readAnswer(response.body);
  if (response.status === 429) return { response, failure: why, retryAfterMs: retryAfterMs ?? retryAfter };
  const word = error ?? response.body.trim();
  const cause = Object.hasOwn(answers, word) ? answers[word] : undefined;
  const shown = /^[a-z_]{1,60}$/.test(word) ? word : undefined;
  if (!why) {
    if (error === undefined) return { response, failure: undefined };
    const failed = failure(cause ?? 'slack_not_ok', { answer: shown ?? 'ok: false' });
    return { response, failure: failed, retryAfterMs: retryAfterMs ?? retryAfter };
  }
  // Of the answers themselves only a 4xx is hopeless, and 408 is not; a broken connection or a proxy's word are not Slack's.
  const isHopeless = why.cause.startsWith('http_4') && why.cause !== 'http_408';
  if (!isHopeless && (cause === undefined || !why.cause.startsWith('http_')))
    return { response, failure: why, retryAfterMs };
  const answer = [response.status, shown].filter((part) => part !== undefined).join(' ');
  return { response, failure: failure(cause ?? 'slack_refused', { answer }) };
}

/** Webhooks answer a bare word; some gateways the Web API's JSON, where a 200 can say `ok: false`. */
function readAnswer(body: string): { error?: string; retryAfter?: number } {
  if (!body.trimStart().startsWith('{')) return {};
  try {
    const { ok, error, retry_after } = JSON.parse(body) as Record<string, unknown>;
    return {
      ...(ok === false && { error: typeof error === 'string' ? error : 'ok: false' }),
      ...(typeof retry_after === 'number' && { retryAfter: retry_after * 1_000 }),
    };
  } catch {
    return {};
  }
}
