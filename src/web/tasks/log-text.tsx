// The lines of a log that are in sight.
import { type ReactNode, type RefObject, useId } from 'react';
import { taskRun } from '../words/task-run.ts';
import type { LogLine } from './log-lines.ts';
import type { LogScroll } from './log-scroll.ts';
import classes from './tasks.module.css';

const words = taskRun.log;

interface TextProps {
  readonly lines: readonly LogLine[];
  readonly scroll: LogScroll;
  readonly isWrapped: boolean;
  readonly sought: string;
  /** The index of the line that was found and is shown. */
  readonly current: number | undefined;
}

export function LogText({ lines, scroll, isWrapped, sought, current }: TextProps) {
  const id = useId();
  const { virtual } = scroll;
  return (
    <section
      ref={scroll.scroller as RefObject<HTMLElement>}
      className={classes.lines}
      data-wrap={isWrapped}
      data-log=""
      id={id}
      aria-label={words.lines}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      tabIndex={0}
      onScroll={scroll.onScroll}
    >
      <div className={classes.room} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const line = lines[index];
          if (!line) return null;
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={classes.line}
              data-level={line.level}
              data-current={index === current}
              title={line.afterGap ? words.gap : undefined}
              style={{ transform: `translateY(${start}px)` }}
            >
              <span className={classes.number}>
                {line.afterGap && '⋯ '}
                {line.number}
              </span>
              <span>
                {words.levelMark[line.level] && <b>{words.levelMark[line.level]} </b>}
                <Marked text={line.text} sought={sought} />
              </span>
            </div>
          );
        })}
      </div>
    </section>
  );
}

function Marked({ text, sought }: { readonly text: string; readonly sought: string }): ReactNode {
  if (sought === '') return text === '' ? ' ' : text;
  const parts: ReactNode[] = [];
  const low = text.toLowerCase();
  const wanted = sought.toLowerCase();
  let from = 0;
  for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + wanted.length)}</mark>);
    from = at + wanted.length;
  }
  return [...parts, text.slice(from)];
}
