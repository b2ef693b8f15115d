// Where a log is scrolled to: at its end for as long as nobody scrolls up.
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const lineHeight = 20;
/** So near to the end, in pixels, counts as there. */
const nearPx = 24;

export interface LogScroll {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly virtual: Virtualizer<HTMLElement, Element>;
  readonly isFollowing: boolean;
  readonly follow: (on: boolean) => void;
  readonly onScroll: () => void;
  /** Shows a line, and follows no longer. */
  readonly show: (index: number) => void;
}

/** @param lastLine changes when lines are added at the end. */
export function useLogScroll(count: number, lastLine: number, startsAtEnd: boolean): LogScroll {
  const scroller = useRef<HTMLElement>(null);
  const [isFollowing, follow] = useState(startsAtEnd);
  const before = useRef(0);
  const virtual = useVirtualizer<HTMLElement, Element>({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 20,
  });
  const toEnd = useCallback(() => {
    const place = scroller.current;
    if (place) place.scrollTop = place.scrollHeight;
  }, []);
  const size = virtual.getTotalSize();
  useLayoutEffect(() => {
    if (isFollowing) toEnd();
  }, [isFollowing, lastLine, size, toEnd]);
  // What is measured after it was drawn moves the end.
  useEffect(() => {
    if (!isFollowing) return undefined;
    const frame = requestAnimationFrame(toEnd);
    return () => cancelAnimationFrame(frame);
  }, [isFollowing, lastLine, size, toEnd]);
  const onScroll = () => {
    const place = scroller.current;
    if (!place) return;
    const isUp = place.scrollTop < before.current - 2;
    before.current = place.scrollTop;
    const isAtEnd = place.scrollHeight - place.scrollTop - place.clientHeight < nearPx;
    if (isUp && !isAtEnd) follow(false);
    else if (isAtEnd && !isFollowing) follow(true);
  };
  const show = (index: number) => {
    follow(false);
    virtual.scrollToIndex(index, { align: 'center' });
  };
  return { scroller, virtual, isFollowing, follow, onScroll, show };
}
