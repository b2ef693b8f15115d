// `serve`, `migrate` and `rotate-key`: the service itself, on this machine. They have their settings from the environment, as
// `npm start` has.
import type { Command } from 'commander';
import { withExamples } from '../arguments.ts';

export function addServiceCommands(program: Command): void {
  withExamples(
    program
      .command('serve')
      .description('runs the service until SIGTERM or SIGINT, as npm start does; its settings are in the environment')
      .action(async () => {
        await import('../../main.ts');
      }),
    'iam-integrations serve',
    'PORT=8080 DATABASE_URL=postgresql://iam@db.example.com/iam iam-integrations serve',
  );
  withExamples(
    program
      .command('migrate')
      .description('brings the database up to date and ends; the database is named as for serve')
      .action(async () => {
        await import('../../migrate.ts');
      }),
    'DATABASE_URL=postgresql://iam@db.example.com/iam iam-integrations migrate',
  );
  withExamples(
    program
      .command('rotate-key')
      .description('seals every secret of the database under a new key, while all nodes are stopped')
      .action(async () => {
        await import('../../rotate-key.ts');
      }),
    'ENCRYPTION_KEY=$OLD NEW_ENCRYPTION_KEY=$NEW iam-integrations rotate-key',
  );
}
