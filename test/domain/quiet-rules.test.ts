import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IdentityEvent, JsonObject } from '../../src/domain/event.ts';
import {
  countEvent,
  digestView,
  type Threshold,
  type ThresholdState,
  thresholdKey,
} from '../../src/domain/quiet-rules.ts';

const event = (data: JsonObject, ipAddress: string | null = null): IdentityEvent => ({
  uid: 'uid',
  id: 'e-1',
  type: 'login.failed',
  actorId: null,
  actorEmail: null,
  ipAddress,
  firedAt: new Date('2026-03-29T01:30:00Z'),
  data,
  depth: 0,
  causedBy: null,
});
/** The seconds of those events, of these, that fire. */
function firing(seconds: readonly number[], rule: Omit<Threshold, 'by'>): number[] {
  let state: ThresholdState = { times: [], firedAt: null };
  return seconds.filter((second) => {
    const counted = countEvent(state, { ...rule, by: '' }, new Date(second * 1_000));
    state = counted.state;
    expect(state.times.length).toBeLessThanOrEqual(rule.count);
    return counted.fires;
  });
}

test('the event that makes the count full fires, and no other within the window', () => {
  expect(firing([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 200, 300], { count: 10, windowSecs: 300 })).toEqual([10]);
});

test('events are counted over any stretch of the window’s length, wherever it begins', () => {
  expect(firing([0, 290, 295, 305, 310], { count: 4, windowSecs: 300 })).toEqual([310]);
  expect(firing([0, 100, 200, 300, 400], { count: 4, windowSecs: 300 })).toEqual([]);
});

test('what goes on fires again when the window is over', () => {
  const steady = Array.from({ length: 100 }, (_, n) => n * 10);
  expect(firing(steady, { count: 3, windowSecs: 300 })).toEqual([20, 320, 620, 920]);
});

test('between two that fire lies at least a window, and each has its count of events behind it', () => {
  const times = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 60 }).map((gaps) => {
    let at = 0;
    return gaps.map((gap) => (at += gap));
  });
  const rule = fc.record({ count: fc.integer({ min: 2, max: 6 }), windowSecs: fc.integer({ min: 1, max: 200 }) });
  fc.assert(
    fc.property(times, rule, (seconds, { count, windowSecs }) => {
      const fired = firing(seconds, { count, windowSecs });
      for (const [index, second] of fired.entries()) {
        expect(second - (fired[index - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(windowSecs);
        const behind = seconds.filter((one) => one > second - windowSecs && one <= second);
        expect(behind.length).toBeGreaterThanOrEqual(count);
      }
      const isBusy = seconds.some(
        (end) => seconds.filter((one) => one > end - windowSecs && one <= end).length >= count,
      );
      expect(fired.length > 0).toBe(isBusy);
    }),
  );
});

test('events are counted by the value of the field, those without it together', () => {
  const rule = { count: 2, windowSecs: 1, by: 'ip_address' };
  expect(thresholdKey(rule, event({}, '192.0.2.1'))).toBe('ip_address=192.0.2.1');
  expect(thresholdKey(rule, event({}))).toBe(thresholdKey(rule, event({ x: 1 })));
  expect(thresholdKey(rule, event({ ip_address: ['a'] }))).toBe(thresholdKey(rule, event({})));
  expect(thresholdKey({ ...rule, by: '' }, event({ x: 1 }))).toBe('');
  expect(thresholdKey({ ...rule, by: 'x' }, event({ x: 'a'.repeat(5_000) }))).toMatch(/^[0-9a-f]{64}$/);
});

test('a template of a digest sees the first event as its root, all events, and their number', () => {
  const events = [event({ n: 1 }), event({ n: 2 })];
  const view = digestView(events[0] as IdentityEvent, { count: 5, events });
  expect(view).toMatchObject({ EventType: 'login.failed', n: 1, Count: 5, Events: [{ n: 1 }, { Data: { n: 2 } }] });
});
