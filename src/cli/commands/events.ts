// `events`: publishing, and what came in.
import type { Command } from 'commander';
import { snakeKeys } from '../../rest/spelling.ts';
import { listOf, readJsonArgument, readLimit, readTime, withExamples } from '../arguments.ts';
import { connect } from '../connection.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import * as gql from '../gql/operations.ts';
import { nodes } from '../pages.ts';
import { eventOf, type ReadEvent, readEvents, sizeOf } from '../read-events.ts';
import { sendEvents } from '../send-events.ts';
import { eventColumns, eventLine } from '../show-event.ts';
import { tail } from '../tail.ts';

interface SendOptions {
  readonly type?: string;
  readonly data?: unknown;
  readonly id?: string;
  readonly actorId?: string;
  readonly actorEmail?: string;
  readonly ip?: string;
  readonly firedAt?: string;
}

interface ListOptions {
  readonly type?: readonly string[];
  readonly actor?: string;
  readonly subject?: string;
  readonly text?: string;
  readonly source?: string;
  readonly unmatched?: true;
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
}

export function addEventsCommands(program: Command): void {
  const events = program.command('events').description('identity events: publishing, and what came in');

  withExamples(
    events
      .command('send')
      .description('publishes events: one by its --type, or those of a file')
      .argument('[file]', 'JSON or JSON Lines as POST /events takes it; - is standard input')
      .option('--type <type>', 'of one event, such as user.created')
      .option('--data <json>', 'its payload', readJsonArgument)
      .option('--id <id>', 'its id: the same one within 24 hours is a duplicate')
      .option('--actor-id <id>', 'who did it')
      .option('--actor-email <email>')
      .option('--ip <address>', 'from where')
      .option('--fired-at <time>', 'when it happened', readTime)
      .action(async (file: string | undefined, options: SendOptions, command: Command) => {
        if ((file === undefined) === (options.type === undefined))
          throw new CliError(exitCodes.usage, 'give a file (- is standard input), or --type for one event');
        const cli = await connect(command);
        if (file === undefined) await sendEvents(cli, single(options), undefined);
        else await sendEvents(cli, readEvents(file), await sizeOf(file));
      }),
    `iam-integrations events send --type user.created --data '{"user_email": "ann@example.com"}'`,
    'iam-integrations events send events.jsonl',
    'kcat -C -t identity -u | iam-integrations events send -',
  );

  withExamples(
    events
      .command('list')
      .description('lists what was received, newest first')
      .option('--type <type>', 'only of these types', listOf())
      .option('--actor <id|email>', 'only done by this person')
      .option('--subject <id|email>', 'only about this person')
      .option('--source <name>', 'only received by this event source')
      .option('--text <words>', 'only with these words')
      .option('--unmatched', 'only those that made no delivery')
      .option('--since <time>', 'received at or after: RFC 3339, or how long ago, such as 2h', readTime)
      .option('--until <time>', 'received before', readTime)
      .option('--limit <n>', 'so many, or all', readLimit, 50)
      .action(async (options: ListOptions, command: Command) => {
        const { client, out } = await connect(command);
        const filter: gql.EventFilter = {
          type: options.type ? [...options.type] : null,
          actor: options.actor ?? null,
          subject: options.subject ?? null,
          source: options.source ?? null,
          text: options.text ?? null,
          matched: options.unmatched ? false : null,
          receivedAfter: options.since ?? null,
          receivedBefore: options.until ?? null,
        };
        const rows = nodes(
          client,
          gql.ListEventsDocument,
          (page) => ({ ...page, filter }),
          (data) => data.events,
          options.limit,
        );
        await out.list(rows, eventColumns, snakeKeys);
      }),
    'iam-integrations events list --type login.failed --since 1h',
    'iam-integrations events list --subject ann@example.com --limit all --json',
  );

  withExamples(
    events
      .command('tail')
      .description('shows each event as it comes in, also where nothing matches, until it is interrupted')
      .option('--type <type>', 'only of these types, or groups such as user.*', listOf())
      .action(async ({ type }: { type?: readonly string[] }, command: Command) => {
        const { client, out } = await connect(command);
        const from = (after: string | null) =>
          client.subscribe(gql.EventReceivedDocument, { type: type ? [...type] : null, after });
        const placeOf = ({ eventReceived }: gql.EventReceivedSubscription) => eventReceived.uid;
        for await (const { eventReceived } of tail({ from, placeOf, note: out.note }))
          out.item(snakeKeys(eventReceived), eventLine(eventReceived));
      }),
    'iam-integrations events tail',
    "iam-integrations events tail --type 'login.*' --json | jq .actor_email",
  );
}

async function* single(options: SendOptions): AsyncGenerator<ReadEvent, void> {
  const { type, data, id, actorId, actorEmail, ip, firedAt } = options;
  const fields = { type, data, id, actor_id: actorId, actor_email: actorEmail, ip_address: ip, fired_at: firedAt };
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  yield { event: eventOf(given, 'the event'), at: 'the event', bytes: 0 };
}
