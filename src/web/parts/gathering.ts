// Asks once for many that come together. What comes while an answer is on its way is asked for after it, and so is what
// could not be read: nothing stays unseen until something else comes.

export interface Gathering {
  /** Something came. */
  readonly came: () => void;
  readonly stop: () => void;
}

export interface GatheringOptions {
  /** @returns false when it could not be read. */
  readonly read: () => Promise<boolean>;
  /** How long things gather before they are asked for. */
  readonly gatherMs: number;
  readonly againMs: number;
}

export function createGathering({ read, gatherMs, againMs }: GatheringOptions): Gathering {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isReading = false;
  let hasMore = false;
  let isOver = false;
  const later = (ms: number) => {
    timer ??= setTimeout(() => void run(), ms);
  };
  const run = async () => {
    timer = undefined;
    isReading = true;
    hasMore = false;
    const isRead = await read().catch(() => false);
    isReading = false;
    if (isOver) return;
    if (!isRead) later(againMs);
    else if (hasMore) later(gatherMs);
  };
  return {
    came: () => {
      if (isReading) hasMore = true;
      else if (!isOver) later(gatherMs);
    },
    stop: () => {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
