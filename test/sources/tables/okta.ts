// Rows of the table of Okta: what it sends, and what that means here.
import type { Document, Row } from './row.ts';

const party = (type: string, id: string, displayName: string, alternateId: string) => ({
  type,
  id,
  displayName,
  alternateId,
});
const bob = party('User', '00uBob', 'Bob Ng', 'bob@example.com');
const bobsAccount = party('AppUser', '0uaBob', 'Bob Ng', 'bob@example.com');
const group = party('UserGroup', '00gEng', 'Engineering', 'unknown');
const app = party('AppInstance', '0oaWiki', 'Wiki', 'Wiki');
const ok = (eventType: string, target: Document[] | null = [bob], more: Document = {}): Document => ({
  uuid: 'o-1',
  published: '2026-11-20T09:29:40.777Z',
  eventType,
  actor: party('User', '00uAdm', 'Root', 'admin@example.com'),
  client: { ipAddress: '2001:db8::1' },
  outcome: { result: 'SUCCESS' },
  target,
  ...more,
});
const isBob = { user_id: '00uBob', user_email: 'bob@example.com', user_name: 'Bob Ng' };
const isGroup = { group_id: '00gEng', group_name: 'Engineering' };
const isApp = { app_id: '0oaWiki', app_name: 'Wiki' };

export const oktaRows: readonly Row[] = [
  [
    'okta',
    'a profile',
    ok('user.account.update_profile', [bob], { debugContext: { debugData: { changedAttributes: 'firstName,email' } } }),
    { type: 'user.updated', data: { ...isBob, changed: ['firstName', 'email'] }, actor: '00uAdm', ip: '2001:db8::1' },
  ],
  ['okta', 'an activation', ok('user.lifecycle.activate'), { type: 'user.activated', data: isBob }],
  ['okta', 'a reactivation', ok('user.lifecycle.reactivate'), { type: 'user.activated' }],
  ['okta', 'the end of a suspension', ok('user.lifecycle.unsuspend'), { type: 'user.activated' }],
  ['okta', 'a deactivation', ok('user.lifecycle.deactivate'), { type: 'user.deactivated', data: isBob }],
  ['okta', 'a suspension', ok('user.lifecycle.suspend'), { type: 'user.deactivated' }],
  ['okta', 'a deletion that is begun', ok('user.lifecycle.delete.initiated'), 'unmapped'],
  ['okta', 'a deletion', ok('user.lifecycle.delete.completed'), { type: 'user.deleted', data: isBob }],
  [
    'okta',
    'a creation that failed',
    ok('user.lifecycle.create', [bob], { outcome: { result: 'FAILURE' } }),
    'unmapped',
  ],
  ['okta', 'a group', ok('group.lifecycle.create', [group]), { type: 'group.created', data: isGroup }],
  ['okta', 'a changed group', ok('group.profile.update', [group]), { type: 'group.updated' }],
  ['okta', 'a deleted group', ok('group.lifecycle.delete', [group]), { type: 'group.deleted' }],
  [
    'okta',
    'a member that left',
    ok('group.user_membership.remove', [group, bob]),
    { type: 'group.member_removed', data: { ...isBob, ...isGroup } },
  ],
  ['okta', 'an application', ok('application.lifecycle.create', [app]), { type: 'application.created', data: isApp }],
  ['okta', 'a changed application', ok('application.lifecycle.update', [app]), { type: 'application.updated' }],
  ['okta', 'a deleted application', ok('application.lifecycle.delete', [app]), { type: 'application.deleted' }],
  [
    'okta',
    'a changed assignment',
    ok('application.user_membership.change_username', [bobsAccount, app, bob]),
    { type: 'app_mapping.updated', data: { ...isBob, ...isApp } },
  ],
  [
    'okta',
    'an assignment without the user: the account is not the user',
    ok('application.user_membership.remove', [bobsAccount, app]),
    { type: 'app_mapping.deleted', data: { user_email: 'bob@example.com', ...isApp, user_id: undefined } },
  ],
  [
    'okta',
    'an assignment of a group',
    ok('group.application_assignment.add', [group, app]),
    { type: 'app_mapping.created', data: { ...isGroup, ...isApp } },
  ],
  [
    'okta',
    'the end of an assignment of a group',
    ok('group.application_assignment.remove', [group, app]),
    { type: 'app_mapping.deleted' },
  ],
  ['okta', 'a factor', ok('user.mfa.factor.activate'), { type: 'mfa.enrolled', data: isBob }],
  ['okta', 'a factor that is gone', ok('user.mfa.factor.deactivate'), { type: 'mfa.unenrolled' }],
  ['okta', 'all factors', ok('user.mfa.factor.reset_all'), { type: 'mfa.unenrolled' }],
  [
    'okta',
    'an actor without a mailbox',
    ok('user.lifecycle.create', [bob], { actor: party('SystemPrincipal', 'sys', 'Okta System', 'system@okta.com') }),
    { type: 'user.created', actor: 'sys' },
  ],
  ['okta', 'a denied session', ok('user.session.start', null, { outcome: { result: 'DENY' } }), 'unmapped'],
  ['okta', 'a single sign-on', ok('user.authentication.sso', [app]), 'unmapped'],
];
