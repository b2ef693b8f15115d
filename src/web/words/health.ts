// How an integration is, in words, and pausing it.
import { count, plural } from './plural.ts';

export const health = {
  title: 'Health',
  paused: 'Paused',
  byHand: 'by hand',
  off: 'Off',
  offLead: 'Events are not sent and not kept for later.',
  held: 'Held back',
  failing: 'Failing',
  inRow: (number: number) => `${count(number)} in a row`,
  since: 'since',
  probe: 'Next probe',
  quiet: 'Quiet',
  quietLead: 'Nothing was sent in the last 24 hours.',
  why: 'Why?',
  healthy: 'Healthy',
  counts: (delivered: number, failed: number) =>
    `${count(delivered)} delivered, ${count(failed)} failed in the last 24 hours`,
  waiting: (number: number) => `${plural(number, 'delivery waits', 'deliveries wait')}`,
  advice: 'See advice',
  failed: (number: number) => `See the ${count(number)} failed`,
  cancel: 'Cancel',
  notDone: (reason: string) => `That did not work: ${reason}`,
  pause: {
    open: 'Pause',
    title: (name: string) => `Pause ${name}?`,
    lead: 'Events are matched as before, and its deliveries wait until it goes on. Nothing is lost.',
    reason: 'Why, for the others',
  },
  resume: {
    open: 'Resume',
    title: (name: string) => `Resume ${name}?`,
    lead: (number: number) =>
      number === 0 ? 'Nothing waits.' : `${plural(number, 'delivery waits', 'deliveries wait')}. What becomes of them?`,
    backlog: 'What has waited',
    choices: {
      send: 'Send them at once',
      rate: 'Send them at a rate, new ones at once',
      drop: 'Drop them: they end as failed, and no event tells of it',
    },
    perSec: 'A second',
  },
};
