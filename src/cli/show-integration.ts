// Integrations and their trials for people.
import type { IntegrationBodyFragment, TestIntegrationMutation } from './gql/operations.ts';
import { coloured } from './output.ts';
import { plainText } from './plain-text.ts';
import type { Column } from './table.ts';

const stateOf = ({ enabled, pausedAt }: IntegrationBodyFragment) =>
  enabled ? (pausedAt === null ? 'enabled' : 'paused') : 'disabled';

export const integrationColumns: readonly Column<IntegrationBodyFragment>[] = [
  { title: 'id', text: ({ id }) => id, whole: true },
  { title: 'name', text: ({ name }) => name },
  { title: 'state', text: stateOf, style: coloured, whole: true },
  { title: 'triggers', text: ({ triggers }) => triggers.join(', ') },
  { title: 'conditions', text: ({ conditions }) => conditions.length, whole: true },
  { title: 'actions', text: ({ actions }) => actions.map(({ type }) => type).join(', ') },
  { title: 'version', text: ({ version }) => version, whole: true },
];

/** As the files of `apply` are written. */
export async function yamlWords(body: unknown): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(body).trimEnd();
}

type Trial = TestIntegrationMutation['testIntegration'];

export function testWords({ explanation, deliveries }: Trial): string {
  const actions = explanation.actions.map(({ type, error, request, logEntry, taskId }) => {
    if (error !== null) return `  ${type}: would fail: ${plainText(error)}`;
    if (request) return `  ${type}: ${request.method} ${request.url}\n${indented(request.body)}`;
    if (logEntry) return `  ${type}: ${logEntry.level}: ${plainText(logEntry.message)}`;
    return `  ${type}: ${taskId ?? ''}`;
  });
  const sent = deliveries.map(({ id, actionType }) => `  ${actionType}: delivery ${id}`);
  return [
    plainText(explanation.reason),
    ...(actions.length > 0 ? ['It would do:', ...actions] : []),
    ...(sent.length > 0 ? ['It is sent:', ...sent] : []),
  ].join('\n');
}

const indented = (text: string) =>
  text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
