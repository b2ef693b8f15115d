// `tasks`: scheduled scripts and built-ins, and running one by hand.
import type { Command } from 'commander';
import { taskBody, taskRunBody } from '../../rest/task-body.ts';
import { readJsonArgument, readLimit, withExamples } from '../arguments.ts';
import { connect } from '../connection.ts';
import { idOfTask } from '../find-by-name.ts';
import { followRun } from '../follow-run.ts';
import * as gql from '../gql/operations.ts';
import { nodes } from '../pages.ts';
import { localTime } from '../show-delivery.ts';
import type { Column } from '../table.ts';

const columns: readonly Column<gql.TaskBodyFragment>[] = [
  { title: 'id', text: ({ id }) => id, whole: true },
  { title: 'name', text: ({ name }) => name },
  { title: 'type', text: ({ type }) => type },
  { title: 'state', text: ({ enabled }) => (enabled ? 'enabled' : 'disabled'), whole: true },
  { title: 'schedule', text: ({ cron, timeZone }) => (cron === null ? '' : `${cron} ${timeZone}`) },
  { title: 'next run', text: ({ nextRuns }) => nextRuns[0] && localTime(nextRuns[0]), whole: true },
  { title: 'version', text: ({ version }) => version, whole: true },
];

export function addTasksCommands(program: Command): void {
  const tasks = program.command('tasks').description('scheduled scripts and built-ins');

  withExamples(
    tasks
      .command('list')
      .description('lists tasks, newest first')
      .option('--name <part>', 'only with this in the name')
      .option('--limit <n>', 'so many, or all', readLimit, Number.POSITIVE_INFINITY)
      .action(async ({ name, limit }: { name?: string; limit: number }, command: Command) => {
        const { client, out } = await connect(command);
        const rows = nodes(
          client,
          gql.ListTasksDocument,
          (page) => ({ ...page, filter: { name: name ?? null } }),
          (data) => data.tasks,
          limit,
        );
        await out.list(rows, columns, taskBody);
      }),
    'iam-integrations tasks list --json',
  );

  withExamples(
    tasks
      .command('run')
      .description(
        'runs a task now, shows what it writes, and ends as the run does; an interrupt leaves the run running',
      )
      .argument('<name|id>')
      .option('--input <json>', 'what the script finds as input', readJsonArgument)
      .option('--detach', 'does not wait for the end')
      .action(async (name: string, { input, detach }: { input?: unknown; detach?: true }, command: Command) => {
        const cli = await connect(command);
        const id = await idOfTask(cli.client, name);
        const { runTask } = await cli.client.request(gql.RunTaskDocument, { id, input: input ?? null });
        if (detach) return cli.out.result(taskRunBody(runTask), `run ${runTask.id} has begun`);
        await followRun(cli, runTask);
      }),
    "iam-integrations tasks run 'Directory sync'",
    `iam-integrations tasks run 'Directory sync' --input '{"dry": true}' --json`,
  );
}
