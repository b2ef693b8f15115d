import { createHmac } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { createSandbox } from '../../../src/tasks/sandbox/create-sandbox.ts';
import { createRecordingHost } from '../../../src/tasks/sandbox/recording-host.ts';
import { runIn } from './make.ts';

const sandbox = createSandbox();
afterAll(() => sandbox.close());
const event = { type: 'user.created', payload: { email: 'ada@example.com' } };

describe('a script', () => {
  test('is its lines, with await and return', async () => {
    const source =
      'const name: string = event.payload.email;\nawait sleep(1);\nif (config.mode === "on") return { name, input };';
    const result = await runIn(sandbox, source, { event, config: { mode: 'on' }, input: [1] });
    expect(result).toMatchObject({ status: 'success', result: { name: 'ada@example.com', input: [1] }, calls: 0 });
  });

  test('is a default function that is given the event and everything else', async () => {
    const source =
      'interface E { type: string }\nawait null;\nexport default async (event: E, { config, input, log }: any) => {\n  log.info(event.type);\n  return [config.a as string, input!];\n};';
    const result = await runIn(sandbox, source, { event, config: { a: 'b' }, input: 7 });
    expect(result).toMatchObject({ result: ['b', 7], output: '[info] user.created' });
  });

  test('writes log lines of three levels, objects as JSON', async () => {
    const source =
      'log.info("a", { b: 1 }); log.warn([null]); log.error(new TypeError("no")); console.log(1, undefined, 2n)';
    expect((await runIn(sandbox, source)).output).toBe(
      '[info] a {"b":1}\n[warn] [null]\n[error] TypeError: no\n[info] 1 undefined 2',
    );
  });

  test('fetches through the service and reads the answer', async () => {
    const { host, calls } = createRecordingHost({
      fetch: ({ url }) => ({ ok: false, status: 404, headers: [['X-Id', '5']], body: JSON.stringify({ url }) }),
    });
    const source =
      'const r = await fetch("https://a.example/x", { method: "post", headers: { A: "1" }, body: "z" });\nreturn [r.ok, r.status, r.headers.get("x-id"), r.headers.get("no"), await r.json(), await r.text()]';
    expect((await runIn(sandbox, source, { host })).result).toEqual([
      false,
      404,
      '5',
      null,
      { url: 'https://a.example/x' },
      '{"url":"https://a.example/x"}',
    ]);
    const request = { method: 'POST', url: 'https://a.example/x', headers: [['A', '1']], body: 'z' };
    expect(calls).toEqual([{ kind: 'fetch', request }]);
  });

  test('hashes, waits, stores and calls SCIM', async () => {
    const { host, calls } = createRecordingHost({ scim: () => [{ id: '1' }] });
    const source =
      'await sleep(5); await store.set("n", { a: 1 });\nreturn [await store.get("n"), await store.get("m"), crypto.hmac("sha256", "key", "tü"), crypto.sha256("", "base64"), crypto.randomUUID().length, await scim("hr").users.find({ filter: "x" })]';
    const result = await runIn(sandbox, source, { host });
    expect(result.result).toEqual([
      { a: 1 },
      null,
      createHmac('sha256', 'key').update('tü').digest('hex'),
      '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
      36,
      [{ id: '1' }],
    ]);
    expect(calls.at(-1)).toEqual({ kind: 'scim', connection: 'hr', method: 'users.find', args: [{ filter: 'x' }] });
    expect(result.calls).toBe(4);
  });

  test('finishes the calls it has begun before it ends', async () => {
    const { host, calls } = createRecordingHost();
    await runIn(sandbox, 'sleep(20).then(() => store.set("late", 1))', { host });
    expect(calls).toEqual([{ kind: 'store.set', key: 'late', value: 1 }]);
  });

  test('in a dry run sends nothing and finds nobody', async () => {
    const { host, calls } = createRecordingHost();
    const source =
      'return [(await fetch("https://x.example")).status, await scim("a").users.find({}), await scim("a").users.create({ userName: "x" })]';
    expect((await runIn(sandbox, source, { host })).result).toEqual([200, [], { id: 'dry-run', userName: 'x' }]);
    expect(calls.map((call) => call.kind)).toEqual(['fetch', 'scim', 'scim']);
  });
});

