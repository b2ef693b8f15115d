// Delivered and failed over time, with its legend, its axis, and the same as a table.
import { Group, Stack, Text } from '@mantine/core';
import { useZone, type Zone } from '../app/time-zone.ts';
import { overview as words } from '../words/overview.ts';
import classes from './bars.module.css';
import { type Bar, Bars, highestOf, PlainBars } from './bars.tsx';
import { durationText, spanText } from './format-time.ts';
import partClasses from './parts.module.css';

export interface Bucket {
  readonly from: string;
  readonly successes: number;
  readonly failures: number;
  readonly p95Ms: number | null;
}

export const windows = { '1h': 'HOUR', '24h': 'DAY', '7d': 'WEEK' } as const;
export type WindowName = keyof typeof windows;

/** Buckets are minutes of the last hour, else hours. */
const widthOf = (name: WindowName): number => (name === '1h' ? 60_000 : 3_600_000);

/** @param integration only its deliveries are behind the bars. */
export function deliveryBars(buckets: readonly Bucket[], name: WindowName, zone: Zone, integration?: string): Bar[] {
  return buckets.map(({ from, successes, failures }) => {
    const until = new Date(Date.parse(from) + widthOf(name));
    const search = { from, until: until.toISOString(), ...(integration && { integration }) };
    return {
      from,
      label: words.outcomes.bar(spanText(new Date(from), until, zone), successes, failures),
      parts: [
        { tone: 'bad', value: failures },
        { tone: 'good', value: successes },
      ],
      search: successes + failures > 0 ? search : undefined,
    };
  });
}

interface DeliveryBarsProps {
  readonly buckets: readonly Bucket[];
  readonly window: WindowName;
  readonly integration?: string;
}

export function DeliveryBars({ buckets, window, integration }: DeliveryBarsProps) {
  const zone = useZone();
  const bars = deliveryBars(buckets, window, zone, integration);
  const span = ({ from }: Bucket) => spanText(new Date(from), new Date(Date.parse(from) + widthOf(window)), zone);
  const timed = buckets.filter(({ p95Ms }) => p95Ms !== null);
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <Group gap="md">
          <Key tone="good" label={words.figures.delivered} />
          <Key tone="bad" label={words.figures.failed} />
        </Group>
        <Text size="xs" c="dimmed">
          {words.outcomes.most(highestOf(bars))}
        </Text>
      </Group>
      <div>
        <Bars label={words.outcomes.title} bars={bars} />
        <Axis buckets={buckets} span={span} />
      </div>
      {timed.length > 0 && (
        <div>
          <Text size="sm" mb={4}>
            {words.durations.title}
          </Text>
          <PlainBars
            look="low"
            bars={buckets.map((bucket) => ({
              from: bucket.from,
              label: words.durations.bar(span(bucket), durationText(bucket.p95Ms ?? 0)),
              parts: [{ tone: 'busy', value: bucket.p95Ms ?? 0 }],
            }))}
          />
        </div>
      )}
      <details>
        <Text component="summary" size="sm" c="dimmed" style={{ cursor: 'pointer' }}>
          {words.outcomes.table}
        </Text>
        <table className={partClasses.table}>
          <thead>
            <tr>
              {Object.values(words.outcomes.columns).map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {buckets
              .filter(({ successes, failures }) => successes + failures > 0)
              .map((bucket) => (
                <tr key={bucket.from}>
                  <td>{span(bucket)}</td>
                  <td>{bucket.successes}</td>
                  <td>{bucket.failures}</td>
                  <td>{bucket.p95Ms !== null && durationText(bucket.p95Ms)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </Stack>
  );
}

const Key = ({ tone, label }: { readonly tone: 'good' | 'bad'; readonly label: string }) => (
  <span className={classes.key}>
    <i className={classes[tone]} />
    {label}
  </span>
);

function Axis({ buckets, span }: { readonly buckets: readonly Bucket[]; readonly span: (bucket: Bucket) => string }) {
  const [first, last] = [buckets[0], buckets.at(-1)];
  return (
    <div className={classes.axis}>
      <span>{first && span(first)}</span>
      <span>{last && span(last)}</span>
    </div>
  );
}
