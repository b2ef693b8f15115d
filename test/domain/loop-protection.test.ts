import { expect, test } from 'vitest';
import { eventTypes, isEventTypeName } from '../../src/domain/event-types.ts';
import { deliveryFailedEvent, mayReportFailure } from '../../src/domain/loop-protection.ts';

test('the failure of telling of a failure is not told again; every other failure is', () => {
  const silent = eventTypes.map(({ name }) => name).filter((name) => !mayReportFailure(name));
  expect(silent).toEqual(['event_action.delivery_failed']);
});

test('a failure’s event has the payload of the specification and is one step deeper than its cause', () => {
  const at = new Date('2026-03-29T01:30:00Z');
  const event = deliveryFailedEvent(
    {
      integrationId: 'i-1',
      integrationName: 'Sync',
      eventType: 'user.created',
      deliveryId: 'd-1',
      attemptCount: 3,
      error: 'HTTP 500',
    },
    { uid: 'e-1', depth: 2 },
    'uid-1',
    at,
  );
  expect(isEventTypeName(event.type)).toBe(true);
  expect(event).toMatchObject({ uid: 'uid-1', type: 'event_action.delivery_failed', firedAt: at, depth: 3 });
  expect(event.data).toEqual({
    integration_id: 'i-1',
    integration_name: 'Sync',
    event_type: 'user.created',
    delivery_id: 'd-1',
    attempt_count: 3,
    error: 'HTTP 500',
  });
});