describe('an error', () => {
  test.each([
    ['has the line and column of the author', '// ü😀\nconst a: Array<string> = [];\n  "ü"; null!.x;', 3, 8],
    [
      'of a function names where it was thrown',
      'const f = (a: number) => {\n  throw new Error("no");\n};\nf(1)',
      2,
      13,
    ],
    ['of a module does so too', 'export default () => {\n\n  throw new TypeError("no");\n}', 3, 13],
    ['of a call names the call', '\nawait store.set("a", 1);\nawait fetch("https://x.example")', 3, 7],
  ])('%s', async (_title, source, line, column) => {
    const { host } = createRecordingHost({
      fetch: () => {
        throw new Error('refused');
      },
    });
    const { error } = await runIn(sandbox, source, { host });
    expect(error).toMatchObject({ kind: 'exception', line });
    expect(Math.abs((error?.column ?? 0) - column)).toBeLessThanOrEqual(6);
  });

  test.each(['"text"', 'null', 'undefined', '{ a: 1 }', '5n', 'Symbol("s")', 'Object.create(null)'])(
    'may be anything that can be thrown: %s',
    async (thrown) => {
      const { error, output } = await runIn(sandbox, `throw ${thrown}`);
      expect(error).toMatchObject({ kind: 'exception', message: expect.stringMatching(/^The script threw/) });
      expect(output).toContain('[error] The script threw');
    },
  );

  test('of an awaited promise that nobody handles is the script’s', async () => {
    const { error } = await runIn(sandbox, 'const fail = async () => {\n  throw new Error("lost");\n};\nawait fail();');
    expect(error).toMatchObject({ kind: 'exception', message: 'lost', line: 2 });
  });
});

describe('nothing of the service is within reach of', () => {
  test.each([
    [
      'the constructor’s constructor',
      'return log.info.constructor.constructor("return typeof process")()',
      'undefined',
    ],
    ['a constructor of a host function', 'return fetch.constructor("return globalThis.process === undefined")()', true],
    [
      'process, require and module',
      'return [typeof process, typeof require, typeof module].join()',
      'undefined,undefined,undefined',
    ],
    [
      'shared memory',
      'return typeof SharedArrayBuffer + typeof Atomics + typeof WebAssembly',
      'undefinedundefinedundefined',
    ],
    [
      'an import by eval',
      'try { return await eval("import(\'node:fs\')") } catch (e) { return e.message }',
      'A script cannot import anything',
    ],
    [
      'a prototype in JSON',
      'const a = JSON.parse(\'{"__proto__":{"x":1}}\'); return [({}).x === undefined, a]',
      undefined,
    ],
  ])('%s', async (_title, source, expected) => {
    const { status, result } = await runIn(sandbox, source);
    expect(status).toBe('success');
    if (expected !== undefined) expect(result).toEqual(expected);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test('a changed prepareStackTrace', async () => {
    const { error } = await runIn(sandbox, 'Error.prepareStackTrace = () => { for (;;); };\nthrow new Error("x")');
    expect(error?.kind).toBe('exception');
  });

  test('globals and prototypes that a script has changed: the next one finds them whole', async () => {
    const one = createSandbox({ maxWorkers: 1 });
    await runIn(
      one,
      'globalThis.left = 1; log = null; JSON.parse = null; Array.prototype.map = null; Promise.prototype.then = () => { throw 1 }',
    );
    const next = await runIn(one, 'return [typeof left, [1].map((x) => x + 1), JSON.parse("2"), await store.get("x")]');
    await one.close();
    expect(next.result).toEqual(['undefined', [2], 2, null]);
  });

  test('an event, which is a copy', async () => {
    const sent = { type: 'x', payload: { a: 1 } };
    const poisoned = JSON.parse('{"__proto__":{"admin":true},"type":"x"}');
    await runIn(sandbox, 'event.payload.a = 2; return event', { event: sent });
    const back = await runIn(sandbox, 'return [event.admin, Object.keys(event)]', { event: poisoned });
    expect(sent.payload.a).toBe(1);
    expect(back.result).toEqual([null, ['__proto__', 'type']]);
  });
});
