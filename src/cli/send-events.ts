// Sends events in batches. Each gets an id before it is sent, so that a batch that is sent again, because nobody knows
// what became of it, is stored once.
import { setTimeout } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import { snakeCase } from '../rest/spelling.ts';
import type { Cli } from './connection.ts';
import { CliError, exitCodes } from './exit-codes.ts';
import { PublishEventsDocument, type PublishEventsMutation } from './gql/operations.ts';
import { writeJson } from './output.ts';
import { startProgress } from './progress.ts';
import type { ReadEvent } from './read-events.ts';

/** Events of a batch, and its size as JSON in bytes, at most. */
const maxEvents = 500;
const maxBytes = 2 * 1024 * 1024;
/** A batch does not wait for more events than come within so many milliseconds. */
const lingerMs = 100;
/** Seconds between tries while the service does not answer or is busy. */
const waits = [1, 2, 4, 8, 15];

export async function sendEvents(cli: Cli, events: AsyncIterable<ReadEvent>, size: number | undefined): Promise<void> {
  const sent = { events: 0, duplicates: 0, deliveries: 0 };
  const progress = startProgress('sending', size);
  try {
    for await (const batch of batchesOf(events)) {
      for (const { eventId, duplicate, deliveryCount } of await sendBatch(cli, batch)) {
        sent.events++;
        if (duplicate) sent.duplicates++;
        else sent.deliveries += deliveryCount;
        if (cli.out.json) writeJson({ id: eventId, duplicate, deliveries: deliveryCount });
      }
      progress.update(size === undefined ? sent.events : (batch.at(-1)?.bytes ?? 0), `${sent.events} events`);
    }
  } catch (error) {
    progress.stop();
    if (sent.events > 0) cli.out.note(`${sent.events} events before these are stored`);
    throw error;
  }
  progress.stop();
  const duplicates = sent.duplicates > 0 ? `, ${sent.duplicates} of them came before` : '';
  if (!cli.out.json) cli.out.result({}, `${sent.events} events${duplicates}, ${sent.deliveries} deliveries`);
}

/** What is there already goes together; what comes slowly goes at once. */
async function* batchesOf(events: AsyncIterable<ReadEvent>): AsyncGenerator<readonly ReadEvent[], void> {
  const iterator = events[Symbol.asyncIterator]();
  let batch: ReadEvent[] = [];
  let bytes = 0;
  let next = iterator.next();
  for (;;) {
    const waited = new AbortController();
    const isLate = batch.length > 0 && setTimeout(lingerMs, 'late' as const, { signal: waited.signal });
    const result = await (isLate ? Promise.race([next, isLate.catch(() => 'late' as const)]) : next);
    waited.abort();
    if (result === 'late' || result.done || batch.length >= maxEvents || bytes >= maxBytes) {
      if (batch.length > 0) yield batch;
      batch = [];
      bytes = 0;
    }
    if (result === 'late') continue;
    if (result.done) return;
    batch.push(result.value);
    bytes += JSON.stringify(result.value.event).length;
    next = iterator.next();
  }
}

async function sendBatch(
  { client, out }: Cli,
  batch: readonly ReadEvent[],
): Promise<PublishEventsMutation['publishEvents']> {
  const events = batch.map(({ event }) => ({ ...event, id: event.id ?? uuid() }));
  for (let tries = 0; ; tries++) {
    try {
      return (await client.request(PublishEventsDocument, { events })).publishEvents;
    } catch (error) {
      const wait = waits[tries];
      if (!(error instanceof CliError) || error.exitCode !== exitCodes.unreachable || wait === undefined)
        throw error instanceof CliError ? placed(error, batch) : error;
      out.note(`${error.message}: trying again in ${wait} s`);
      await setTimeout(wait * 1_000);
    }
  }
}

/** `events[3].firedAt` as `events.jsonl:17: fired_at`. */
function placed(error: CliError, batch: readonly ReadEvent[]): CliError {
  const problems = error.problems.map(({ path, message }) => {
    const [, index, rest = ''] = /^events\[(\d+)\]\.?(.*)$/.exec(path) ?? [];
    const at = index === undefined ? undefined : batch[Number(index)]?.at;
    return at === undefined ? { path, message } : { path: rest === '' ? at : `${at}: ${snakeCase(rest)}`, message };
  });
  return new CliError(error.exitCode, `none of these ${batch.length} events is stored: ${error.message}`, problems);
}
