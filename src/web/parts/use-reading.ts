// Whether somebody is reading a list: what is under their eyes or hand must not move.
import { type FocusEvent, useEffect, useState } from 'react';

export interface Reading {
  readonly isRead: boolean;
  /** For the element around the list. */
  readonly watched: {
    readonly onPointerEnter: () => void;
    readonly onPointerLeave: () => void;
    readonly onFocus: () => void;
    readonly onBlur: (event: FocusEvent<HTMLElement>) => void;
  };
}

/** Further down than this the top of the list is out of sight. */
const scrolledPx = 120;

export function useReading(): Reading {
  const [isPointed, setIsPointed] = useState(false);
  const [isFocused, setIsFocused] = useState(false);
  const [isScrolled, setIsScrolled] = useState(false);
  useEffect(() => {
    const look = () => setIsScrolled(window.scrollY > scrolledPx);
    look();
    window.addEventListener('scroll', look, { passive: true });
    return () => window.removeEventListener('scroll', look);
  }, []);
  return {
    isRead: isPointed || isFocused || isScrolled,
    watched: {
      onPointerEnter: () => setIsPointed(true),
      onPointerLeave: () => setIsPointed(false),
      onFocus: () => setIsFocused(true),
      onBlur: ({ currentTarget, relatedTarget }) => setIsFocused(currentTarget.contains(relatedTarget)),
    },
  };
}
