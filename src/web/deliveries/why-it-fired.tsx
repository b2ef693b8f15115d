// Why the integration, as it is now, fires for the event of a delivery.
import { Button, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import { WhyItFiredDocument } from '../gql/delivery-drawer.ts';
import { ConditionTraces } from '../parts/condition-traces.tsx';
import { Failed } from '../parts/failed.tsx';
import { delivery as words } from '../words/delivery.ts';

export function WhyItFired({ eventId, integrationId }: { readonly eventId: string; readonly integrationId: string }) {
  const [isAsked, setIsAsked] = useState(false);
  const [{ data, error }, reload] = useQuery({
    query: WhyItFiredDocument,
    variables: { eventId, integrationId },
    pause: !isAsked,
  });
  const found = data?.explainEvent.integrations[0];
  return (
    <section>
      <Title order={3} mb="xs">
        {words.why}
      </Title>
      {!isAsked && (
        <Button size="xs" variant="default" onClick={() => setIsAsked(true)}>
          {words.whyLoad}
        </Button>
      )}
      {error && <Failed things={words.why} error={error} retry={reload} />}
      {found && (
        <Stack gap={6}>
          <Text size="sm">{found.reason}</Text>
          {found.trigger && <Text size="sm">{words.whyTrigger(found.trigger)}</Text>}
          {found.conditions.length === 0 ? (
            <Text size="sm">{words.whyNoConditions}</Text>
          ) : (
            <ConditionTraces traces={found.conditions} />
          )}
        </Stack>
      )}
    </section>
  );
}
