// How the connection is, in the words of a person: live, coming back in so many seconds, or gone since when.
import { Button, Group } from '@mantine/core';
import { preciseTimeText } from '../parts/format-time.ts';
import { useNow } from '../parts/ticking.ts';
import { shell } from '../words/shell.ts';
import classes from './shell.module.css';
import { connection, reconnectNow } from './socket.ts';
import { useStore } from './store.ts';
import { useZone } from './time-zone.ts';

export function ConnectionDot() {
  const now = useStore(connection);
  const isWaiting = now.state === 'waiting';
  return (
    <Group gap={6} wrap="nowrap">
      <span className={classes.connection} data-state={now.state}>
        <span className={classes.dot} aria-hidden="true" />
        <span role="status" aria-label={isWaiting ? shell.connection.closed : undefined} className={classes.words}>
          {isWaiting ? <Waiting until={now.until} /> : <Words />}
        </span>
      </span>
      {isWaiting && (
        <Button size="compact-xs" variant="default" onClick={reconnectNow}>
          {shell.connection.tryNow}
        </Button>
      )}
    </Group>
  );
}

function Words() {
  const now = useStore(connection);
  const zone = useZone();
  if (now.state === 'offline') return shell.connection.offline(preciseTimeText(now.since, zone, true).slice(0, 8));
  return now.state === 'waiting' ? null : shell.connection[now.state];
}

function Waiting({ until }: { readonly until: number }) {
  const now = useNow(500);
  return shell.connection.waiting(Math.max(0, Math.ceil((until - now.getTime()) / 1_000)));
}
