/** Patterns in RE2's syntax, as Go has them. Their time is linear in pattern times text, and that product is counted as work. */
import { RE2JS } from 're2js';
import { checkLength } from './arguments.ts';
import { Failure } from './template-error.ts';

const MAX_PATTERN = 1000;
const compiled = new Map<string, RE2JS>();

type Spend = (steps: number) => void;

function compilePattern(pattern: string, spend: Spend): RE2JS {
  const known = compiled.get(pattern);
  if (known) return known;
  if (pattern.length > MAX_PATTERN) throw new Failure(`pattern longer than ${MAX_PATTERN} characters`);
  try {
    const regex = RE2JS.compile(pattern);
    spend(regex.programSize() * 100);
    if (compiled.size >= 200) compiled.clear();
    compiled.set(pattern, regex);
    return regex;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(error instanceof Error ? error.message : 'bad pattern');
  }
}

function matcherFor(pattern: string, text: string, spend: Spend) {
  const regex = compilePattern(pattern, spend);
  // an automaton takes at most one step for each part of the pattern and character
  spend(regex.programSize() * text.length);
  return regex.matcher(text.toWellFormed());
}

export function matches(pattern: string, text: string, spend: Spend): boolean {
  return matcherFor(pattern, text, spend).find();
}

/** `$1`, `${1}`, `$name` and `${name}` stand for groups; an unknown one for nothing. */
export function replaceMatches(pattern: string, text: string, replacement: string, spend: Spend): string {
  const matcher = matcherFor(pattern, text, spend);
  const regex = matcher.pattern();
  const source = text.toWellFormed();
  const groups = regex.groupCount();
  const names = regex.namedGroups();
  let out = '';
  let added = 0;
  let end = 0;
  while (matcher.find()) {
    out += source.slice(end, matcher.start());
    out += replacement.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (_whole, braced?: string, bare?: string) => {
      const name = braced ?? bare;
      if (name === undefined) return '$';
      const number = /^\d+$/.test(name) ? Number(name) : names[name];
      if (number === undefined) return '';
      const value = number <= groups ? (matcher.group(number) ?? '') : '';
      added += value.length;
      checkLength(added);
      return value;
    });
    end = matcher.end();
    checkLength(out.length);
  }
  return out + source.slice(end);
}
