// `completion`: a script for the shell, which asks `complete` for the words at each press of Tab.
import type { Command } from 'commander';
import { Argument } from 'commander';
import { withExamples } from '../arguments.ts';
import { completionScripts, type Shell } from '../completion-scripts.ts';
import { completionsFor } from '../completions.ts';

export function addCompletionCommand(program: Command): void {
  withExamples(
    program
      .command('completion')
      .description('writes the completion script of a shell')
      .addArgument(new Argument('<shell>').choices(Object.keys(completionScripts)))
      .action((shell: Shell) => void process.stdout.write(completionScripts[shell])),
    'source <(iam-integrations completion bash)     # in ~/.bashrc',
    'source <(iam-integrations completion zsh)      # in ~/.zshrc, after compinit',
    'iam-integrations completion fish > ~/.config/fish/completions/iam-integrations.fish',
  );
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .helpOption(false)
    .action((_words: string[], _options: unknown, command: Command) => {
      for (const { word, description } of completionsFor(program, wordsAfterDashes(process.argv)))
        process.stdout.write(`${word}\t${description}\n`);
      void command;
    });
}

/** The words so far, as the shell gives them behind `--`; the last one is the one under way. */
const wordsAfterDashes = (argv: readonly string[]) => argv.slice(argv.indexOf('--', 2) + 1);
