import { expect, test } from 'vitest';
import { readTrace, traceHeaders, traceParts } from '../../src/domain/trace-context.ts';

const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

test('a trace is taken from the headers and handed on in the same ones', () => {
  expect(readTrace({ traceparent: parent })).toBe(parent);
  expect(traceHeaders(parent)).toEqual([['traceparent', parent]]);
  const both = readTrace({ traceparent: parent, tracestate: ['a=1', 'b=2 3'] });
  expect(traceHeaders(both ?? '')).toEqual([
    ['traceparent', parent],
    ['tracestate', 'a=1,b=2 3'],
  ]);
  expect(traceParts(both ?? '')).toEqual({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    flags: 1,
    state: 'a=1,b=2 3',
  });
});

test.each([
  undefined,
  '',
  parent.toUpperCase(),
  parent.slice(1),
  `${parent}-more`,
  parent.replace('00-', 'ff-'),
  `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
  `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
  `${parent}\r\nx: y`,
])('what is no traceparent is as if it were not there: %j', (traceparent) => {
  expect(readTrace({ traceparent, tracestate: 'a=1' })).toBeUndefined();
});

test('a later version is understood as far as it is known; a tracestate that is too long or odd is dropped', () => {
  expect(readTrace({ traceparent: `${parent.replace('00-', '01-')}-more` })).toBe(parent);
  for (const tracestate of ['x'.repeat(513), 'a=\u00e9', 'a=1\n']) {
    const trace = readTrace({ traceparent: parent, tracestate });
    expect(trace === parent || trace === `${parent} a=1`).toBe(true);
  }
});
