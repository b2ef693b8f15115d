// deploy/Dockerfile, stage by stage.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Copy, DockerfileParser, type From, type Instruction } from 'dockerfile-ast';
import { repository } from '../support/process.ts';

export interface Step {
  readonly keyword: string;
  /** As written after the keyword, flags apart. */
  readonly args: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
  /** The words of the exec form; undefined for the shell form. */
  readonly exec: readonly string[] | undefined;
}

export interface Stage {
  readonly name: string | undefined;
  readonly image: string;
  readonly steps: readonly Step[];
}

export function readDockerfile(): readonly Stage[] {
  const text = readFileSync(path.join(repository, 'deploy/Dockerfile'), 'utf8');
  const stages: { name: string | undefined; image: string; steps: Step[] }[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (instruction.getKeyword() === 'FROM') {
      const from = instruction as From;
      stages.push({ name: from.getBuildStage() ?? undefined, image: from.getImage() ?? '', steps: [] });
    } else stages.at(-1)?.steps.push(stepOf(instruction));
  }
  return stages;
}

function stepOf(instruction: Instruction): Step {
  const flags = 'getFlags' in instruction ? (instruction as Copy).getFlags() : [];
  const list = /\[.*\]$/s.exec(instruction.getRawArgumentsContent() ?? '')?.[0];
  return {
    keyword: instruction.getKeyword(),
    args: instruction.getArguments().map((argument) => argument.getValue()),
    flags: Object.fromEntries(flags.map((flag) => [flag.getName(), flag.getValue() ?? ''])),
    exec: list === undefined ? undefined : (JSON.parse(list) as string[]),
  };
}
