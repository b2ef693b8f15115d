// What an apply would change, or did, for people: one line for each object, below it one for each field.
import { styleText } from 'node:util';
import { differencePath } from '../../rest/configuration-body.ts';
import type { AppliedConfigurationBodyFragment } from '../gql/operations.ts';
import { plainText } from '../plain-text.ts';

type Object = AppliedConfigurationBodyFragment['objects'][number];
type Difference = Object['differences'][number];

const signs = { CREATED: '+', UPDATED: '~', DELETED: '-', UNCHANGED: '=' } as const;
const colours = { CREATED: 'green', UPDATED: 'yellow', DELETED: 'red', UNCHANGED: 'gray' } as const;
/** Lines of a longer text that are shown of each side. */
const maxLines = 20;

export function planWords({ objects, planHash, dryRun }: AppliedConfigurationBodyFragment): string {
  const changed = objects.filter(({ outcome }) => outcome !== 'UNCHANGED');
  const count = (outcome: Object['outcome']) => objects.filter((one) => one.outcome === outcome).length;
  const [created, updated, deleted] = dryRun
    ? ['to create', 'to update', 'to delete']
    : ['created', 'updated', 'deleted'];
  const summary = `${count('CREATED')} ${created}, ${count('UPDATED')} ${updated}, ${count('DELETED')} ${deleted}, ${count('UNCHANGED')} unchanged`;
  return [...changed.flatMap(linesOf), summary, ...(dryRun && changed.length > 0 ? [`plan ${planHash}`] : [])].join(
    '\n',
  );
}

function linesOf({ kind, key, name, outcome, differences, revealed }: Object): string[] {
  const named = `${kind.toLowerCase().replace('_', ' ')} ${plainText(name)}${key === name ? '' : ` (${plainText(key)})`}`;
  return [
    styleText(colours[outcome], `${signs[outcome]} ${named}`, { stream: process.stdout }),
    ...differences.flatMap((one) => differenceLines(one, outcome)),
    ...revealed.map(({ actionId, secret }) => `    signing secret of action ${actionId}, shown only now: ${secret}`),
  ];
}

function differenceLines({ path: field, before, after, secret }: Difference, outcome: Object['outcome']): string[] {
  const path = differencePath(field);
  if (outcome === 'CREATED' && path === 'name') return [];
  if (secret)
    return [
      `    ${path}: ${before === null ? 'secret is set' : after === null ? 'secret is removed' : 'secret changes'}`,
    ];
  if (outcome === 'CREATED') return [`    ${path}: ${valueText(after)}`];
  if (typeof before === 'string' && typeof after === 'string' && /\n/.test(before + after))
    return [`    ${path}:`, ...changedLines(before.split('\n'), after.split('\n'))];
  return [`    ${path}: ${valueText(before)} -> ${valueText(after)}`];
}

/** The part between the lines that both begin with and those that both end with. */
function changedLines(before: readonly string[], after: readonly string[]): string[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const part = (lines: readonly string[], sign: string) => {
    const own = lines.slice(start, lines.length - end);
    const more = own.length > maxLines ? [`      ${sign} and ${own.length - maxLines} more lines`] : [];
    return [...own.slice(0, maxLines).map((line) => `      ${sign} ${plainText(line, { lines: true })}`), ...more];
  };
  return [...part(before, '-'), ...part(after, '+')];
}

function valueText(value: unknown): string {
  if (value === null) return 'none';
  const text =
    typeof value === 'string' && value.includes('\n') ? `${value.split('\n').length} lines` : JSON.stringify(value);
  return plainText(text.length > 200 ? `${text.slice(0, 199)}…` : text);
}
