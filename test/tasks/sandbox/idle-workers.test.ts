import { expect, test } from 'vitest';
import { createSandbox } from '../../../src/tasks/sandbox/create-sandbox.ts';
import { createRecordingHost } from '../../../src/tasks/sandbox/recording-host.ts';
import { until } from '../../support/until.ts';

/** The threads of this process, by the operating system's count. */
const threads = async () => {
  const { readdir } = await import('node:fs/promises');
  return (await readdir('/proc/self/task')).length;
};

test.skipIf(process.platform !== 'linux')(
  'a worker that has no script for a while is ended, and the next script runs all the same',
  async () => {
    const sandbox = createSandbox({ maxWorkers: 1, keepIdleMs: 50 });
    const request = { source: 'return 1', event: null, config: {}, input: null, host: createRecordingHost().host };
    const before = await threads();
    expect((await sandbox.run(request)).status).toBe('success');
    await until('the worker is gone', async () => (await threads()) <= before);
    expect((await sandbox.run(request)).status).toBe('success');
    await sandbox.close();
  },
);
