// Makes a service do one of everything that is measured, so that every metric has a value with all of its labels.
import { expect } from 'vitest';
import type { Receiver } from '../support/receiver.ts';
import type { TestService } from '../support/service.ts';
import { type Scrape, scrapeUntil } from './scrape.ts';

export async function useEverything(service: TestService, receiver: Receiver): Promise<Scrape> {
  receiver.answer('/everything-fails', 500);
  await service.integration({
    triggers: ['user.created'],
    actions: [
      { type: 'http', url: `${receiver.url}/everything` },
      { type: 'http', url: `${receiver.url}/everything-fails` },
    ],
  });
  await service.publish('user.created');
  const source = await service.rest('POST', '/sources', {
    name: 'everything',
    kind: 'logto',
    settings: { secret: 'a-shared-secret-of-logto' },
  });
  expect(source.status).toBe(201);
  await service.rest('POST', '/events/everything', {});
  const task = await service.rest('POST', '/tasks', {
    name: 'everything',
    type: 'script',
    script: 'export default () => {}',
  });
  expect(task.status).toBe(201);
  await service.rest('POST', `/tasks/${task.body.id}/run`);
  return scrapeUntil(
    service.url,
    'everything to be measured',
    ({ samples, types }) =>
      types.size > 0 &&
      [...types.keys()]
        .filter((name) => name.startsWith('iam_'))
        .every((name) => samples.some((sample) => sample.name === name || sample.name === `${name}_count`)),
  );
}

/** The names of labels that a metric has, by its name in queries. */
export function labelsOf({ samples }: Scrape): ReadonlyMap<string, ReadonlySet<string>> {
  const labels = new Map<string, Set<string>>();
  for (const sample of samples) {
    const known = labels.get(sample.name) ?? new Set();
    for (const name of Object.keys(sample.labels)) known.add(name);
    labels.set(sample.name, known);
  }
  return labels;
}
