// A word about something that has left the screen. What is still on it says itself how it went.
import { createStore } from '../app/store.ts';

export interface Toast {
  readonly message: string;
  readonly tone?: 'good' | 'bad';
  /** What can be done about it, such as Undo. */
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

export const toasts = createStore<readonly (Toast & { readonly id: number })[]>([]);

const mostShown = 3;
let last = 0;

export function toast(shown: Toast): void {
  last += 1;
  const id = last;
  toasts.set([...toasts.get(), { ...shown, id }].slice(-mostShown));
  setTimeout(() => dropToast(id), shown.action || shown.tone === 'bad' ? 10_000 : 5_000);
}

export const dropToast = (id: number): void => toasts.set(toasts.get().filter((shown) => shown.id !== id));
