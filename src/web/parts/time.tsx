// A moment, as people read it; the exact one is in its title and in what a machine reads.
import { useZone } from '../app/time-zone.ts';
import { agoText, preciseTimeText, timeText } from './format-time.ts';
import { useNow } from './ticking.ts';

interface Moment {
  /** As in RFC 3339. */
  readonly at: string;
}

/** `14:03:11`, with the day when it is not today. */
export function Time({ at, precise }: Moment & { readonly precise?: boolean }) {
  const zone = useZone();
  const date = new Date(at);
  return (
    <time dateTime={at} title={at}>
      {precise ? preciseTimeText(date, zone) : timeText(date, zone)}
    </time>
  );
}

/** `2 min. ago`; counts on. */
export function Ago({ at }: Moment) {
  const zone = useZone();
  const now = useNow(10_000);
  const date = new Date(at);
  return (
    <time dateTime={at} title={preciseTimeText(date, zone)}>
      {agoText(date, now)}
    </time>
  );
}
