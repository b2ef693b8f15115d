// The Slack action: posts a message to an Incoming Webhook, whose address is itself the secret.
import { z } from 'zod';
import { failure } from '../domain/failure-causes.ts';
import { defineActionKind } from './action-kind.ts';
import { templateText } from './fields.ts';

const schema = z.strictObject({
  webhookUrl: z
    .url({ protocol: /^https?$/, message: 'must be an http or https address' })
    .max(2_048)
    .refine((url) => new URL(url).username === '' && new URL(url).password === '', 'must not contain credentials'),
  message: templateText.min(1, 'must not be empty').max(40_000),
});

export type SlackConfig = z.infer<typeof schema>;

const timeoutMs = 10_000;
/** One try and two more: a chat message that is minutes late still tells something, hours late it does not. */
const maxAttempts = 3;

export const slackAction = defineActionKind<SlackConfig>({
  type: 'slack',
  title: 'Slack message',
  description: 'Posts a message to a Slack channel through an Incoming Webhook.',
  schema,
  templates: () => [{ path: ['message'], escape: 'slack' }],
  secrets: () => [{ path: ['webhookUrl'], visible: 'host' }],
  retries: () => ({ maxAttempts }),
  run: async ({ webhookUrl, message }, { outbound, delivery }, signal) => {
    const body = JSON.stringify({ text: message });
    const headers: [string, string][] = [
      ['Content-Type', 'application/json; charset=utf-8'],
      ['webhook-id', delivery.id],
    ];
    const request = { method: 'POST', url: webhookUrl, headers: Object.fromEntries(headers), body };
    if (message.trim() === '') return { failure: failure('empty_message', {}) };
    const result = await outbound.send({ method: 'POST', url: webhookUrl, headers, body, timeoutMs }, signal);
    return { request, response: result.response, failure: result.failure, retryAfterMs: result.retryAfterMs };
  },
});
