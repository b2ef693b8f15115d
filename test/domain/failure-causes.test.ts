import { expect, test } from 'vitest';
import {
  type CauseCode,
  causeCodes,
  causeParams,
  failure,
  failureCauses,
  fillIn,
  httpStatusCause,
  isRetryable,
} from '../../src/domain/failure-causes.ts';

test('every cause has texts that say what happened and what to do', () => {
  for (const code of causeCodes) {
    const { title, meaning, advice, text } = failureCauses[code];
    for (const words of [title, meaning, advice, text])
      expect({ code, words: words.trim() !== '' }).toEqual({ code, words: true });
    expect(code).toMatch(/^[a-z][a-z0-9_]*$/);
  }
});

test('a failure with all of its parameters leaves no gap in its text', () => {
  for (const code of causeCodes) {
    const params = Object.fromEntries(causeParams(code).map((name) => [name, `<${name}>`]));
    const { message } = failure(code, params);
    expect(message).not.toMatch(/[{}[\]?]/);
    for (const name of fillIn(failureCauses[code].text, params).matchAll(/<(\w+)>/g))
      expect(message).toContain(name[0]);
  }
});

test('a part in brackets is left out when its parameter is not known', () => {
  expect(failure('refused', { host: 'a.test', port: 80 }).message).toBe('connection refused by a.test:80');
  expect(failure('refused', { host: 'a.test', port: 80, address: '::1' }).message).toBe(
    'connection refused by a.test:80 (::1)',
  );
});

test('a parameter is shown as it is, whatever it holds', () => {
  expect(failure('http_3xx', { host: '{status}', status: 302, location: '[x]{host}$&' }).message).toBe(
    'redirect not followed: {status} answered 302 and points to [x]{host}$&',
  );
});

test.each([
  [
    'timeout',
    { host: 'a.test', port: 443, seconds: 2, awaited: 'the answer' },
    'timeout after 2 s waiting for the answer of a.test:443',
  ],
  [
    'connect_timeout',
    { host: 'a.test', port: 443, seconds: 2, doing: 'connecting to' },
    'timeout after 2 s connecting to a.test:443',
  ],
  ['http_3xx', { host: 'a.test', status: 301 }, 'redirect not followed: a.test answered 301'],
  ['http_5xx', { host: 'a.test', status: 502 }, 'a.test answered 502: its server failed'],
  ['slack_no_service', { answer: 'no_service' }, 'Slack answered no_service: the webhook was deleted or switched off'],
  ['blocked', { host: 'a.test', address: '10.0.0.1', why: 'w' }, 'address not allowed: a.test is 10.0.0.1, w'],
] as const)('%s reads as a sentence', (code, params, message) => {
  expect(failure(code, params)).toEqual({ cause: code, params, message });
});

test.each([
  ...[
    [200, undefined],
    [204, undefined],
    [299, undefined],
    [300, 'http_3xx'],
    [304, 'http_3xx'],
    [400, 'http_400'],
  ],
  ...[
    [401, 'http_401'],
    [402, 'http_4xx'],
    [403, 'http_403'],
    [404, 'http_404'],
    [408, 'http_408'],
    [410, 'http_410'],
  ],
  ...[
    [429, 'http_429'],
    [499, 'http_4xx'],
    [500, 'http_5xx'],
    [599, 'http_5xx'],
    [100, 'bad_response'],
    [999, 'bad_response'],
  ],
] as const)('status %s is %s', (status, cause) => {
  expect(httpStatusCause(status)).toBe(cause);
});

test('what can never succeed is not tried again; everything else is', () => {
  const never: CauseCode[] = [
    'blocked',
    'invalid_request',
    'invalid_header',
    'template',
    'empty_message',
    'http_410',
    'task_missing',
  ];
  const again: CauseCode[] = [
    'dns',
    'refused',
    'reset',
    'timeout',
    'tls_expired',
    'http_3xx',
    'http_404',
    'http_429',
    'http_5xx',
    'worker_lost',
  ];
  for (const code of [...never, 'slack_no_service', 'integration_deleted'] as const)
    expect([code, isRetryable(code)]).toEqual([code, false]);
  for (const code of [...again, 'slack_not_ok', 'internal'] as const)
    expect([code, isRetryable(code)]).toEqual([code, true]);
});
