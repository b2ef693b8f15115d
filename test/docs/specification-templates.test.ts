import { expect, test } from 'vitest';
import { eventView, readEvent } from '../../src/domain/event.ts';
import { eventTypes, findEventType, isEventTypeName } from '../../src/domain/event-types.ts';
import { compile, type EscapeKind } from '../../src/domain/template/template.ts';

const viewOf = (type: string, data: Record<string, unknown>, envelope: Record<string, string> = {}) => {
  const rules = { isKnownType: isEventTypeName, newUid: () => 'uid', now: () => new Date(0), depth: 0 };
  const read = readEvent({ type, data, ...envelope }, rules);
  if (!('event' in read)) throw new Error(JSON.stringify(read.problems));
  return eventView(read.event);
};

const render = (template: string, view: unknown, escape: EscapeKind = 'slack') => compile(template, { escape })(view);

test('the example message for a failed delivery works as the specification writes it', () => {
  const template = `Integration failed: *{{.integration_name}}*
Original event: {{.event_type}}
Delivery: {{.delivery_id}} ({{.attempt_count}} attempts)
Error: {{.error}}`;
  const data = {
    integration_name: 'LDAP Sync',
    event_type: 'login.failed',
    delivery_id: 'd-1',
    attempt_count: 5,
    error: 'timeout',
  };
  expect(render(template, viewOf('event_action.delivery_failed', data))).toBe(
    'Integration failed: *LDAP Sync*\nOriginal event: login.failed\nDelivery: d-1 (5 attempts)\nError: timeout',
  );
});

test('the example message for a failed task works as the specification writes it', () => {
  const template = `Task failed: *{{.task_name}}* (type: {{.task_type}})
Triggered by: {{.triggered_by}}
Output: {{.output}}`;
  const data = {
    task_name: 'User Sync',
    task_type: 'script',
    triggered_by: 'integration:New staff',
    output: 'permission denied',
  };
  expect(render(template, viewOf('task.run_failed', data))).toBe(
    'Task failed: *User Sync* (type: script)\nTriggered by: integration:New staff\nOutput: permission denied',
  );
});

test('the example message for a sign-out works as the specification writes it', () => {
  const data = { user_email: 'ann@example.com', hostname: 'app.example.com' };
  expect(render('User *{{.user_email}}* signed out of *{{.hostname}}*', viewOf('proxy.session_ended', data))).toBe(
    'User *ann@example.com* signed out of *app.example.com*',
  );
});

test('the variables of the envelope have the values of the event', () => {
  const view = viewOf('user.created', {}, { actorId: 'u-1', actorEmail: 'admin@example.com', ipAddress: '192.0.2.1' });
  expect(render('{{.EventType}} {{.ActorID}} {{.ActorEmail}} {{.IPAddress}} {{.FiredAt}}', view)).toBe(
    'user.created u-1 admin@example.com 192.0.2.1 1970-01-01T00:00:00.000Z',
  );
  expect(render('[{{.ActorID}}][{{.ActorEmail}}][{{.IPAddress}}]', viewOf('user.created', {}))).toBe('[][][]');
});

test('every payload variable of the specification is a field of the samples that it belongs to', () => {
  const names = ['user_id', 'user_email', 'user_name', 'group_id', 'group_name', 'app_id', 'app_name', 'resource_type'];
  for (const name of names) {
    const type = eventTypes.find(({ sample }) => Object.hasOwn(sample.data, name))?.name ?? '';
    const data = findEventType(type)?.sample.data ?? {};
    expect(render(`{{.Data.${name}}}|{{.${name}}}`, viewOf(type, { ...data }), 'none')).toBe(
      `${data[name]}|${data[name]}`,
    );
  }
});
