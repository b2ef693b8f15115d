import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  afterAttempt,
  type Breaker,
  beginProbe,
  closedBreaker,
  defaultBreaker,
  type HealthSign,
  healthSign,
  withoutProbe,
} from '../../src/domain/breaker.ts';
import { type CauseCode, causeCodes } from '../../src/domain/failure-causes.ts';

const rule = { failures: 3, waitSecs: 10, maxWaitSecs: 60 };
const at = (secs: number) => new Date(1_000_000 + secs * 1_000);
const down = { sign: 'down' as HealthSign, deliveryId: 'a' };
const failing = (count: number, secs = 0) =>
  Array.from({ length: count }).reduce<Breaker>(
    (breaker) => afterAttempt(breaker, down, rule, at(secs)),
    closedBreaker,
  );

test('so many failures in a row open the breaker, one fewer does not', () => {
  expect(failing(2)).toMatchObject({ state: 'closed', consecutiveFailures: 2, failingSince: at(0) });
  expect(failing(3)).toMatchObject({ state: 'open', consecutiveFailures: 3, openedAt: at(0), nextProbeAt: at(10) });
});

test('a success between failures begins the count anew', () => {
  const healed = afterAttempt(failing(2), { sign: 'up', deliveryId: 'b' }, rule, at(1));
  expect(healed).toEqual(closedBreaker);
  expect(afterAttempt(healed, down, rule, at(2))).toMatchObject({ state: 'closed', consecutiveFailures: 1 });
});

test('a failure that says nothing of the target neither opens a breaker nor heals it', () => {
  expect(afterAttempt(failing(2), { sign: 'none', deliveryId: 'b' }, rule, at(1))).toEqual(failing(2));
});

test('with failures 0 a breaker never opens', () => {
  let breaker = closedBreaker;
  for (let n = 0; n < 500; n += 1) breaker = afterAttempt(breaker, down, { ...rule, failures: 0 }, at(n));
  expect(breaker).toMatchObject({ state: 'closed', consecutiveFailures: 500 });
});

test('one delivery is the probe, once its time has come', () => {
  const open = failing(3);
  expect(beginProbe(open, { deliveryId: 'p', manual: false }, at(9.9))).toBeUndefined();
  const probing = beginProbe(open, { deliveryId: 'p', manual: false }, at(10));
  expect(probing).toMatchObject({ state: 'half_open', probeDeliveryId: 'p', nextProbeAt: null });
  expect(beginProbe(probing as Breaker, { deliveryId: 'q', manual: true }, at(11))).toBeUndefined();
  // Its worker was lost and it is taken again.
  expect(beginProbe(probing as Breaker, { deliveryId: 'p', manual: false }, at(11))).toEqual(probing);
});

test('a person may probe before the time', () => {
  expect(beginProbe(failing(3), { deliveryId: 'p', manual: true }, at(1))).toMatchObject({ state: 'half_open' });
});

test('failed probes double the wait up to its bound, and the opening stays one', () => {
  let breaker = failing(3);
  const waits: number[] = [];
  for (let secs = 10; waits.length < 5; ) {
    breaker = beginProbe(breaker, { deliveryId: 'a', manual: false }, at(secs)) as Breaker;
    breaker = afterAttempt(breaker, down, rule, at(secs));
    waits.push(((breaker.nextProbeAt as Date).getTime() - at(secs).getTime()) / 1_000);
    secs += waits.at(-1) as number;
  }
  expect(waits).toEqual([20, 40, 60, 60, 60]);
  expect(breaker.openedAt).toEqual(at(0));
});

test('failures of attempts that were under way when it opened do not make it wait longer', () => {
  const open = failing(3);
  expect(afterAttempt(open, down, rule, at(5))).toMatchObject({ state: 'open', nextProbeAt: at(10), waits: 1 });
});

test('a successful probe closes it, also any other success', () => {
  const probing = beginProbe(failing(3), { deliveryId: 'a', manual: false }, at(10)) as Breaker;
  for (const deliveryId of ['a', 'b'])
    expect(afterAttempt(probing, { sign: 'up', deliveryId }, rule, at(11))).toEqual(closedBreaker);
});

test('after a probe that says nothing, and one that was ended by a person, the next goes at once', () => {
  const probing = beginProbe(failing(3), { deliveryId: 'a', manual: false }, at(10)) as Breaker;
  for (const next of [
    afterAttempt(probing, { sign: 'none', deliveryId: 'a' }, rule, at(11)),
    withoutProbe(probing, at(11)),
  ]) {
    expect(next).toMatchObject({ state: 'open', waits: 1 });
    expect(beginProbe(next, { deliveryId: 'b', manual: false }, at(11))).toMatchObject({ state: 'half_open' });
  }
});

test('whatever happens: half open has a probe, open has a time, closed has fewer failures than open it', () => {
  const step = fc.record({
    what: fc.constantFrom('up', 'down', 'none', 'probe', 'manual', 'lost'),
    deliveryId: fc.constantFrom('a', 'b', 'c'),
    secs: fc.integer({ min: 0, max: 100 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let breaker = closedBreaker;
      let secs = 0;
      for (const { what, deliveryId, secs: more } of steps) {
        secs += more;
        const before = breaker;
        if (what === 'probe' || what === 'manual')
          breaker = beginProbe(breaker, { deliveryId, manual: what === 'manual' }, at(secs)) ?? breaker;
        else if (what === 'lost') breaker = breaker.state === 'half_open' ? withoutProbe(breaker, at(secs)) : breaker;
        else breaker = afterAttempt(breaker, { sign: what as HealthSign, deliveryId }, rule, at(secs));
        if (breaker.state === 'half_open') expect(breaker.probeDeliveryId).not.toBeNull();
        else expect(breaker.probeDeliveryId).toBeNull();
        expect(breaker.nextProbeAt !== null).toBe(breaker.state === 'open');
        expect(breaker.openedAt !== null).toBe(breaker.state !== 'closed');
        if (breaker.state === 'closed') expect(breaker.consecutiveFailures).toBeLessThan(rule.failures);
        // Two probes never overlap.
        if (before.state === 'half_open' && breaker.state === 'half_open')
          expect(breaker.probeDeliveryId).toBe(before.probeDeliveryId);
        if (what === 'up') expect(breaker).toEqual(closedBreaker);
      }
    }),
  );
});

test('what is about one message or about this service says nothing of a target; the rest does', () => {
  const silent: CauseCode[] = [
    'template',
    'blocked',
    'invalid_header',
    'too_large',
    'http_400',
    'http_429',
    'internal',
    'cancelled',
  ];
  for (const cause of silent) expect(healthSign(cause)).toBe('none');
  const telling: CauseCode[] = ['dns', 'refused', 'timeout', 'tls_expired', 'http_401', 'http_404', 'http_5xx'];
  for (const cause of telling) expect(healthSign(cause)).toBe('down');
  expect(healthSign(undefined)).toBe('up');
  expect(causeCodes.filter((cause) => healthSign(cause) === 'up')).toEqual([]);
});

test('the defaults are ten failures, half a minute, half an hour', () => {
  expect(defaultBreaker).toEqual({ failures: 10, waitSecs: 30, maxWaitSecs: 1_800 });
});
