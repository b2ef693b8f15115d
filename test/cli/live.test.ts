// `events tail`, `deliveries tail` and `integrations resume` against a real service.
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';
import { type CliOptions, runCli, startCli } from './run-cli.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const cli = (args: readonly string[], options: CliOptions = {}) => runCli(args, { url: service.url, ...options });

test('events are shown as they come in, also those that nothing matches', async () => {
  const events = startCli(['events', 'tail', '--type', 'access_request.*', '--json'], { url: service.url });
  await until('the stream to show something', async () => {
    await service.publish('access_request.denied', { n: 0 });
    await service.publish('user.deleted');
    return events.stdout() !== '';
  });
  const { id } = await service.publish('access_request.approved', { n: 1 });
  await until('the event', () => events.stdout().includes(id));
  const lines = events
    .stdout()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  expect(lines.at(-1)).toMatchObject({ id, type: 'access_request.approved', delivery_count: 0, data: { n: 1 } });
  expect(new Set(lines.map(({ uid }) => uid)).size).toBe(lines.length);
  expect(lines.filter(({ type }) => !type.startsWith('access_request.'))).toEqual([]);
  events.kill('SIGINT');
  await events.end;
  expect(await cli(['events', 'tail', '--type', 'user.*,nothing'])).toMatchObject({ code: 4, stdout: '' });
});

test.each(['events', 'deliveries'])(
  '%s tail comes back when its connection is lost, and tells what came meanwhile, once',
  async (noun) => {
    await service.integration({ triggers: ['mfa.enrolled'], actions: [{ type: 'log', message: 'x' }] });
    const proxy = await startCuttingProxy(service.url);
    onTestFinished(() => proxy.close());
    const tail = startCli([noun, 'tail', '--json'], { url: proxy.url });
    await until('the stream to show something', async () => {
      await service.publish('mfa.enrolled');
      return tail.stdout() !== '';
    });
    proxy.cut();
    const missed = await Promise.all(Array.from({ length: 5 }, () => service.publish('mfa.enrolled')));
    proxy.restore();
    await until('what was missed', () => missed.every(({ id }) => tail.stdout().includes(id)));
    const lines = tail.stdout().trim().split('\n');
    expect(new Set(lines).size).toBe(lines.length);
    expect(tail.stderr()).toContain('coming back');
    tail.kill('SIGINT');
    await tail.end;
  },
);

test('a backlog is dropped, or sent at a rate, when its integration goes on', async () => {
  const id = await service.integration({
    name: 'Backlog',
    triggers: ['user.created'],
    actions: [{ type: 'log', message: 'x' }],
  });
  await cli(['integrations', 'pause', 'Backlog']);
  await service.publish('user.created');
  expect(await cli(['integrations', 'resume', 'Backlog', '--drop'])).toMatchObject({ code: 0 });
  await service.deliveries(id, ([one]) => one?.status === 'failed');
  await cli(['integrations', 'pause', 'Backlog']);
  await service.publish('user.created');
  expect(await cli(['integrations', 'resume', 'Backlog', '--rate', '50'])).toMatchObject({ code: 0 });
  await service.deliveries(id, ([one]) => one?.status === 'success');
});
