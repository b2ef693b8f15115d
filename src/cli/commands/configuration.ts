// `integrations export`, `diff` and `apply`: configuration as code.
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { appliedBody } from '../../rest/configuration-body.ts';
import { configurationInput, configurationProblem } from '../../rest/configuration-input.ts';
import { withExamples } from '../arguments.ts';
import { exportYaml } from '../configuration/export-configuration.ts';
import { readBodies } from '../configuration/read-bodies.ts';
import { type ReadConfiguration, readConfiguration } from '../configuration/read-configuration.ts';
import { planWords } from '../configuration/show-plan.ts';
import { confirm } from '../confirm.ts';
import { type Cli, connect } from '../connection.ts';
import { CliError, type CliProblem, exitCodes } from '../exit-codes.ts';
import { ApplyConfigurationDocument, type ApplyConfigurationInput } from '../gql/operations.ts';

interface FileOptions {
  readonly file: readonly string[];
  readonly prune?: true;
  readonly adopt?: true;
  readonly keepSecrets?: true;
}

interface ApplyOptions extends FileOptions {
  readonly plan?: string;
  readonly yes?: true;
}

const withFiles = (command: Command): Command =>
  command
    .requiredOption(
      '-f, --file <file>',
      'YAML, a folder of it, or - for standard input; several times for several',
      (file: string, before: readonly string[] = []) => [...before, file],
    )
    .option('--prune', 'deletes what an earlier apply of this configuration created and that is not in the files')
    .option('--adopt', 'objects that were made by hand and are in the files belong to the configuration from now on')
    .option('--keep-secrets', 'a secret whose variable is not set stays as the service has it');

export function addConfigurationCommands(integrations: Command): void {
  withExamples(
    integrations
      .command('export')
      .description('writes integrations, tasks, event sources and SCIM connections as YAML, without secrets')
      .argument('[names...]', 'only these integrations, and the tasks that they run')
      .option('-o, --output <file>', 'where to (default: standard output)')
      .option('--configuration <name>', 'only what this configuration created')
      .action(async (names: string[], options: { output?: string; configuration?: string }, command: Command) => {
        const { client, out } = await connect(command);
        const only = names.length > 0 ? names : undefined;
        const yaml = exportYaml(await readBodies(client, { only, configuration: options.configuration }));
        if (options.output === undefined) return void process.stdout.write(yaml);
        await writeFile(options.output, yaml).catch((error: NodeJS.ErrnoException) => {
          throw new CliError(exitCodes.failed, `cannot write ${options.output}: ${error.code}`);
        });
        out.note(`wrote ${options.output}`);
      }),
    'iam-integrations integrations export -o iam.yaml',
    "iam-integrations integrations export 'New staff' > new-staff.yaml",
  );

  withExamples(
    withFiles(
      integrations
        .command('diff')
        .description('shows what apply would change, field by field; ends with 7 when there is something'),
    ).action(async (options: FileOptions, command: Command) => {
      const cli = await connect(command);
      const plan = await apply(cli, await readFiles(options), { ...options, dryRun: true });
      cli.out.result(appliedBody(plan), planWords(plan));
      if (plan.objects.some(({ outcome }) => outcome !== 'UNCHANGED')) process.exitCode = exitCodes.differs;
    }),
    'iam-integrations integrations diff -f iam.yaml',
    'iam-integrations integrations diff -f iam/ --prune --json | jq -r .plan_hash',
  );

  withExamples(
    withFiles(
      integrations
        .command('apply')
        .description('makes the service what the files say, all or nothing; what is so already is not touched'),
    )
      .option('--plan <hash>', 'refuses when this would not do just what the diff with this hash told')
      .option('--yes', 'does not ask before it deletes')
      .action(async (options: ApplyOptions, command: Command) => {
        const cli = await connect(command);
        const files = await readFiles(options);
        const planHash = options.plan ?? (await confirmedPlan(cli, files, options));
        const applied = await apply(cli, files, { ...options, dryRun: false, planHash });
        cli.out.result(appliedBody(applied), planWords(applied));
      }),
    'iam-integrations integrations apply -f iam.yaml',
    'iam-integrations integrations apply -f iam/ --prune --yes',
    'iam-integrations integrations apply -f iam.yaml --plan 9qYB2nYb8m1c8u3HkJq0xw',
  );
}

const readFiles = ({ file, keepSecrets }: FileOptions) =>
  readConfiguration(file, { env: process.env, keepSecrets: keepSecrets === true });

/** What a person has agreed to: only a deletion is asked for. */
async function confirmedPlan(cli: Cli, files: ReadConfiguration, options: ApplyOptions): Promise<string | undefined> {
  if (!options.prune || options.yes) return undefined;
  const plan = await apply(cli, files, { ...options, dryRun: true });
  const count = plan.objects.filter(({ outcome }) => outcome === 'DELETED').length;
  if (count === 0) return plan.planHash;
  cli.out.note(planWords(plan));
  await confirm(`Delete ${count} ${count === 1 ? 'object' : 'objects'}?`, { yes: false });
  return plan.planHash;
}

async function apply(
  { client }: Cli,
  { body, place }: ReadConfiguration,
  options: Pick<FileOptions, 'prune' | 'adopt'> & { readonly dryRun: boolean; readonly planHash?: string | undefined },
) {
  const problems: CliProblem[] = [];
  const input = configurationInput(body, problems) as ApplyConfigurationInput;
  if (problems.length > 0) throw refused(problems.map(place));
  const { prune = false, adopt = false, dryRun, planHash } = options;
  try {
    const variables = { input: { ...input, prune, adopt, dryRun, planHash: planHash ?? null } };
    return (await client.request(ApplyConfigurationDocument, variables)).applyConfiguration;
  } catch (error) {
    if (!(error instanceof CliError) || error.problems.length === 0) throw error;
    throw refused(error.problems.map((problem) => place(configurationProblem(problem, body))));
  }
}

const refused = (problems: readonly CliProblem[]) =>
  new CliError(exitCodes.refused, `${problems.length} problems, nothing was changed`, problems);
