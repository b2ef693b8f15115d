import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { expect, test } from 'vitest';
import { readBody } from '../../../src/infra/outbound/read-answer.ts';
import { outbound, post, rawServer, receiver, until } from './make.ts';

const limit = 16 * 1024;

test('C107: of an answer of 50 MB only the first 16 KiB are kept, and memory does not grow with it', async () => {
  const piece = Buffer.alloc(1024 * 1024, 'a');
  const target = await receiver((response) => {
    response.setHeader('Content-Length', 50 * piece.length);
    let left = 50;
    const more = () => {
      while (left-- > 0) if (!response.write(piece)) return response.once('drain', more);
      return response.end();
    };
    more();
  });
  const before = process.memoryUsage().rss;
  const result = await outbound().send(post(`${target.url}/big`));
  expect(result).toMatchObject({ ok: true, response: { status: 200, truncated: true } });
  expect(result.response?.body).toBe('a'.repeat(limit));
  expect(target.seen).toHaveLength(1);
  expect(process.memoryUsage().rss - before).toBeLessThan(40e6);
  await until(() => target.open() === 0);
});

test('an answer that never ends is cut and its connection dropped', async () => {
  const target = await receiver((response) => {
    const timer = setInterval(() => response.write('x'.repeat(5_000)), 1);
    response.on('close', () => clearInterval(timer));
  });
  const result = await outbound().send(post(target.url));
  expect(result).toMatchObject({ ok: true, response: { truncated: true } });
  expect(result.response?.body).toHaveLength(limit);
  await until(() => target.open() === 0);
});

test.each([
  ['gzip', zlib.gzipSync],
  ['deflate', zlib.deflateSync],
  ['br', zlib.brotliCompressSync],
])('a %s bomb of 200 MB is cut after 16 KiB', async (coding, compress) => {
  const bomb = compress(Buffer.alloc(200e6));
  const target = await receiver((response) => response.writeHead(200, { 'Content-Encoding': coding }).end(bomb));
  const before = process.memoryUsage().rss;
  const result = await outbound().send(post(target.url));
  expect(result).toMatchObject({ ok: true, response: { truncated: true } });
  expect(result.response?.body).toBe('\ufffd'.repeat(limit));
  expect(process.memoryUsage().rss - before).toBeLessThan(40e6);
});

test.each([
  ['gzip', zlib.gzipSync],
  ['x-gzip', zlib.gzipSync],
  ['deflate', zlib.deflateSync],
  ['deflate', zlib.deflateRawSync],
  ['br', zlib.brotliCompressSync],
  ['identity', (text: string) => text],
])('an answer in %s is shown decoded (%#)', async (coding, compress) => {
  const target = await receiver((response) =>
    response.writeHead(200, { 'Content-Encoding': coding }).end(compress('hello')),
  );
  for (const method of ['POST', 'GET'] as const) {
    const { response } = await outbound().send(post(target.url, { method }));
    expect(response).toMatchObject({ body: 'hello', truncated: false });
  }
});

test('a broken coding does not make a success a failure', async () => {
  const target = await receiver((response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('not gzip'));
  expect(await outbound().send(post(target.url))).toMatchObject({ ok: true, response: { body: '', truncated: true } });
});

test('bytes that are no UTF-8, and NUL, are replaced', async () => {
  const target = await receiver((response) => response.end(Buffer.from([0x61, 0xff, 0x00, 0xc3, 0xbc])));
  expect((await outbound().send(post(target.url))).response?.body).toBe('a\ufffd\ufffdü');
});

test.each(['ü', '測', '😀'])('the cut falls between characters, never into one (%s)', async (character) => {
  const width = Buffer.byteLength(character);
  for (let shift = 0; shift < width; shift++) {
    const text = 'a'.repeat(shift) + character.repeat(limit);
    const { done } = readBody(Readable.from([Buffer.from(text)]), undefined);
    const whole = 'a'.repeat(shift) + character.repeat(Math.floor((limit - shift) / width));
    expect(await done).toEqual({ text: whole, truncated: true });
  }
});

test('a body of exactly 16 KiB is whole', async () => {
  const { done } = readBody(Readable.from([Buffer.alloc(limit - 1, 'a'), Buffer.from('b')]), undefined);
  expect(await done).toEqual({ text: `${'a'.repeat(limit - 1)}b`, truncated: false });
});

test('several headers of one name are joined', async () => {
  const target = await receiver((response) => response.setHeader('Set-Cookie', ['a=1', 'b=2']).end());
  expect((await outbound().send(post(target.url))).response?.headers['set-cookie']).toBe('a=1, b=2');
});

test('a chunked answer and one that ends with its connection are read in full', async () => {
  for (const answer of ['Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n', '\r\nabc']) {
    const target = await rawServer((socket) => socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${answer}`)));
    const result = await outbound().send(post(`http://127.0.0.1:${target.port}/`));
    expect(result).toMatchObject({ ok: true, response: { body: 'abc', truncated: false } });
  }
});

test('a request may ask for more of the answer than is kept by default', async () => {
  const text = 'b'.repeat(100_000);
  const target = await receiver((response) => response.end(text));
  const sender = outbound();
  const all = await sender.send({ ...post(target.url), maxResponseBytes: 100_000 });
  expect(all.response).toMatchObject({ body: text, truncated: false });
  const cut = await sender.send({ ...post(target.url), maxResponseBytes: 50_000 });
  expect(cut.response).toMatchObject({ body: text.slice(0, 50_000), truncated: true });
});
