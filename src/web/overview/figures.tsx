// The window in five figures.
import { Text } from '@mantine/core';
import type { OverviewQuery } from '../gql/overview.ts';
import { durationText } from '../parts/format-time.ts';
import { overview } from '../words/overview.ts';
import { count } from '../words/plural.ts';
import classes from './overview.module.css';

const words = overview.figures;

export function Figures({
  overview: { successes, failures, retries, successRate, p95Ms, queue },
}: Pick<OverviewQuery, 'overview'>) {
  const { due, running, later, oldestDueSecs } = queue;
  const waits = due > 0 ? `, ${words.oldest(durationText(oldestDueSecs * 1_000))}` : '';
  return (
    <dl className={classes.figures}>
      <Figure label={words.delivered} value={count(successes)} hint={words.retried(retries)} />
      <Figure label={words.failed} value={count(failures)} isBad={failures > 0} />
      <Figure
        label={words.rate}
        value={successRate === null ? words.none : words.rateOf(successRate)}
        hint={successRate === null ? words.rateNone : undefined}
      />
      <Figure label={words.p95} value={p95Ms === null ? words.none : durationText(p95Ms)} hint={words.p95Hint} />
      <Figure label={words.waiting} value={count(due)} hint={`${words.waitingHint(running, later)}${waits}`} />
    </dl>
  );
}

interface FigureProps {
  readonly label: string;
  readonly value: string;
  readonly hint?: string | undefined;
  readonly isBad?: boolean;
}

const Figure = ({ label, value, hint, isBad = false }: FigureProps) => (
  <div className={classes.figure} data-bad={isBad || undefined}>
    <dt>{label}</dt>
    <dd>
      <span className={classes.value}>{value}</span>
      {hint && (
        <Text component="span" size="xs" c="dimmed">
          {hint}
        </Text>
      )}
    </dd>
  </div>
);
