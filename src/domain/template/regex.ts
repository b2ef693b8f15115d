/** Patterns in RE2's syntax, as Go has them. Their time is linear in pattern times text, and that product is bounded. */
import { RE2JS } from 're2js';
import { checkLength } from './arguments.ts';
import { Failure } from './template-error.ts';

const MAX_PATTERN = 1000;
const MAX_STEPS = 20_000_000;
const compiled = new Map<string, RE2JS>();

function compilePattern(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known) return known;
  if (pattern.length > MAX_PATTERN) throw new Failure(`pattern longer than ${MAX_PATTERN} characters`);
  try {
    const regex = RE2JS.compile(pattern);
    if (compiled.size >= 200) compiled.clear();
    compiled.set(pattern, regex);
    return regex;
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : 'bad pattern');
  }
}

function matcherFor(pattern: string, text: string) {
  const regex = compilePattern(pattern);
  if (regex.programSize() * text.length > MAX_STEPS) throw new Failure('text too long for the pattern');
  return regex.matcher(text.toWellFormed());
}

export function matches(pattern: string, text: string): boolean {
  return matcherFor(pattern, text).find();
}

/** `$1`, `${1}`, `$name` and `${name}` stand for groups; an unknown one for nothing. */
export function replaceMatches(pattern: string, text: string, replacement: string): string {
  const matcher = matcherFor(pattern, text);
  const source = text.toWellFormed();
  const groups = compilePattern(pattern).groupCount();
  const names = compilePattern(pattern).namedGroups();
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
