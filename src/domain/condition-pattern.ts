// Patterns of conditions, in RE2's syntax: time is linear in pattern times text, and both are bounded.
import { RE2JS } from 're2js';
import type { Comparison } from './condition.ts';

/** Characters of a pattern, at most. */
export const maxPattern = 256;
/** Characters of a field that a pattern is tried on; what comes after them is not looked at. */
export const maxMatchedText = 8_192;
/** Steps that one character can cost, at most: `(a{100}){10}` is short and still large. */
const maxProgram = 1_500;

type Patterned = Pick<Comparison, 'value' | 'ignoreCase'>;

// Keyed by the stored object: compiled once for each version of an integration.
const compiled = new WeakMap<Patterned, RE2JS>();

export function matchesPattern(comparison: Patterned, text: string): boolean {
  let regex = compiled.get(comparison);
  if (!regex) {
    regex = compilePattern(comparison);
    compiled.set(comparison, regex);
  }
  return regex.matcher(text.slice(0, maxMatchedText).toWellFormed()).find();
}

/** What is wrong with a pattern, or undefined. */
export function patternProblem(comparison: Patterned): string | undefined {
  if (comparison.value.length > maxPattern) return `a pattern must have at most ${maxPattern} characters`;
  try {
    return compilePattern(comparison).programSize() > maxProgram
      ? 'the pattern is too large when it is spelled out'
      : undefined;
  } catch (error) {
    return `is not a pattern: ${error instanceof Error ? error.message : 'it cannot be read'}`;
  }
}

const compilePattern = ({ value, ignoreCase }: Patterned) =>
  RE2JS.compile(value, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
