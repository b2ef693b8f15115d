// What the service did by itself and somebody should know: breakers, pauses. Noting to have seen one is kept.
import { Checkbox, Group, Paper, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { reasonOf } from '../app/api.ts';
import { NoticeSeenDocument, OpenNoticesDocument, type OpenNoticesQuery } from '../gql/overview.ts';
import { Badge, type Tone } from '../parts/badge.tsx';
import { ChangeButton } from '../parts/change-button.tsx';
import { Failed } from '../parts/failed.tsx';
import type { IconName } from '../parts/icon.tsx';
import { TextLink } from '../parts/link.tsx';
import partClasses from '../parts/parts.module.css';
import { Ago } from '../parts/time.tsx';
import { toast } from '../parts/toast.ts';
import { overview } from '../words/overview.ts';
import classes from './overview.module.css';

const words = overview.notices;
const shown = 25;

type Notice = OpenNoticesQuery['notices']['edges'][number]['node'];

const looks: Record<Notice['kind'], readonly [Tone, IconName]> = {
  BREAKER_OPENED: ['wait', 'pause'],
  BREAKER_CLOSED: ['good', 'play'],
  PAUSED_FAILING: ['bad', 'pause'],
  PAUSED_GONE: ['bad', 'pause'],
};

export function Notices() {
  const [areAllShown, setAreAllShown] = useState(false);
  const [{ data, error }, reload] = useQuery({
    query: OpenNoticesDocument,
    variables: { acknowledged: areAllShown ? null : false, first: shown },
    requestPolicy: 'cache-and-network',
  });
  const rows = data?.notices.edges ?? [];
  return (
    <Paper className={partClasses.card} px="md" pt="md" pb="xs" component="section" aria-label={words.title}>
      <Group justify="space-between" mb="sm">
        <Title order={2}>{words.title}</Title>
        <Checkbox
          size="xs"
          label={words.all}
          checked={areAllShown}
          onChange={(event) => setAreAllShown(event.currentTarget.checked)}
        />
      </Group>
      {error && <Failed things={words.title} error={error} retry={reload} />}
      {data && rows.length === 0 && (
        <Text size="sm" c="dimmed" pb="sm">
          {words.none}
        </Text>
      )}
      <ul className={classes.rows}>
        {rows.map(({ node }) => (
          <NoticeRow key={node.id} notice={node} seen={() => reload({ requestPolicy: 'network-only' })} />
        ))}
      </ul>
      {data?.notices.pageInfo.hasNextPage && (
        <Text size="xs" c="dimmed" pb="xs">
          {words.shown(rows.length)}
        </Text>
      )}
    </Paper>
  );
}

function NoticeRow({ notice, seen }: { readonly notice: Notice; readonly seen: () => void }) {
  const [{ fetching }, acknowledge] = useMutation(NoticeSeenDocument);
  const [tone, icon] = looks[notice.kind];
  const note = async () => {
    const { error } = await acknowledge({ id: notice.id });
    if (error) toast({ tone: 'bad', message: words.failed(reasonOf(error)) });
    else seen();
  };
  return (
    <li>
      <div>
        <Group gap="xs">
          <Badge tone={tone} icon={icon}>
            {words.kinds[notice.kind]}
          </Badge>
          <TextLink
            to="/integrations/$integrationId"
            params={{ integrationId: notice.integrationId }}
            size="sm"
            fw={600}
          >
            {notice.integrationName}
          </TextLink>
          <Text size="sm" c="dimmed">
            <Ago at={notice.raisedAt} />
          </Text>
        </Group>
        <Text size="sm">{notice.message}</Text>
      </div>
      {notice.acknowledgedAt ? (
        <Text size="sm" c="dimmed">
          {words.seenBy(notice.acknowledgedBy ?? '')}
        </Text>
      ) : (
        <ChangeButton
          size="xs"
          variant="default"
          loading={fetching}
          title={words.seenOf(notice.message)}
          onClick={() => void note()}
        >
          {words.seen}
        </ChangeButton>
      )}
    </li>
  );
}
