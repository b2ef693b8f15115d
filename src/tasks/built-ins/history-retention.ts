// The built-in task `history_retention`: keeps the history from growing without end, batch by batch, so that no
// transaction is long.
import { readConfig } from './built-in-config.ts';
import { type ConfigField, configField, defineBuiltIn, type PurgedCounts } from './built-in-kind.ts';

const configFields: readonly ConfigField[] = [
  configField(
    'older_than_days',
    'Days to keep',
    'Events, deliveries, attempts and runs that ended more days ago are removed. What is under way stays.',
    { required: true, kind: 'number', min: 1, max: 36_500 },
  ),
  configField('batch_size', 'Batch size', 'Rows of each kind that are removed in one transaction.', {
    default: '1000',
    kind: 'number',
    min: 1,
    max: 10_000,
  }),
];

export const historyRetention = defineBuiltIn({
  type: 'history_retention',
  title: 'History retention',
  description: 'Removes events, deliveries, attempts and runs that are older than a number of days.',
  configFields,
  run: async (config, { log, purgeHistory }, signal) => {
    const settings = readConfig(configFields, config);
    const wanted = {
      olderThanDays: Math.ceil(settings.number('older_than_days')),
      batchSize: Math.floor(settings.number('batch_size')),
    };
    const removed = { events: 0, deliveries: 0, attempts: 0, runs: 0 };
    const say = () => log.info(`older than ${wanted.olderThanDays} days, removed: ${describe(removed)}`);
    for (let batches = 1; ; batches++) {
      if (signal.aborted) say();
      signal.throwIfAborted();
      const batch = await purgeHistory(wanted);
      for (const key of kinds) removed[key] += batch[key];
      if (kinds.every((key) => batch[key] === 0)) break;
      if (batches % 100 === 0) log.info(`so far: ${describe(removed)}`);
    }
    say();
  },
});

const kinds = ['events', 'deliveries', 'attempts', 'runs'] as const satisfies (keyof PurgedCounts)[];

const describe = (counts: PurgedCounts) => kinds.map((key) => `${counts[key]} ${key}`).join(', ');
