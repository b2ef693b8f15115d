// What a schema complains of, by path and in plain words.
import type { z } from 'zod';
import type { FieldPath } from '../actions/action-kind.ts';
import { type Problem, pathText } from '../domain/refusal.ts';

export const storableText = (text: string) => text.isWellFormed() && !text.includes('\0');
export const notStorable = 'has characters that cannot be stored (NUL or half of a surrogate pair)';

export const issuesOf = (error: z.ZodError | undefined, at: FieldPath): Problem[] =>
  (error?.issues ?? []).flatMap((issue) => {
    const path = [...at, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path: pathText([...path, key]), message: 'is not a known field' }));
    return [{ path: pathText(path), message: plainWords(issue) ?? issue.message }];
  });

/** For the messages that no schema words itself. */
function plainWords(issue: z.core.$ZodIssue): string | undefined {
  // The doors have seen to the types: what is left is what is missing.
  if (issue.code === 'invalid_type') return 'is required';
  const isNumber = 'origin' in issue && (issue.origin === 'number' || issue.origin === 'int');
  // zod words its own messages like this; ours never do.
  const isOwnWords = !/^(Invalid|Too |Unrecognized)/.test(issue.message);
  if (isOwnWords && !isNumber) return undefined;
  if (issue.code === 'too_small') return `must ${sizeWords(issue.origin, 'at least', issue.minimum)}`;
  if (issue.code === 'too_big') return `must ${sizeWords(issue.origin, 'at most', issue.maximum)}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  return 'is not valid';
}

function sizeWords(origin: string, bound: string, size: number | bigint): string {
  if (origin === 'string') return `have ${bound} ${size} characters`;
  if (origin === 'array') return `have ${bound} ${size} items`;
  return `be ${bound} ${size}`;
}
