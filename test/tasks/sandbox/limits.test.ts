import { afterAll, describe, expect, test } from 'vitest';
import { createSandbox } from '../../../src/tasks/sandbox/create-sandbox.ts';
import { createRecordingHost } from '../../../src/tasks/sandbox/recording-host.ts';
import type { ScriptErrorKind, ScriptLimits } from '../../../src/tasks/sandbox/script-types.ts';
import { lateness, runIn } from './make.ts';

const sandbox = createSandbox();
afterAll(() => sandbox.close());

interface Excess {
  title: string;
  source: string;
  kind: ScriptErrorKind;
  limits?: Partial<ScriptLimits>;
  message: RegExp;
  line?: number;
}

const excesses: Excess[] = [
  { title: 'an endless loop', source: 'while (true) {}', kind: 'timeout', message: /limit of 1 s/ },
  {
    title: 'an endless loop that catches everything',
    source: 'for (;;) { try { for (;;); } catch {} finally { log.info("still here") } }',
    kind: 'timeout',
    message: /limit of 1 s/,
  },
  {
    title: 'an endless chain of promises',
    source: 'const again = () => { Promise.resolve().then(again); };\nagain();\nawait new Promise(() => {});',
    kind: 'timeout',
    message: /limit of 1 s/,
  },
  {
    title: 'too much computing',
    source: 'for (;;) { let i = 0; while (i < 1e5) i++; await sleep(1); }',
    kind: 'timeout',
    limits: { cpuMs: 300, timeoutMs: 20_000 },
    message: /computed longer than its limit of 300 ms/,
  },
  { title: 'a wait that is too long', source: 'await sleep(1e9)', kind: 'timeout', message: /limit of 1 s/ },
  {
    title: 'a promise that never settles',
    source: 'await new Promise(() => {})',
    kind: 'timeout',
    message: /never settles/,
  },
  {
    title: 'one endless step inside the engine',
    source: '"x".repeat(3e7).replaceAll("x", "yy")',
    kind: 'timeout',
    message: /limit of 1 s/,
  },
  {
    title: 'a regular expression that tries for ever',
    source: '/(a+)+b/.test("a".repeat(60))',
    kind: 'timeout',
    message: /limit of 1 s/,
  },
  {
    title: 'a memory hog',
    source: 'const all = [];\nfor (;;) all.push(new Array(1000).fill(1));',
    kind: 'memory',
    limits: { timeoutMs: 10_000 },
    message: /more memory than the 64 MiB/,
    line: 2,
  },
  {
    title: 'a memory hog of buffers',
    source: 'const all = [];\nfor (;;) all.push(new ArrayBuffer(1e6));',
    kind: 'memory',
    limits: { timeoutMs: 10_000, memoryBytes: 32 << 20 },
    message: /more memory than the 32 MiB/,
    line: 2,
  },
  {
    title: 'deep recursion',
    source: 'function deeper(n: number): number {\n  return deeper(n + 1) + 1;\n}\ndeeper(0);',
    kind: 'stack',
    message: /calls itself too deeply/,
    line: 2,
  },
  {
    title: 'a flood of output',
    source: 'for (;;) log.info("a line of a flood", "x".repeat(1000));',
    kind: 'limit',
    limits: { timeoutMs: 20_000 },
    message: /more than 16 MiB of output/,
  },
  {
    title: 'a flood of fetches',
    source: '\nfor (;;) await fetch("https://example.com");',
    kind: 'limit',
    message: /more than 50 fetches/,
    line: 2,
  },
  {
    title: 'a flood of fetches that are not waited for',
    source: 'for (;;) fetch("https://example.com").catch(() => {});',
    kind: 'limit',
    message: /more than 50 fetches/,
  },
  {
    title: 'a flood of stored values',
    source: 'for (;;) store.set("k", 1).catch(() => {});',
    kind: 'limit',
    message: /more than 1000 calls/,
  },
  {
    title: 'a huge result',
    source: 'return "x".repeat(1e6);',
    kind: 'limit',
    message: /result is longer than 256 KiB/,
  },
  {
    title: 'a huge request',
    source: '\nawait fetch("https://example.com", { method: "POST", body: "x".repeat(5e6) });',
    kind: 'exception',
    message: /longer than 1 MiB/,
    line: 2,
  },
];

