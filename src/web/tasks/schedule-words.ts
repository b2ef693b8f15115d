// A schedule that the service has accepted, in words. When it comes is the service's to say: see nextRuns.
import { toString as inWords } from 'cronstrue';

const names: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** Such as `At 09:00, Monday through Friday`; the text itself where there are no words for it. */
export function scheduleWords(cron: string): string {
  try {
    return inWords(names[cron] ?? cron, { use24HourTimeFormat: true });
  } catch {
    return cron;
  }
}
