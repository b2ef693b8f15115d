// Text that PostgreSQL cannot keep must not come back again and again.
import { expect, onTestFinished, test } from 'vitest';
import { startReceiver } from '../support/receiver.ts';
import { startTestService } from '../support/service.ts';
import { until } from '../support/until.ts';

test('an answer with NUL, broken UTF-8 and lone surrogates is recorded like any other', async () => {
  const service = await startTestService();
  onTestFinished(() => service.stop());
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  receiver.answer('/odd', (_request, response) => {
    response.writeHead(500, 'odd', { 'x-odd': 'caf\xe9' });
    response.end(Buffer.from([0x61, 0, 0xff, 0xfe, 0xed, 0xa0, 0x80, 0x62]));
  });
  const id = await service.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/odd`, body: '{{.Data.text}}' }],
  });
  const answer = await service.rest('POST', '/events', '{"type":"user.created","data":{"text":"a\\u0000b\\ud800c"}}');
  expect([202, 400]).toContain(answer.status);
  await service.publish('user.created', { text: 'plain' });
  const items = await service.deliveries(id, (all) => all.length > 0 && all.every(({ status }) => status === 'failed'));
  expect(items[0]).toMatchObject({ status: 'failed', response_status: 500, attempt_count: 1 });
  await until('no job to be left', async () => {
    const jobs = await service.database.query("SELECT FROM pgboss.job WHERE name = 'attempts' AND state < 'completed'");
    return jobs.length === 0;
  });
});