describe('a script is ended with a clear error, and the service does not notice', () => {
  test.each(excesses)('by $title', async ({ source, kind, limits, message, line }) => {
    const timeoutMs = 1000;
    const { value, latest, took } = await lateness(() => runIn(sandbox, source, { limits: { timeoutMs, ...limits } }));
    expect(value).toMatchObject({ status: 'error', error: { kind, message: expect.stringMatching(message) } });
    expect(value.output).toContain(value.error?.message);
    if (line) expect(value.error?.line).toBe(line);
    expect(took).toBeLessThan((limits?.timeoutMs ?? timeoutMs) + 2000);
    expect(latest).toBeLessThan(500);
    expect(await runIn(sandbox, 'return 1')).toMatchObject({ status: 'success', result: 1 });
  });
});

describe('while it runs', () => {
  test('a script is cancelled, in a loop as in a wait', async () => {
    for (const source of ['for (;;);', 'await sleep(60000)', '"x".repeat(3e7).replaceAll("x", "yy")']) {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 300);
      const { host } = createRecordingHost();
      const request = { source, event: null, config: {}, input: null, host };
      const { value, took } = await lateness(() => sandbox.run(request, stop.signal));
      expect(value.error).toMatchObject({ kind: 'cancelled' });
      expect(took).toBeLessThan(2000);
    }
  });

  test('its output is heard before it ends', async () => {
    const heard: string[] = [];
    let endedBefore = true;
    const running = runIn(sandbox, 'log.info("one"); await sleep(400); log.warn("two")', {
      onOutput: (lines) => {
        if (lines.some((line) => line.text === 'one')) endedBefore = false;
        heard.push(...lines.map((line) => `${line.level} ${line.text}`));
      },
    });
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (heard.length > 0) resolve(clearInterval(timer) as undefined);
      }, 10);
    });
    expect(heard).toEqual(['info one']);
    expect(endedBefore).toBe(false);
    expect(await running).toMatchObject({ output: '[info] one\n[warn] two' });
    expect(heard).toEqual(['info one', 'warn two']);
  });

  test('of a long output the end is kept, from a whole character on, and what is missing is said', async () => {
    const { output } = await runIn(sandbox, 'for (let i = 0; i < 100; i++) log.info("ü".repeat(21) + i)', {
      limits: { outputBytes: 1000 },
    });
    const [first, ...rest] = output.split('\n');
    expect(first).toMatch(/^\[… 4(\.\d)? KiB of earlier output left out …\]$/);
    expect(Buffer.byteLength(rest.join('\n'))).toBeLessThanOrEqual(1000);
    expect(output).not.toContain('\ufffd');
    expect(output.endsWith('ü99')).toBe(true);
  });

  test('no more scripts run together than there are workers', async () => {
    const two = createSandbox({ maxWorkers: 2 });
    let together = 0;
    let most = 0;
    const host = {
      fetch: () => Promise.reject(new Error('not here')),
      scim: async () => null,
      storeGet: async () => null,
      storeSet: async (_key: string, value: unknown) => {
        together += value === 'begin' ? 1 : -1;
        most = Math.max(most, together);
      },
    };
    const source = 'await store.set("at", "begin"); await sleep(30); await store.set("at", "end"); return input';
    await Promise.all([1, 2, 3, 4, 5, 6].map((input) => two.run({ source, event: null, config: {}, input, host })));
    expect(most).toBe(2);
    await two.close();
    expect(await runIn(two, 'return 1')).toMatchObject({ error: { kind: 'cancelled' } });
  });

  test('scripts that wait for a worker run in the order in which they came', async () => {
    const one = createSandbox({ maxWorkers: 1 });
    const order: unknown[] = [];
    await Promise.all([1, 2, 3, 4].map(async (n) => order.push((await runIn(one, `return ${n}`)).result)));
    expect(order).toEqual([1, 2, 3, 4]);
    await one.close();
  });
});
