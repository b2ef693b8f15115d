import { BORDER, sizeInWords } from './limits.ts';
import type { Json, ScimCall, ScriptFetchRequest, ScriptHost, ScriptLimits } from './script-types.ts';
import type { FromWorker } from './worker-messages.ts';

/** What the service answers to a call of a script. A failure of the host is an answer too, and so never rejects. */
export async function answerCall(
  { kind, request }: FromWorker & { type: 'call' },
  host: ScriptHost,
  limits: ScriptLimits,
  signal: AbortSignal,
): Promise<{ ok: boolean; answer: string }> {
  try {
    const asked: unknown = JSON.parse(request);
    const answer = JSON.stringify(await ask(kind, asked, host, limits, signal)) ?? 'null';
    if (answer.length <= BORDER.answer) return { ok: true, answer };
    return { ok: false, answer: `The answer is longer than ${sizeInWords(BORDER.answer)}` };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, answer: message.slice(0, BORDER.message) };
  }
}

async function ask(
  kind: (FromWorker & { type: 'call' })['kind'],
  asked: unknown,
  host: ScriptHost,
  limits: ScriptLimits,
  signal: AbortSignal,
): Promise<Json | undefined> {
  if (kind === 'scim') return host.scim(asked as ScimCall, signal);
  if (kind === 'storeGet') return host.storeGet(asked as string);
  if (kind === 'storeSet') {
    const { key, value } = asked as { key: string; value: Json };
    await host.storeSet(key, value);
    return null;
  }
  const { ok, status, headers, body } = await host.fetch(asked as ScriptFetchRequest, signal);
  if (Buffer.byteLength(body) > limits.fetchResponseBytes) {
    throw new Error(`The answer is longer than ${sizeInWords(limits.fetchResponseBytes)}`);
  }
  return { ok, status, headers, body };
}
