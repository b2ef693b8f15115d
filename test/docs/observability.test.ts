// What docs/observability.md says is held against the service.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Scrape } from '../observability/scrape.ts';
import { labelsOf, useEverything } from '../observability/use-everything.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';

const doc = readFileSync(new URL('../../docs/observability.md', import.meta.url), 'utf8');
const metricsToken = 'only-for-prometheus-0123456789';
let service: TestService;
let receiver: Receiver;
let scraped: Scrape;
beforeAll(async () => {
  receiver = await startReceiver();
  service = await startTestService({ config: { metricsToken } });
  scraped = await useEverything(service, receiver);
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

test('the command of the page reads the metrics', async () => {
  const command = /```sh\n(curl [^`]*)```/.exec(doc)?.[1] ?? '';
  const { stdout } = await promisify(execFile)('sh', ['-c', command.replace('http://127.0.0.1:4000', service.url)], {
    env: { PATH: process.env.PATH, METRICS_TOKEN: metricsToken },
  });
  expect(stdout).toContain('# TYPE iam_events_total counter');
});

test('every metric is in the table, with its labels, and nothing else is', () => {
  const rows = [...doc.matchAll(/^\| (`iam_[^|]*) \|([^|]*)\|/gm)];
  const told = new Map(
    rows.flatMap(([, names = '', labels = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name = '']): [string, string[]] => [
        name,
        [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label).sort(),
      ]),
    ),
  );
  const labels = labelsOf(scraped);
  const real = new Map(
    [...scraped.types.keys()]
      .filter((name) => name.startsWith('iam_'))
      .map((name) => [name, [...(labels.get(name) ?? labels.get(`${name}_count`) ?? [])].sort()]),
  );
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(real));
  for (const name of doc.match(/`(nodejs|process)_\w+`/g) ?? [])
    expect(scraped.types.has(name.slice(1, -1))).toBe(true);
});

test('the parts of readiness are those of the page', async () => {
  const { body } = await service.rest('GET', '/readyz');
  const told = [...(doc.split('## Readiness')[1] ?? '').matchAll(/^\| `(\w+)` \|/gm)].map(([, part]) => part);
  expect(told).toEqual([...Object.keys(body.parts), 'service']);
  const shown = JSON.parse(/```json\n([\s\S]*?)```/.exec(doc)?.[1] ?? '');
  expect(Object.keys(shown.parts)).toEqual(Object.keys(body.parts));
});
