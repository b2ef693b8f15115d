// How it goes: figures, bars over time, what fails, and what somebody should know.
import { Alert, Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useQuery } from 'urql';
import { watch } from '../app/socket.ts';
import { DeliveriesEndedDocument, OverviewDocument } from '../gql/overview.ts';
import { oneOf, useAddress } from '../parts/address.ts';
import { DeliveryBars, type WindowName, windows } from '../parts/delivery-bars.tsx';
import { Empty } from '../parts/empty.tsx';
import { Failed } from '../parts/failed.tsx';
import { Icon } from '../parts/icon.tsx';
import { Late } from '../parts/late.tsx';
import { ButtonLink } from '../parts/link.tsx';
import partClasses from '../parts/parts.module.css';
import { Screen } from '../parts/screen.tsx';
import { useFreshness } from '../parts/use-freshness.ts';
import { WrongAddress } from '../parts/wrong-address.tsx';
import { overview as words } from '../words/overview.ts';
import { FailingIntegrations } from './failing-integrations.tsx';
import { Figures } from './figures.tsx';
import { Notices } from './notices.tsx';

const parts = { window: oneOf('1h', '24h', '7d') };

export function OverviewScreen() {
  const { values, wrong, change } = useAddress(parts);
  const name: WindowName = values.window ?? '24h';
  const [{ data, error }, reload] = useQuery({
    query: OverviewDocument,
    variables: { window: windows[name] },
    requestPolicy: 'cache-and-network',
  });
  useFreshness(
    () => reload({ requestPolicy: 'network-only' }),
    (ended) => watch(DeliveriesEndedDocument, () => ({}), { next: ended }),
  );
  const overview = data?.overview;
  const isUnused = data?.integrations.totalCount === 0 && overview?.successes === 0 && overview.failures === 0;
  return (
    <Screen
      title={words.title}
      tabTitle={words.tabTitle(overview?.failing.length ?? 0)}
      lead={words.lead}
      actions={
        <SegmentedControl
          aria-label={words.window.label}
          value={name}
          onChange={(chosen) => change({ window: chosen === '24h' ? undefined : chosen })}
          data={(['1h', '24h', '7d'] as const).map((value) => ({ value, label: words.window[value] }))}
        />
      }
    >
      <WrongAddress wrong={wrong} />
      {error && <Failed things={words.things} error={error} retry={reload} />}
      {!overview && !error && <Late />}
      {isUnused && (
        <Empty icon="bolt" title={words.none.title}>
          <Text c="dimmed">{words.none.lead}</Text>
          <ButtonLink to="/integrations/new">{words.none.create}</ButtonLink>
        </Empty>
      )}
      {overview && !isUnused && (
        <Stack gap="md">
          <Figures overview={overview} />
          <FailingIntegrations rows={overview.failing} window={name} />
          <Paper className={partClasses.card} p="md" component="section" aria-label={words.outcomes.title}>
            <Group justify="space-between" mb="sm">
              <Title order={2}>{words.outcomes.title}</Title>
              <Text size="sm" c="dimmed">
                {words.outcomes.hint}
              </Text>
            </Group>
            <DeliveryBars buckets={overview.buckets} window={name} />
          </Paper>
        </Stack>
      )}
      <Notices />
      {overview && overview.failures === 0 && !isUnused && (
        <Alert color="green" variant="outline" icon={<Icon name="check" />}>
          {words.failing.none}
        </Alert>
      )}
    </Screen>
  );
}
