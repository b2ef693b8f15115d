import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { names, outbound, post, rawServer, receiver, until } from './make.ts';

test.each(['POST', 'GET'] as const)(
  'C020: an answer whose body stalls ends at the timeout, and what came is kept (%s)',
  async (method) => {
    const target = await receiver((response) => response.writeHead(200, { 'Content-Length': 100 }).write('0123456789'));
    const result = await outbound().send(post(`${target.url}/stall?t=secret`, { method, timeoutMs: 1_000 }));
    expect(result).toMatchObject({ ok: false, response: { status: 200, body: '0123456789', truncated: true } });
    expect(result.failure).toEqual({
      cause: 'timeout',
      params: { host: '127.0.0.1', port: target.port, seconds: 1, awaited: 'the rest of the answer' },
      message: `timeout after 1 s waiting for the rest of the answer of 127.0.0.1:${target.port}`,
    });
    expect(result.durationMs).toBeGreaterThanOrEqual(990);
    expect(result.durationMs).toBeLessThan(2_000);
    await until(() => target.open() === 0);
  },
);

test.each(['POST', 'GET'] as const)(
  'a target that takes the request and says nothing is a timeout (%s)',
  async (method) => {
    const target = await receiver(() => {});
    const { failure, response } = await outbound().send(post(target.url, { method, timeoutMs: 300 }));
    expect(failure).toMatchObject({ cause: 'timeout', params: { awaited: 'the answer', seconds: 0.3 } });
    expect(response).toBeUndefined();
    await until(() => target.open() === 0);
  },
);

test('a body that trickles does not extend the timeout', async () => {
  const target = await receiver((response) => {
    const timer = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(timer));
  });
  const { failure, durationMs } = await outbound().send(post(target.url, { timeoutMs: 500 }));
  expect(failure?.cause).toBe('timeout');
  expect(durationMs).toBeLessThan(4_000);
});

test('a name whose lookup takes too long is a timeout of the connection', async () => {
  const sender = outbound({ resolve: () => {} });
  const { failure } = await sender.send(post('http://slow.test/', { timeoutMs: 200 }));
  expect(failure).toMatchObject({
    cause: 'connect_timeout',
    message: 'timeout after 0.2 s connecting to slow.test:80',
  });
});

test.runIf(process.platform === 'linux')(
  'a target that does not take the connection is a timeout that names the address',
  async () => {
    const port = await fullListener();
    const sender = outbound({ resolve: names({ 'silent.test': ['127.0.0.1'] }) });
    const { failure } = await sender.send(post(`http://silent.test:${port}/`, { timeoutMs: 300 }));
    expect(failure).toEqual({
      cause: 'connect_timeout',
      params: { host: 'silent.test', port, address: '127.0.0.1', seconds: 0.3, doing: 'connecting to' },
      message: `timeout after 0.3 s connecting to silent.test:${port} (127.0.0.1)`,
    });
  },
);

/** A port whose process takes no connections and whose queue is full, so that the system drops further ones. */
async function fullListener(): Promise<number> {
  const script = `const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    require('node:fs').writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;
  const child = spawn(process.execPath, ['-e', script]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const [text] = await once(child.stdout, 'data');
  const port = Number(text);
  for (let i = 0; i < 4; i++) {
    const filler = net.connect(port, '127.0.0.1').on('error', () => {});
    onTestFinished(() => void filler.destroy());
    await Promise.race([once(filler, 'connect'), new Promise((resolve) => setTimeout(resolve, 100))]);
  }
  return port;
}

test('a TLS handshake that stalls is a timeout of the connection', async () => {
  const target = await rawServer(() => {});
  const { failure } = await outbound().send(post(`https://127.0.0.1:${target.port}/`, { timeoutMs: 300 }));
  expect(failure).toMatchObject({
    cause: 'connect_timeout',
    params: { doing: 'in the TLS handshake with', seconds: 0.3 },
  });
  await until(() => target.open() === 0);
});

test('C023: an answer that needs longer than connections stay idle is a success', async () => {
  const target = await receiver((response) => void setTimeout(() => response.end('done-ok'), 1_000));
  const result = await outbound({ idleMs: 200 }).send(post(target.url, { timeoutMs: 6_000 }));
  expect(result).toMatchObject({ ok: true, response: { status: 200, body: 'done-ok' } });
});
