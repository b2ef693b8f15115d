// `integrations`: what happens when events come in.
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { deliveryBody } from '../../rest/delivery-body.ts';
import { integrationBody } from '../../rest/integration-body.ts';
import { readLimit, readNumber, withExamples } from '../arguments.ts';
import { confirm } from '../confirm.ts';
import { connect } from '../connection.ts';
import { CliError, exitCodes, found } from '../exit-codes.ts';
import { idOfIntegration } from '../find-by-name.ts';
import * as gql from '../gql/operations.ts';
import { nodes } from '../pages.ts';
import { eventOf } from '../read-events.ts';
import { integrationColumns, testWords, yamlWords } from '../show-integration.ts';
import { addConfigurationCommands } from './configuration.ts';

interface ListOptions {
  readonly name?: string;
  readonly trigger?: string;
  readonly enabled?: true;
  readonly disabled?: true;
  readonly limit: number;
}

interface TestOptions {
  readonly eventType?: string;
  readonly eventId?: string;
  readonly event?: string;
  readonly send?: true;
}

export function addIntegrationsCommands(program: Command): void {
  const integrations = program.command('integrations').description('what happens when events come in');

  withExamples(
    integrations
      .command('list')
      .description('lists integrations, newest first')
      .option('--name <part>', 'only with this in the name')
      .option('--trigger <trigger>', 'only with exactly this trigger')
      .option('--enabled', 'only enabled ones')
      .option('--disabled', 'only disabled ones')
      .option('--limit <n>', 'so many, or all', readLimit, Number.POSITIVE_INFINITY)
      .action(async ({ name, trigger, enabled, disabled, limit }: ListOptions, command: Command) => {
        const { client, out } = await connect(command);
        const filter = { name: name ?? null, trigger: trigger ?? null, enabled: enabled ?? (disabled ? false : null) };
        const rows = nodes(
          client,
          gql.ListIntegrationsDocument,
          (page) => ({ ...page, filter }),
          (data) => data.integrations,
          limit,
        );
        await out.list(rows, integrationColumns, integrationBody);
      }),
    'iam-integrations integrations list --trigger user.created',
  );

  withExamples(
    integrations
      .command('get')
      .description('shows an integration, secrets masked')
      .argument('<name|id>')
      .action(async (name: string, _options: unknown, command: Command) => {
        const { client, out } = await connect(command);
        const id = await idOfIntegration(client, name);
        const { warnings, ...one } = found(
          (await client.request(gql.GetIntegrationDocument, { id })).integration,
          'integration',
        );
        const body = integrationBody(one);
        out.result(body, out.json ? '' : await yamlWords(body));
        for (const { path, message } of warnings) out.note(`warning: ${path === '' ? '' : `${path}: `}${message}`);
      }),
    "iam-integrations integrations get 'New staff'",
  );

  withExamples(
    integrations
      .command('delete')
      .description('deletes an integration; its history stays, what waits ends failed')
      .argument('<name|id>')
      .option('--yes', 'does not ask')
      .action(async (name: string, { yes }: { yes?: true }, command: Command) => {
        const { client, out } = await connect(command);
        const id = await idOfIntegration(client, name);
        await confirm(`Delete the integration ${name}?`, { yes });
        const { deleteIntegration: deleted } = await client.request(gql.DeleteIntegrationDocument, { id });
        out.result(deleted, `deleted ${deleted.name}`);
      }),
    "iam-integrations integrations delete 'New staff' --yes",
  );

  withExamples(
    integrations
      .command('pause')
      .description('its deliveries wait from now on; events are still matched, nothing is lost')
      .argument('<name|id>')
      .option('--reason <text>', 'why, for others to see')
      .action(async (name: string, { reason }: { reason?: string }, command: Command) => {
        const { client, out } = await connect(command);
        const variables = { id: await idOfIntegration(client, name), reason: reason ?? null };
        const { pauseIntegration: paused } = await client.request(gql.PauseIntegrationDocument, variables);
        out.result(integrationBody(paused), `${paused.name} is paused`);
      }),
    "iam-integrations integrations pause 'New staff' --reason 'the HR system moves'",
  );

  withExamples(
    integrations
      .command('resume')
      .description('sends what has waited, and new deliveries at once again')
      .argument('<name|id>')
      .option('--rate <n>', 'so much of what has waited in a second', readNumber)
      .option('--drop', 'ends what has waited, unsent')
      .action(async (name: string, { rate, drop }: { rate?: number; drop?: true }, command: Command) => {
        const { client, out } = await connect(command);
        const backlog = drop ? ('DROP' as const) : null;
        const variables = { id: await idOfIntegration(client, name), backlog, ratePerSec: rate ?? null };
        const { resumeIntegration: resumed } = await client.request(gql.ResumeIntegrationDocument, variables);
        out.result(integrationBody(resumed), `${resumed.name} goes on`);
      }),
    "iam-integrations integrations resume 'New staff' --rate 20",
  );

  withExamples(
    integrations
      .command('test')
      .description('shows what an integration would do for an event, and does it with --send')
      .argument('<name|id>')
      .option('--event-type <type>', "for the sample of this type (default: the first trigger's)")
      .option('--event-id <id>', 'for a stored event')
      .option('--event <file>', 'for the event in this file, as POST /events takes it')
      .option('--send', 'really sends it, once, whether it fires for the event or not')
      .action(async (name: string, options: TestOptions, command: Command) => {
        const { client, out } = await connect(command);
        const { testIntegration } = await client.request(gql.TestIntegrationDocument, {
          id: await idOfIntegration(client, name),
          eventType: options.eventType ?? null,
          eventId: options.eventId ?? null,
          event: options.event === undefined ? null : await eventFrom(options.event),
          send: options.send === true,
        });
        const { explanation, deliveries } = testIntegration;
        const body = {
          ...explanation,
          verdict: explanation.verdict.toLowerCase(),
          deliveries: deliveries.map(deliveryBody),
        };
        out.result(body, testWords(testIntegration));
      }),
    "iam-integrations integrations test 'New staff' --event-type user.created",
    "iam-integrations integrations test 'New staff' --event event.json --send",
  );
  addConfigurationCommands(integrations);
}

async function eventFrom(file: string): Promise<gql.PublishEventInput> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError(exitCodes.usage, `cannot read ${file}: ${error.code}`);
  });
  try {
    return eventOf(JSON.parse(text), file);
  } catch (error) {
    throw error instanceof CliError ? error : new CliError(exitCodes.refused, `${file}: is not JSON`);
  }
}
