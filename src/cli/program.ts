// The tree of commands. Each file in commands/ adds one noun; completion and help come from the tree.
import { Command, Option } from 'commander';
import { addCompletionCommand } from './commands/completion.ts';
import { addDeliveriesCommands } from './commands/deliveries.ts';
import { addEventsCommands } from './commands/events.ts';
import { addIntegrationsCommands } from './commands/integrations.ts';
import { addServiceCommands } from './commands/service.ts';
import { addTasksCommands } from './commands/tasks.ts';
import { addTokenCommands } from './commands/tokens.ts';
import { defaultUrl } from './connection.ts';
import { CliError, exitCodes } from './exit-codes.ts';

export function createProgram(): Command {
  const program = new Command('iam-integrations')
    .description('Runs the service, and works with one that runs: events, deliveries, integrations, tasks.')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .showSuggestionAfterError()
    .option('--url <url>', `where the service is (default: IAM_INTEGRATIONS_URL, or ${defaultUrl})`)
    .option(
      '--token-file <file>',
      'reads the token from a file, or from standard input with - (default: IAM_INTEGRATIONS_TOKEN)',
    )
    .addOption(new Option('--token <token>').hideHelp().argParser(refuseToken))
    .option('--json', 'writes JSON, one line for each item, in the spelling of the REST API')
    .addHelpText(
      'after',
      '\nExit codes: 0 ok, 1 failed, 2 usage, 3 not found, 4 refused, 5 unauthorised, 6 unreachable, 7 differences found.',
    );
  addServiceCommands(program);
  addEventsCommands(program);
  addDeliveriesCommands(program);
  addIntegrationsCommands(program);
  addTasksCommands(program);
  addTokenCommands(program);
  addCompletionCommand(program);
  return program;
}

/** Known, so that whoever tries it learns of the other ways. */
function refuseToken(): never {
  throw new CliError(
    exitCodes.usage,
    'a token in the arguments can be read by every user of the machine: set IAM_INTEGRATIONS_TOKEN, or give --token-file (- is standard input)',
  );
}
