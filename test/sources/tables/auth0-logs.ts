// Rows of the table of Auth0 log streams: what it sends, and what that means here.
import type { Document, Row } from './row.ts';

const log = (type: string, more: Document = {}) => ({
  log_id: 'l-1',
  data: {
    log_id: 'l-1',
    date: '2026-11-20T09:29:30.360Z',
    type,
    user_id: 'auth0|1',
    user_name: 'ada',
    client_id: 'c',
    client_name: 'Wiki',
    ip: '',
    ...more,
  },
});
const signIn = { user_id: 'auth0|1', user_name: 'ada', app_id: 'c', app_name: 'Wiki' };

export const auth0Rows: readonly Row[] = [
  ...['sens', 'scoa', 's'].map(
    (code): Row => ['auth0-logs', code, log(code), { type: 'login.success', data: signIn, actor: 'auth0|1' }],
  ),
  ...['f', 'fu', 'fc', 'fens'].map(
    (code): Row => [
      'auth0-logs',
      code,
      log(code, { description: 'no' }),
      { type: 'login.failed', data: { ...signIn, reason: 'no' }, actor: null },
    ],
  ),
  ['auth0-logs', 'sui', log('sui'), { type: 'user.created', actor: 'auth0|1' }],
  ...['sce', 'scu', 'scpn'].map(
    (code): Row => ['auth0-logs', code, log(code), { type: 'user.updated', data: { user_id: 'auth0|1' } }],
  ),
  [
    'auth0-logs',
    'a first factor',
    log('gd_enrollment_complete'),
    { type: 'mfa.enrolled', data: { user_id: 'auth0|1' } },
  ],
  ['auth0-logs', 'a factor that is gone', log('gd_unenroll'), { type: 'mfa.unenrolled' }],
  [
    'auth0-logs',
    'a record that stands alone, with a date as an object',
    { ...log('s').data, date: { $date: '2026-11-20T09:29:30.360Z' } },
    { type: 'login.success', at: '2026-11-20T09:29:30.360Z' },
  ],
  ...['ssa', 'fco', 'fcoa', 'slo', 'scp', 'sapi', 'mgmt_api_read', 'limit_wc', 'seacft'].map(
    (code): Row => ['auth0-logs', code, log(code), 'unmapped'],
  ),
];
