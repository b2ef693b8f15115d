import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { outbound, post, rawServer, receiver } from './make.ts';

const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

test('C028: a server that closes connections after each reply without saying so sees each request once, and all succeed', async () => {
  const target = await receiver((response, _seen, request) => {
    response.end('ok');
    setTimeout(() => request.socket.destroy(), 20);
  });
  const sender = outbound();
  for (let i = 0; i < 30; i++) {
    expect(await sender.send(post(`${target.url}/k`))).toMatchObject({ ok: true });
    await new Promise((resolve) => setTimeout(resolve, 15 + (i % 10)));
  }
  expect(target.seen).toHaveLength(30);
});

/** Answers the first request of a connection, and meets the second one with `end`. */
function endsSecond(end: (socket: Socket) => void, ends = Number.POSITIVE_INFINITY) {
  let left = ends;
  return rawServer((socket) => {
    let requests = 0;
    socket.on('data', () => {
      requests++;
      if (requests === 1 || left <= 0) return socket.write(answer);
      left--;
      return end(socket);
    });
  });
}

test.each([
  ['closes', (socket: Socket) => socket.destroy()],
  ['resets', (socket: Socket) => socket.resetAndDestroy()],
])('a kept connection that %s when it is used again is replaced once, without a failed attempt', async (_how, end) => {
  const target = await endsSecond(end);
  const sender = outbound();
  const url = `http://127.0.0.1:${target.port}/`;
  expect((await sender.send(post(url))).ok).toBe(true);
  expect((await sender.send(post(url))).ok).toBe(true);
  expect(target.connections()).toBe(2);
});

test('many requests at once on kept connections that have all gone are all sent again', async () => {
  const target = await endsSecond((socket) => socket.resetAndDestroy());
  const sender = outbound();
  const url = `http://127.0.0.1:${target.port}/`;
  const burst = () => Promise.all(Array.from({ length: 10 }, () => sender.send(post(url))));
  await burst();
  expect((await burst()).filter(({ ok }) => ok)).toHaveLength(10);
});

test('a kept connection that closes after a part of the answer is not used again: the request may have been processed', async () => {
  const target = await endsSecond((socket) => socket.end('HTTP/1.1 2'));
  const sender = outbound();
  const url = `http://127.0.0.1:${target.port}/`;
  await sender.send(post(url));
  expect((await sender.send(post(url))).ok).toBe(false);
  expect(target.connections()).toBe(1);
});

test('a new connection that closes is a failure and is not replaced', async () => {
  const target = await rawServer((socket) => socket.on('data', () => socket.destroy()));
  expect((await outbound().send(post(`http://127.0.0.1:${target.port}/`))).failure?.cause).toBe('reset');
  expect(target.connections()).toBe(1);
});

test('the second try shares the timeout of the first', async () => {
  let first = true;
  const target = await rawServer((socket) => {
    socket.on('data', () => {
      if (first) socket.write(answer);
      else if (socket.bytesWritten > 0) setTimeout(() => socket.destroy(), 1_000);
      first = false;
    });
  });
  const sender = outbound();
  const url = `http://127.0.0.1:${target.port}/`;
  await sender.send(post(url));
  const { failure, durationMs } = await sender.send(post(url, { timeoutMs: 2_000 }));
  expect(failure?.cause).toBe('timeout');
  expect(durationMs).toBeLessThan(2_900);
});
