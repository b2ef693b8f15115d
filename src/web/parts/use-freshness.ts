// Looks again when deliveries have ended, but not more often than every few seconds, and as time goes by.
import { useEffect, useRef } from 'react';

/** Between two looks because of deliveries that ended. */
const pauseMs = 3_000;
/** Windows move on, and what waits grows older. */
const moveMs = 30_000;

/** @param follow calls back for each that ended, until the function that it returns is called. */
export function useFreshness(look: () => void, follow: (ended: () => void) => () => void, key = ''): void {
  const now = useRef({ look, follow });
  now.current = { look, follow };
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        if (document.visibilityState === 'visible') now.current.look();
      }, pauseMs);
    };
    const stop = now.current.follow(soon);
    const moving = setInterval(soon, moveMs);
    document.addEventListener('visibilitychange', soon);
    return () => {
      stop();
      clearTimeout(timer);
      clearInterval(moving);
      document.removeEventListener('visibilitychange', soon);
    };
  }, [key]);
}
