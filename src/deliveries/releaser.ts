// When to look after those that wait at gates: at the times that the looks themselves name, when a slot is free, and now
// and then, for what other nodes left behind. Then also after those that wait in lines.
import type { Log } from '../infra/log.ts';
import { backstopMs } from './admit-deliveries.ts';
import { moveStuckLinesOn } from './lines.ts';
import { type ReleaseTools, releaseHeld } from './release-held.ts';

export interface Releaser {
  /** Look in so many milliseconds. Undefined: nothing new waits. */
  lookIn(ms: number | undefined): void;
  /** Look now, at these gates too. */
  lookAt(actionIds: readonly string[]): void;
  stop(): Promise<void>;
}

export interface ReleaserTools extends ReleaseTools {
  readonly log: Log;
  /** There are jobs for whichever node takes them. */
  readonly onReleased: () => void;
}

export function createReleaser(tools: ReleaserTools): Releaser {
  const wanted = new Set<string>();
  let dueAt = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let stopped = false;

  const lookIn = (ms: number | undefined) => {
    if (ms === undefined || stopped) return;
    const wait = Math.min(Math.max(ms, 0), backstopMs);
    const at = performance.now() + wait;
    if (at >= dueAt) return;
    dueAt = at;
    clearTimeout(timer);
    timer = setTimeout(look, wait);
  };

  const look = () => {
    clearTimeout(timer);
    dueAt = Number.POSITIVE_INFINITY;
    if (stopped) return;
    // What comes meanwhile is looked at after it.
    if (looking) return lookIn(5);
    const ids = [...wanted];
    wanted.clear();
    looking = releaseHeld(tools, ids)
      .then(
        ({ released, nextInMs }) => {
          if (released > 0) tools.onReleased();
          lookIn(nextInMs);
        },
        (error: unknown) => {
          for (const id of ids) wanted.add(id);
          tools.log.warn({ error }, 'cannot look after the deliveries that wait');
          lookIn(1_000);
        },
      )
      .finally(() => {
        looking = undefined;
      });
  };

  const lookAtLines = () =>
    moveStuckLinesOn(tools).then(
      (queued) => {
        if (queued > 0) tools.onReleased();
      },
      (error: unknown) => tools.log.warn({ error }, 'cannot look for lines that are stuck'),
    );

  const backstop = setInterval(() => {
    look();
    void lookAtLines();
  }, backstopMs);
  return {
    lookIn,
    lookAt: (actionIds) => {
      for (const id of actionIds) wanted.add(id);
      lookIn(0);
    },
    stop: async () => {
      stopped = true;
      clearInterval(backstop);
      clearTimeout(timer);
      await looking;
    },
  };
}
