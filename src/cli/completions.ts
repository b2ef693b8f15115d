// What could stand at the place under way: from the tree of commands itself, so that nothing has to be kept up to date.
import type { Command, Option } from 'commander';

export interface Completion {
  readonly word: string;
  readonly description: string;
}

/** @param words after the program's name; the last one is under way and may be empty. Nothing means: a file, perhaps. */
export function completionsFor(program: Command, words: readonly string[]): readonly Completion[] {
  const begun = words.at(-1) ?? '';
  let command = program;
  let expected: Option | undefined;
  let place = 0;
  for (const word of words.slice(0, -1)) {
    if (expected) expected = undefined;
    else if (word.startsWith('-')) expected = word.includes('=') ? undefined : valueOf(command, word);
    else {
      const below = command.commands.find((one) => one.name() === word);
      if (below) command = below;
      else place++;
    }
  }
  const candidates = expected
    ? (choicesOf(expected) ?? []).map((word) => ({ word, description: '' }))
    : begun.startsWith('-')
      ? optionsOf(command).map(({ long, description }) => ({ word: long ?? '', description }))
      : [...subcommandsOf(command), ...argumentsOf(command, place)];
  return candidates.filter(({ word }) => word.startsWith(begun));
}

const subcommandsOf = (command: Command): Completion[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((one) => ({ word: one.name(), description: one.description() }));

const argumentsOf = (command: Command, place: number): Completion[] =>
  (command.registeredArguments[place]?.argChoices ?? []).map((word) => ({ word, description: '' }));

function optionsOf(command: Command): Option[] {
  const help = command.createHelp();
  help.showGlobalOptions = true;
  return [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
}

/** The option that the next word belongs to. */
const valueOf = (command: Command, word: string): Option | undefined =>
  optionsOf(command).find((option) => (option.long === word || option.short === word) && !option.isBoolean());

/** An option's own list; those that take lists of words name them in their description. */
const choicesOf = ({ argChoices, description }: Option): readonly string[] | undefined =>
  argChoices ?? /: ((?:[a-z_]+, )+[a-z_]+)$/.exec(description)?.[1]?.split(', ');
