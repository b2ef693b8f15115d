/** Every recorded case of real Go, in both number modes: the same output byte for byte, or an error of the same kind at
 *  the same place with the same text written before it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compile, type NumberMode, TemplateError } from '../../../src/domain/template/template.ts';

type Result = { output?: string; parseError?: string; execError?: string; partialOutput?: string };
type Case = Result & { id: string; template: string; data: unknown; ints?: Result };

const MODES: readonly NumberMode[] = ['float64', 'ints'];

/** What the conformance README calls an accident of Go's insides, or leaves to an engine's own limits: the kind of error
 *  and its place hold, the words do not. */
const NOT_WORTH_COPYING = /non-comparable type|maximum template depth/;

/** The recorder stopped Go at one megabyte of output; 10,000 loop turns end it earlier here, as an error of the same kind
 *  with the beginning of the same output. */
const ENDED_BY_THE_RECORDER = 'output limit';

const folder = new URL('../../conformance/go-template/', import.meta.url);

function read(name: string): Case[] {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
}

function run({ template, data }: Case, numbers: NumberMode): Result {
  try {
    const render = compile(template, { numbers, escape: 'none', missing: 'go', functions: 'go' });
    return { output: render(data) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    if (error.kind === 'parse') return { parseError: `template: t:${error.line}: ${error.message}` };
    return {
      execError: `template: t:${error.line}:${error.column}: ${error.message}`,
      partialOutput: error.partialOutput,
    };
  }
}

/** Go's result as it should be here. */
function expected(item: Case, numbers: NumberMode): Result {
  const { output, parseError, execError, partialOutput } = numbers === 'ints' ? (item.ints ?? item) : item;
  if (output !== undefined) return { output };
  if (parseError !== undefined) return { parseError };
  return { execError: execError ?? '', partialOutput: partialOutput ?? '' };
}

/** The place alone, where the words are not worth copying. */
function withoutWords(result: Result): Result {
  if (result.execError === undefined) return result;
  return { ...result, execError: result.execError.replace(/^(template: t:\d+:\d+: ).*$/s, '$1') };
}

for (const name of ['visible.json', 'visible-generated.json']) {
  for (const numbers of MODES) {
    describe(`${name}, numbers as ${numbers}`, () => {
      test.each(read(name).map((item) => [item.id, item] as const))('%s', (_id, item) => {
        const want = expected(item, numbers);
        const got = run(item, numbers);
        if (want.execError === ENDED_BY_THE_RECORDER) {
          expect(got.execError).toContain('more than 10000 loop turns');
          expect(want.partialOutput?.startsWith(got.partialOutput ?? 'none')).toBe(true);
        } else if (NOT_WORTH_COPYING.test(want.execError ?? '')) {
          expect(withoutWords(got)).toEqual(withoutWords(want));
        } else {
          expect(got).toEqual(want);
        }
      });
    });
  }
}
