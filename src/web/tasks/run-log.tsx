// The output of a run: only the lines that are seen are drawn, however many there are.
import { Button, Text } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import { taskRun } from '../words/task-run.ts';
import { LogBar } from './log-bar.tsx';
import { findInLines, type LogState, linesOfLevel, type Shown } from './log-lines.ts';
import { useLogScroll } from './log-scroll.ts';
import { LogText } from './log-text.tsx';
import classes from './tasks.module.css';

const words = taskRun.log;
/** Lines that are shown at first, and so many more each time. */
const step = 5_000;

interface LogProps {
  readonly log: LogState;
  /** Of what is downloaded. */
  readonly fileName: string;
  /** More may come. */
  readonly isOpen: boolean;
}

export function RunLog({ log, fileName, isOpen }: LogProps) {
  const [level, setLevel] = useState<Shown>('all');
  const [isWrapped, setIsWrapped] = useState(true);
  const [sought, setSought] = useState('');
  const [current, setCurrent] = useState(0);
  const lines = useMemo(() => linesOfLevel(log.lines, level), [log.lines, level]);
  // While somebody reads, the beginning of what is shown stays where it is.
  const [asked, setAsked] = useState(step);
  const from = useRef(0);
  const isHeld = useRef(false);
  if (!isHeld.current) from.current = Math.max(0, lines.length - asked);
  from.current = Math.min(from.current, Math.max(0, lines.length - 1));
  const shown = useMemo(() => lines.slice(from.current), [lines, from.current]);
  const last = log.lines.at(-1)?.number ?? 0;
  const scroll = useLogScroll(shown.length, last, true);
  isHeld.current = !scroll.isFollowing && lines.length > asked;
  const seenUpTo = useRef(last);
  if (scroll.isFollowing) seenUpTo.current = last;
  const found = useMemo(() => findInLines(shown, sought), [shown, sought]);
  const goTo = (index: number) => {
    if (found.length === 0) return;
    const next = (index + found.length) % found.length;
    setCurrent(next);
    scroll.show(found[next] ?? 0);
  };
  const loadEarlier = () => {
    const more = Math.min(step, from.current);
    setAsked(asked + more);
    from.current -= more;
    scroll.follow(false);
    requestAnimationFrame(() => scroll.virtual.scrollToIndex(more, { align: 'start' }));
  };
  const fresh = last - seenUpTo.current;
  return (
    <div>
      <LogBar
        log={log}
        fileName={fileName}
        level={level}
        setLevel={setLevel}
        isWrapped={isWrapped}
        setIsWrapped={(wrapped) => {
          setIsWrapped(wrapped);
          scroll.virtual.measure();
        }}
        find={{
          text: sought,
          set: (text) => {
            setSought(text);
            setCurrent(0);
          },
          at: current,
          all: found.length,
          go: goTo,
        }}
        isFollowing={scroll.isFollowing}
        follow={scroll.follow}
        isOpen={isOpen}
      />
      <LogCount
        log={log}
        shown={shown.length}
        filtered={lines.length}
        earlier={from.current > 0 ? loadEarlier : undefined}
      />
      <div className={classes.log}>
        {lines.length === 0 ? (
          <Text p="md" size="sm" c="dimmed">
            {log.lines.length > 0 ? words.filtered(0, log.lines.length) : isOpen ? words.nothingYet : words.none}
          </Text>
        ) : (
          <LogText lines={shown} scroll={scroll} isWrapped={isWrapped} sought={sought} current={found[current]} />
        )}
        {!scroll.isFollowing && lines.length > 0 && (
          <Button
            className={classes.foot}
            size="xs"
            leftSection={fresh > 0 ? undefined : <Icon name="down" size={14} />}
            onClick={() => scroll.follow(true)}
          >
            {fresh > 0 ? words.fresh(fresh) : words.toEnd}
          </Button>
        )}
      </div>
    </div>
  );
}

interface CountProps {
  readonly log: LogState;
  readonly shown: number;
  /** Of the level that is shown. */
  readonly filtered: number;
  readonly earlier: (() => void) | undefined;
}

function LogCount({ log, shown, filtered, earlier }: CountProps) {
  const all = log.lines.length;
  if (all === 0) return null;
  return (
    <div className={classes.bar}>
      <Text size="xs" c="dimmed">
        {filtered < all && `${words.filtered(filtered, all)} `}
        {words.count(shown, filtered)}
        {log.leftOut && ` ${log.isWhole ? words.leftOutSeen(log.leftOut) : words.leftOut(log.leftOut)}`}
      </Text>
      {earlier && (
        <Button size="compact-xs" variant="default" onClick={earlier}>
          {words.earlier}
        </Button>
      )}
    </div>
  );
}
