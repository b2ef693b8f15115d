// The breaker of one action: after so many failed attempts in a row its deliveries wait, and one at a time is let
// through as a probe, after waits that grow, until one succeeds. Pure: the caller brings the clock and keeps the state.
import type { CauseCode } from './failure-causes.ts';

/** When a breaker opens, and how long it stays open. */
export interface BreakerRule {
  /** Failed attempts in a row that open it; 0: never. Default 10. */
  readonly failures: number;
  /** Seconds from its opening to the first probe. Default 30. */
  readonly waitSecs: number;
  /** Each failed probe doubles the wait, up to this many seconds. Default 1,800. */
  readonly maxWaitSecs: number;
}

export const defaultBreaker: BreakerRule = { failures: 10, waitSecs: 30, maxWaitSecs: 1_800 };

export const breakerStates = ['closed', 'open', 'half_open'] as const;

export interface Breaker {
  /** `closed`: attempts are made. `open`: they wait for the time of the next probe. `half_open`: a probe is under way. */
  readonly state: (typeof breakerStates)[number];
  /** Failed attempts since the last success. */
  readonly consecutiveFailures: number;
  /** When the first of them ended. */
  readonly failingSince: Date | null;
  /** Since when it has not been closed. */
  readonly openedAt: Date | null;
  /** Waits for a probe since then. */
  readonly waits: number;
  readonly nextProbeAt: Date | null;
  /** The delivery that is the probe. */
  readonly probeDeliveryId: string | null;
}

export const closedBreaker: Breaker = {
  state: 'closed',
  consecutiveFailures: 0,
  failingSince: null,
  openedAt: null,
  waits: 0,
  nextProbeAt: null,
  probeDeliveryId: null,
};

/** What an attempt says of its target: it works, it does not, or nothing. */
export type HealthSign = 'up' | 'down' | 'none';

/**
 * What is about the one message, or about us: the target may be well. A 4xx that judges the message is here, since
 * whoever answers it is there; those that anybody would get (401, 403, 404, 408, 410) are not. A 429 is a target that works
 * and says when it wants more.
 */
const saysNothing: ReadonlySet<CauseCode> = new Set<CauseCode>([
  'blocked',
  'invalid_request',
  'invalid_header',
  'too_large',
  'http_400',
  'http_400_set',
  'http_4xx',
  'http_429',
  'slack_invalid_payload',
  'slack_no_text',
  'slack_refused',
  'template',
  'empty_message',
  'task_missing',
  'task_disabled',
  'task_failed',
  'integration_deleted',
  'backlog_dropped',
  'cancelled',
  'erased',
  'worker_lost',
  'internal',
]);

export function healthSign(cause: CauseCode | undefined): HealthSign {
  if (cause === undefined) return 'up';
  return saysNothing.has(cause) ? 'none' : 'down';
}

const waitMs = ({ waitSecs, maxWaitSecs }: BreakerRule, waits: number) =>
  Math.min(waitSecs * 2 ** (waits - 1), maxWaitSecs) * 1_000;

const opened = (before: Breaker, rule: BreakerRule, now: Date): Breaker => ({
  ...before,
  state: 'open',
  openedAt: before.openedAt ?? now,
  waits: before.waits + 1,
  nextProbeAt: new Date(now.getTime() + waitMs(rule, before.waits + 1)),
  probeDeliveryId: null,
});

/** An attempt has ended: any success closes the breaker, failures open it, a failed probe opens it again for longer. */
export function afterAttempt(
  before: Breaker,
  { sign, deliveryId }: { readonly sign: HealthSign; readonly deliveryId: string },
  rule: BreakerRule,
  now: Date,
): Breaker {
  if (sign === 'up') return closedBreaker;
  const wasProbe = before.state === 'half_open' && before.probeDeliveryId === deliveryId;
  // The probe was about something else: the next one goes at once.
  if (sign === 'none') return wasProbe ? { ...before, state: 'open', nextProbeAt: now, probeDeliveryId: null } : before;
  const failed = {
    ...before,
    consecutiveFailures: before.consecutiveFailures + 1,
    failingSince: before.failingSince ?? now,
  };
  if (wasProbe) return opened(failed, rule, now);
  const opens = before.state === 'closed' && rule.failures > 0 && failed.consecutiveFailures >= rule.failures;
  return opens ? opened(failed, rule, now) : failed;
}

/**
 * The breaker with this delivery as its probe; undefined while it may not be one.
 * @param manual a person asks for this very attempt: it need not wait for the time of the next probe.
 */
export function beginProbe(
  before: Breaker,
  { deliveryId, manual }: { readonly deliveryId: string; readonly manual: boolean },
  now: Date,
): Breaker | undefined {
  const isDue = before.nextProbeAt === null || before.nextProbeAt <= now;
  // Taken again after its worker was lost: still the same probe.
  const isAgain = before.state === 'half_open' && before.probeDeliveryId === deliveryId;
  if (isAgain) return before;
  if (before.state !== 'open' || !(isDue || manual)) return undefined;
  return { ...before, state: 'half_open', nextProbeAt: null, probeDeliveryId: deliveryId };
}

/** The probe has ended without a word, as when a person cancelled it: the next one goes at once. */
export const withoutProbe = (before: Breaker, now: Date): Breaker => ({
  ...before,
  state: 'open',
  nextProbeAt: now,
  probeDeliveryId: null,
});
