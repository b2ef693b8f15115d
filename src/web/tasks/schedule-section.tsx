// When a task runs: a text, what it says in words, and the next times as the service counts them.
import { Button, Group, Input, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from 'urql';
import { problemsOf, reasonOf } from '../app/api.ts';
import { ScheduleTrialDocument } from '../gql/task-editor.ts';
import { EditorSection } from '../parts/editor-section.tsx';
import { Icon } from '../parts/icon.tsx';
import { useRested } from '../parts/rested.ts';
import { tasks } from '../words/tasks.ts';
import { clockChange, timeInZone } from './clock-change.ts';
import { scheduleWords } from './schedule-words.ts';
import type { Problems, TaskDraft } from './task-draft.ts';
import classes from './tasks.module.css';

const words = tasks.when;
const restMs = 300;

const presets: readonly (readonly [keyof typeof words.preset, string])[] = [
  ['none', ''],
  ['minutes', '*/5 * * * *'],
  ['hourly', '0 * * * *'],
  ['daily', '0 3 * * *'],
  ['weekdays', '0 9 * * 1-5'],
  ['weekly', '0 6 * * 1'],
];

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

interface SectionProps {
  readonly draft: TaskDraft;
  readonly problems: Problems;
  readonly change: (changed: Partial<TaskDraft>) => void;
}

export function ScheduleSection({ draft, problems, change }: SectionProps) {
  const { cron, timeZone } = draft;
  const trial = useTrial(cron.trim(), timeZone.trim());
  return (
    <EditorSection title={words.section}>
      <Stack gap="sm">
        <div className={classes.pair}>
          <TextInput
            label={words.cron}
            description={words.cronHint}
            classNames={{ input: classes.mono ?? '' }}
            value={cron}
            error={trial.problems.get('cron') ?? (trial.isOf ? undefined : problems.get('cron'))}
            onChange={(event) => change({ cron: event.currentTarget.value })}
          />
          <TextInput
            label={words.zone}
            description={words.zoneHint}
            list="time-zones"
            value={timeZone}
            error={trial.problems.get('timeZone') ?? (trial.isOf ? undefined : problems.get('timeZone'))}
            onChange={(event) => change({ timeZone: event.currentTarget.value })}
          />
          <datalist id="time-zones">
            {zones.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </div>
        <Group gap={6} role="group" aria-label={words.presets}>
          {presets.map(([name, text]) => (
            <Button
              key={name}
              size="compact-xs"
              variant={cron.trim() === text ? 'light' : 'default'}
              aria-pressed={cron.trim() === text}
              onClick={() => change({ cron: text })}
            >
              {words.preset[name]}
            </Button>
          ))}
        </Group>
        <NextRuns trial={trial} timeZone={timeZone.trim()} isOff={!draft.enabled} />
        <div className={classes.pair}>
          <NativeSelect
            label={words.overlap}
            description={words.overlapHint}
            value={draft.overlap}
            error={problems.get('overlap')}
            onChange={(event) => change({ overlap: event.currentTarget.value as TaskDraft['overlap'] })}
            data={(['SKIP', 'QUEUE'] as const).map((value) => ({ value, label: words.overlaps[value] }))}
          />
          <NativeSelect
            label={words.missed}
            description={words.missedHint}
            value={draft.missed}
            error={problems.get('missed')}
            onChange={(event) => change({ missed: event.currentTarget.value as TaskDraft['missed'] })}
            data={(['SKIP', 'ONCE'] as const).map((value) => ({ value, label: words.missedChoices[value] }))}
          />
          <TextInput
            label={words.timeout}
            description={words.timeoutHint}
            inputMode="numeric"
            value={draft.timeoutSecs}
            error={problems.get('timeoutSecs')}
            onChange={(event) => change({ timeoutSecs: event.currentTarget.value })}
          />
        </div>
      </Stack>
    </EditorSection>
  );
}

interface Trial {
  readonly cron: string;
  /** The next times; undefined while they are not known. */
  readonly times: readonly string[] | undefined;
  readonly problems: Problems;
  readonly failure: string | undefined;
  /** The answer is to what is written now. */
  readonly isOf: boolean;
}

/** What the service says of a schedule, once typing rests. */
function useTrial(cron: string, timeZone: string): Trial {
  const rested = useRested(JSON.stringify([cron, timeZone]), restMs);
  const [askedCron = '', askedZone = ''] = JSON.parse(rested) as string[];
  const [{ data, error, fetching, stale }] = useQuery({
    query: ScheduleTrialDocument,
    variables: { cron: askedCron, timeZone: askedZone },
    pause: askedCron === '',
    requestPolicy: 'network-only',
  });
  const isOf = askedCron === cron && askedZone === timeZone && cron !== '' && !fetching && !stale;
  const found = isOf ? problemsOf(error) : [];
  return {
    cron: askedCron,
    times: isOf && !error ? data?.schedulePreview : undefined,
    problems: new Map(found.map(({ path, message }) => [path, message])),
    failure: isOf && error && found.length === 0 ? reasonOf(error) : undefined,
    isOf,
  };
}

interface NextProps {
  readonly trial: Trial;
  readonly timeZone: string;
  readonly isOff: boolean;
}

function NextRuns({ trial, timeZone, isOff }: NextProps) {
  const { cron, times, failure } = trial;
  const change = times && clockChange([new Date(), ...times.map((time) => new Date(time))], timeZone);
  return (
    <div role="status">
      {cron === '' && (
        <Text size="sm" c="dimmed">
          {words.none}
        </Text>
      )}
      {failure && (
        <Text size="sm" className={classes.bad}>
          {failure}
        </Text>
      )}
      {times && (
        <Input.Wrapper
          label={`${scheduleWords(cron)}, ${words.in(timeZone)}`}
          labelElement="div"
          description={words.nextRuns}
        >
          <ul className={classes.times} aria-label={words.nextRuns}>
            {times.map((time) => (
              <li key={time}>
                <time dateTime={time} title={time}>
                  {timeInZone(new Date(time), timeZone)}
                </time>
              </li>
            ))}
          </ul>
        </Input.Wrapper>
      )}
      {change && (
        <Text size="sm" className={classes.wait} mt={4}>
          <Icon name="clock" size={13} /> {words.clock(timeInZone(change.before, timeZone), change.minutes)}
        </Text>
      )}
      {times && isOff && (
        <Text size="sm" className={classes.wait} mt={4}>
          {words.isOff}
        </Text>
      )}
    </div>
  );
}
