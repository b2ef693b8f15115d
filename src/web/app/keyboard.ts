// Keys that work on every screen. They rest while somebody types.
import { useEffect } from 'react';
import { createStore } from './store.ts';

/** Rows that `j` and `k` go through carry this attribute on their link. */
export const rowLink = { 'data-row-link': '' } as const;
/** The search field of a screen, for `/`. */
export const searchField = { 'data-search-field': '' } as const;

export const keysShown = createStore(false);
export const jumpShown = createStore(false);

/** Once, around all screens. */
export function useKeyboard(): void {
  useEffect(() => {
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function onKey(event: KeyboardEvent): void {
  if (isJump(event)) {
    event.preventDefault();
    jumpShown.set(true);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
  if (event.key === '?') keysShown.set(true);
  else if (event.key === '/') document.querySelector<HTMLElement>('[data-search-field]')?.focus();
  else if (event.key === 'j' || event.key === 'k') moveToRow(event.key === 'j' ? 1 : -1);
  else if (event.key === 'r') document.querySelector<HTMLElement>('[data-key="r"]:not(:disabled)')?.click();
  else return;
  event.preventDefault();
}

/** Also while somebody types, but not in front of another dialog. */
const isJump = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) &&
  event.key.toLowerCase() === 'k' &&
  !event.defaultPrevented &&
  document.querySelector('[role="dialog"]') === null;

/** From row to row; while one is open beside the list, the next one is opened. */
function moveToRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLAnchorElement>('[data-row-link]')];
  if (document.querySelector('[role="dialog"]')) {
    const open = rows.findIndex(({ pathname }) => pathname === window.location.pathname);
    if (open >= 0) rows[open + step]?.click();
    return;
  }
  const now = rows.indexOf(document.activeElement as HTMLAnchorElement);
  rows[Math.min(Math.max(now + step, 0), rows.length - 1)]?.focus();
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable="true"]') !== null;
