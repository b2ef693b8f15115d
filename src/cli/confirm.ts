// What cannot be undone is asked for first.
import { createInterface } from 'node:readline/promises';
import { CliError, exitCodes } from './exit-codes.ts';

/** @throws CliError unless a person says yes, or `yes` is given; without a terminal nobody can be asked. */
export async function confirm(
  question: string,
  { yes = false }: { readonly yes?: boolean | undefined },
): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new CliError(exitCodes.usage, `${question} Without a terminal to ask on, say --yes`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `).finally(() => terminal.close());
  if (!/^y(es)?$/i.test(answer.trim())) throw new CliError(exitCodes.failed, 'nothing was changed');
}
