// What became of an event for one integration, in one word and in a sentence. Pure.
import type { MatchTrace } from '../domain/explain-match.ts';
import type { QuietStanding } from './quiet-standing.ts';

/** Each with what it means. */
export const verdicts = {
  fired: 'It fired: there are deliveries.',
  waiting: 'It fired, and its deliveries wait, because it is paused.',
  held: 'It fired, and deliveries wait, because their target fails: the breaker is open.',
  forgotten: 'It fires for the event and was there at the time; its deliveries are no longer kept.',
  would_fire: 'It fires for the event. Nothing has been sent.',
  would_count: 'It would count the event towards its threshold, and not fire for it. Nothing has been counted.',
  would_gather: 'It would take the event into a digest, to be sent later. Nothing has been gathered.',
  no_trigger: "None of its triggers is of the event's type.",
  conditions: 'At least one condition does not hold.',
  disabled: 'Trigger and conditions fit, but it is disabled.',
  created_later: 'It fires for the event, but was created after it.',
  changed_later: 'As it is now it fires for the event, but it has been changed since and did not at the time.',
  held_back: 'It fires for the event, and its threshold held it back.',
  stopped: 'It fires for the event, but the event was stopped before anything could come of it.',
} as const;

export type Verdict = keyof typeof verdicts;

export interface Circumstances {
  readonly trace: MatchTrace;
  readonly deliveries: number;
  /** Of these, how many wait for the integration to be resumed. */
  readonly waiting: number;
  /** Of these, how many wait at an open breaker. */
  readonly held: number;
  readonly stoppedBy: string | null;
  /** Deliveries of the event that were made and are not there any more, of whichever integration. */
  readonly forgotten: number;
  readonly hasThreshold: boolean;
  /** How it stands with its threshold or digest; undefined without one. */
  readonly quiet: QuietStanding | undefined;
  readonly createdLater: boolean;
  readonly changedLater: boolean;
}

export function verdictOf({ trace, deliveries, waiting, held, ...rest }: Circumstances): Verdict {
  if (deliveries > 0) return waiting > 0 ? 'waiting' : held > 0 ? 'held' : 'fired';
  if (trace.trigger === undefined) return 'no_trigger';
  if (trace.failed > 0) return 'conditions';
  if (!trace.enabled) return 'disabled';
  if (rest.stoppedBy !== null) return 'stopped';
  if (rest.createdLater) return 'created_later';
  if (rest.hasThreshold) return 'held_back';
  if (rest.forgotten > 0 && !rest.changedLater) return 'forgotten';
  return rest.changedLater ? 'changed_later' : (rest.quiet?.verdict ?? 'would_fire');
}

/** The verdict in a sentence, with what is worth knowing beside it. */
export function reasonOf(verdict: Verdict, circumstances: Circumstances): string {
  const { trace, deliveries, changedLater, createdLater, quiet } = circumstances;
  const failed = trace.conditions.filter(({ path, holds }) => !holds && /^conditions\[\d+\]$/.test(path));
  const parts: string[] = [verdicts[verdict]];
  if (verdict === 'fired')
    parts[0] = `It fired: there ${deliveries === 1 ? 'is 1 delivery' : `are ${deliveries} deliveries`}.`;
  if (verdict === 'conditions' && failed.length === 1) parts[0] = `One condition does not hold: ${failed[0]?.path}.`;
  if (verdict === 'conditions' && failed.length > 1) parts[0] = `${failed.length} conditions do not hold.`;
  const isPast = verdict === 'fired' || verdict === 'waiting' || verdict === 'held';
  if (isPast && !trace.fires) parts.push('As it is now it would not fire.');
  if (createdLater && !isPast && verdict !== 'created_later') parts.push('It was created after the event.');
  else if (changedLater && !isPast && verdict !== 'changed_later')
    parts.push('It has been changed since: what is shown is how it is now.');
  if (quiet && verdict.startsWith('would_')) parts.push(quiet.would);
  if (quiet && verdict === 'held_back') parts.push(quiet.stands);
  return parts.join(' ');
}
