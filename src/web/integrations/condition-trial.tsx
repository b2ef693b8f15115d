// What the conditions of a draft say: of the event that is picked, and of the last ones that were stored.
import { Text } from '@mantine/core';
import { useQuery } from 'urql';
import { ConditionTrialDocument, MatchCountDocument } from '../gql/integration-editor.ts';
import { useRested } from '../parts/rested.ts';
import { editor as words } from '../words/editor.ts';
import { conditionInput, conditionInputs, type Draft } from './draft.ts';
import type { PickedEvent } from './picked-event.ts';

const restMs = 350;

/** How the conditions go for the picked event, whatever state the actions are in. */
export function useConditionTrial({ triggers, conditions }: Draft, event: PickedEvent) {
  const inputs = conditions.map((condition, index) => conditionInput(condition, index + 1));
  const isWhole = inputs.every((one) => one !== undefined && (one.field === undefined || one.field !== ''));
  const asked = useRested(JSON.stringify({ triggers, conditions: inputs }), restMs);
  const [{ data }] = useQuery({
    query: ConditionTrialDocument,
    variables: {
      input: { ...JSON.parse(asked), name: words.newTitle, actions: [{ log: { message: words.newTitle } }] },
      ...event,
    },
    pause: !isWhole || triggers.length === 0 || asked !== JSON.stringify({ triggers, conditions: inputs }),
  });
  const isAsked = isWhole && triggers.length > 0;
  return {
    traces: isAsked ? (data?.explainIntegration.conditions ?? []) : [],
    fires: isAsked ? data?.explainIntegration.fires : undefined,
  };
}

export function MatchCount({ draft }: { readonly draft: Draft }) {
  const asked = useRested(JSON.stringify({ triggers: draft.triggers, conditions: conditionInputs(draft) }), restMs);
  const variables = JSON.parse(asked) as { triggers: string[]; conditions: { field?: string }[] };
  const isWhole = variables.triggers.length > 0 && variables.conditions.every(({ field }) => field !== '');
  const [{ data }] = useQuery({ query: MatchCountDocument, variables, pause: !isWhole });
  if (!isWhole || !data) return null;
  const { fires, examined } = data.matchPreview;
  return (
    <Text size="sm" mt="sm" role="status">
      {words.conditions.matched(fires, examined)}
    </Text>
  );
}
