// `deliveries`: the history of what was sent, live, and tried again.
import type { Command } from 'commander';
import { deliveryBody } from '../../rest/delivery-body.ts';
import { listOf, readLimit, readNumber, readTime, withExamples } from '../arguments.ts';
import type { Cli } from '../connection.ts';
import { connect } from '../connection.ts';
import { CliError, exitCodes, found } from '../exit-codes.ts';
import { idOfIntegration } from '../find-by-name.ts';
import * as gql from '../gql/operations.ts';
import { nodes } from '../pages.ts';
import { retryMany } from '../retry-many.ts';
import { deliveryColumns, deliveryLine, deliveryWords, fullDeliveryBody } from '../show-delivery.ts';
import { tail } from '../tail.ts';

const statuses = ['pending', 'running', 'success', 'failed'] as const;

interface FilterOptions {
  readonly integration?: string;
  readonly status?: readonly string[];
  readonly eventType?: readonly string[];
  readonly event?: string;
  readonly cause?: readonly string[];
  readonly error?: string;
  readonly since?: string;
  readonly until?: string;
}

const withFilter = (command: Command): Command =>
  command
    .option('--integration <name|id>', 'only of this integration')
    .option('--status <status>', `only with these: ${statuses.join(', ')}`, listOf(statuses))
    .option('--event-type <type>', 'only for events of these types', listOf())
    .option('--event <id>', 'only for the event with this id')
    .option('--cause <code>', 'only failed for these causes, such as timeout', listOf())
    .option('--error <text>', 'only with this text in the error')
    .option('--since <time>', 'created at or after: RFC 3339, or how long ago, such as 2h', readTime)
    .option('--until <time>', 'created before', readTime);

const upper = (words: readonly string[] | undefined) =>
  words ? (words.map((word) => word.toUpperCase()) as gql.DeliveryStatus[]) : null;

async function filterOf({ client }: Cli, options: FilterOptions): Promise<gql.DeliveryFilter> {
  return {
    integrationId: options.integration === undefined ? null : await idOfIntegration(client, options.integration),
    status: upper(options.status),
    eventType: options.eventType ? [...options.eventType] : null,
    eventId: options.event ?? null,
    cause: options.cause ? [...options.cause] : null,
    errorContains: options.error ?? null,
    createdAfter: options.since ?? null,
    createdBefore: options.until ?? null,
  };
}

export function addDeliveriesCommands(program: Command): void {
  const deliveries = program.command('deliveries').description('what was sent, or failed');

  withExamples(
    withFilter(deliveries.command('list').description('lists deliveries, newest first'))
      .option('--limit <n>', 'so many, or all', readLimit, 50)
      .action(async (options: FilterOptions & { limit: number }, command: Command) => {
        const cli = await connect(command);
        const filter = await filterOf(cli, options);
        const rows = nodes(
          cli.client,
          gql.ListDeliveriesDocument,
          (page) => ({ ...page, filter }),
          (data) => data.deliveries,
          options.limit,
        );
        await cli.out.list(rows, deliveryColumns, deliveryBody);
      }),
    'iam-integrations deliveries list --status failed --since 24h',
    "iam-integrations deliveries list --integration 'New staff' --limit all --json",
  );

  withExamples(
    deliveries
      .command('get')
      .description('shows a delivery with its attempts')
      .argument('<id>')
      .action(async (id: string, _options: unknown, command: Command) => {
        const { client, out } = await connect(command);
        const delivery = found((await client.request(gql.GetDeliveryDocument, { id })).delivery, 'delivery');
        out.result(fullDeliveryBody(delivery), deliveryWords(delivery));
      }),
    'iam-integrations deliveries get 0197f0c2-6d4e-7c3a-9d0e-5a4b3c2d1e0f',
  );

  withExamples(
    withFilter(
      deliveries
        .command('retry')
        .description('tries failed deliveries again: those named, or with --all those that the filter lets through')
        .argument('[ids...]'),
    )
      .option('--all', 'every failed delivery that the filter lets through; waits for the end and shows how far it is')
      .option('--as-before', 'for ids: send what was sent, not what the settings as they are now make of the event')
      .option('--rate <n>', 'with --all: deliveries a second, 0.1 to 2000', readNumber)
      .option('--dry-run', 'with --all: only counts')
      .action(async (ids: string[], options: FilterOptions & RetryOptions, command: Command) => {
        if (ids.length > 0 === (options.all === true))
          throw new CliError(exitCodes.usage, 'give ids of deliveries, or --all with a filter');
        if (options.all && options.asBefore) throw new CliError(exitCodes.usage, '--as-before goes with ids only');
        const cli = await connect(command);
        if (options.all)
          return retryMany(cli, {
            filter: await filterOf(cli, options),
            dryRun: options.dryRun === true,
            ratePerSec: options.rate,
          });
        for (const id of ids) {
          const { retryDelivery } = await cli.client.request(gql.RetryDeliveryDocument, {
            id,
            asBefore: options.asBefore ?? null,
          });
          cli.out.item(deliveryBody(retryDelivery), `${retryDelivery.id} is pending again`);
        }
      }),
    'iam-integrations deliveries retry 0197f0c2-6d4e-7c3a-9d0e-5a4b3c2d1e0f',
    'iam-integrations deliveries retry --as-before 0197f0c2-6d4e-7c3a-9d0e-5a4b3c2d1e0f',
    'iam-integrations deliveries retry --all --cause timeout --since 2h --rate 20',
    "iam-integrations deliveries retry --all --integration 'New staff' --dry-run",
  );

  withExamples(
    deliveries
      .command('tail')
      .description('shows each change of a delivery as it happens, until it is interrupted')
      .option('--integration <name|id>', 'only of this integration')
      .option('--status <status>', `only changes to these: ${statuses.join(', ')}`, listOf(statuses))
      .action(async (options: FilterOptions, command: Command) => {
        const { client, out } = await connect(command);
        const integrationId = options.integration && (await idOfIntegration(client, options.integration));
        const watched = { integrationId: integrationId ?? null, status: upper(options.status) };
        const from = (after: string | null) => client.subscribe(gql.DeliveryUpdatedDocument, { ...watched, after });
        const placeOf = ({ deliveryUpdated }: gql.DeliveryUpdatedSubscription) => deliveryUpdated.cursor;
        for await (const { deliveryUpdated } of tail({ from, placeOf, note: out.note })) {
          const { cursor: _cursor, ...delivery } = deliveryUpdated;
          out.item(deliveryBody(delivery), deliveryLine(delivery));
        }
      }),
    'iam-integrations deliveries tail --status failed',
    'iam-integrations deliveries tail --json | jq .error',
  );
}

interface RetryOptions {
  readonly all?: true;
  readonly dryRun?: true;
  readonly asBefore?: true;
  readonly rate?: number;
}
