// Where one can jump: pages by their label, integrations and tasks by a part of their name, everything by its id.
import { useQuery } from 'urql';
import { screens } from '../app/screens.ts';
import { JumpByIdDocument, type JumpByIdQuery, JumpByNameDocument, type JumpByNameQuery } from '../gql/jump.ts';
import { useRested } from '../parts/rested.ts';
import type { jump as words } from '../words/jump.ts';

export interface JumpTarget {
  readonly kind: keyof typeof words.kinds;
  readonly name: string;
  /** Below /ui. */
  readonly path: string;
}

const restMs = 150;
const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @returns what was found for the text, and whether more may come. What the token may not read is not found. */
export function useJumpTargets(text: string): { readonly targets: readonly JumpTarget[]; readonly isLate: boolean } {
  const sought = text.trim();
  const rested = useRested(sought, restMs);
  const isId = idPattern.test(rested);
  const [byName] = useQuery({
    query: JumpByNameDocument,
    variables: { name: rested },
    pause: rested === '' || isId,
    requestPolicy: 'cache-and-network',
  });
  const [byId] = useQuery({ query: JumpByIdDocument, variables: { id: rested.toLowerCase() }, pause: !isId });
  const found = rested === '' ? [] : isId ? targetsById(byId.data) : targetsByName(byName.data);
  const isLate = sought !== rested || (sought !== '' && (isId ? byId : byName).fetching);
  return { targets: [...pages(sought), ...(sought === rested ? found : [])], isLate };
}

const pages = (sought: string): JumpTarget[] =>
  screens
    .filter(({ label }) => label.toLowerCase().includes(sought.toLowerCase()))
    .map(({ to, label }) => ({ kind: 'page', name: label, path: to }));

const targetsByName = (data: JumpByNameQuery | undefined): JumpTarget[] => [
  ...(data?.integrations.edges ?? []).map(
    ({ node: { id, name } }): JumpTarget => ({ kind: 'integration', name, path: `/integrations/${id}` }),
  ),
  ...(data?.tasks.edges ?? []).map(
    ({ node: { id, name } }): JumpTarget => ({ kind: 'task', name, path: `/tasks/${id}` }),
  ),
];

function targetsById(data: JumpByIdQuery | undefined): JumpTarget[] {
  const { integration, delivery, event, task, taskRun } = data ?? {};
  return [
    integration && target('integration', integration.name, `/integrations/${integration.id}`),
    delivery && target('delivery', delivery.integrationName, `/deliveries/${delivery.id}`),
    event && target('event', event.type, `/events/${event.id}`),
    task && target('task', task.name, `/tasks/${task.id}`),
    taskRun && target('run', taskRun.taskName, `/tasks/${taskRun.taskId}/runs/${taskRun.id}`),
  ].filter((one) => !!one);
}

const target = (kind: JumpTarget['kind'], name: string, path: string): JumpTarget => ({ kind, name, path });
