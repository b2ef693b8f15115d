import { expect, test } from 'vitest';
import { parseOutboundAllow } from '../../../src/infra/outbound/outbound-allow.ts';

test.each([
  ...[
    '10.0.0.0/33',
    '10.0.0.0/x',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    'fd00::/129',
    '10.0.0.5/8',
    'fd00::1/8',
    '300.1.1.1',
    '127.1',
  ],
  ...[
    'http://hook.test',
    'hook.test/path',
    'hook.test:80',
    'user@hook.test',
    '*',
    'a*.test',
    'two words',
    '2130706433',
    '[::1',
    '%',
  ],
])('OUTBOUND_ALLOW refuses the entry %s and names it', (entry) => {
  const { problems } = parseOutboundAllow([entry]);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(entry);
});

test('OUTBOUND_ALLOW takes hosts, addresses and ranges, and skips empty entries', () => {
  const { allow, problems } = parseOutboundAllow([
    ' hook.test ',
    '',
    '*.corp.test',
    '10.0.0.0/8',
    '192.168.1.5',
    '::1',
    '[fd00::]/8',
    'bücher.test',
  ]);
  expect(problems).toEqual(['OUTBOUND_ALLOW: [fd00::]/8 is no host name, IP address or CIDR range']);
  expect(allow.permitsHost('hook.test.')).toBe(true);
  expect(allow.permitsHost('not-hook.test')).toBe(false);
  expect(allow.permitsHost('a.corp.test')).toBe(true);
  expect(allow.permitsHost('corp.test')).toBe(false);
  expect(allow.permitsHost('xn--bcher-kva.test')).toBe(true);
  expect(allow.permitsAddress([10, 9, 9, 9])).toBe(true);
  expect(allow.permitsAddress([192, 168, 1, 5])).toBe(true);
  expect(allow.permitsAddress([192, 168, 1, 6])).toBe(false);
});
