// The command line: runs one command, and turns how it ended into an exit code and, at most, a few lines on stderr.
import { styleText } from 'node:util';
import { CommanderError } from 'commander';
import { CliError, exitCodes } from './exit-codes.ts';
import { plainText } from './plain-text.ts';
import { createProgram } from './program.ts';

// The reader of a pipe that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  throw error;
});

async function main(): Promise<number> {
  try {
    await createProgram().parseAsync(process.argv);
    return Number(process.exitCode ?? exitCodes.ok);
  } catch (error) {
    // Its words are written already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (!(error instanceof CliError)) {
      say(`something went wrong: ${error instanceof Error ? error.message : String(error)}`);
      if (process.env.IAM_INTEGRATIONS_DEBUG) process.stderr.write(`${(error as Error).stack}\n`);
      return exitCodes.failed;
    }
    const [only] = error.problems.length === 1 ? error.problems : [];
    // The service's summary of one bad field says the same.
    say(only ? `${only.path === '' ? '' : `${only.path}: `}${only.message}` : error.message);
    if (!only) for (const { path, message } of error.problems) say(`  ${path === '' ? '' : `${path}: `}${message}`);
    return error.exitCode;
  }
}

function say(text: string): void {
  const name = styleText('red', 'error:', { stream: process.stderr });
  process.stderr.write(`${text.startsWith('  ') ? '' : `${name} `}${plainText(text, { lines: true })}\n`);
}

process.exitCode = await main();
