// Whether times are shown as here or as in UTC, everywhere at once.
import { keep, readKept } from './kept.ts';
import { createStore, useStore } from './store.ts';

export type Zone = 'local' | 'utc';

const key = 'iam-integrations-zone';

const zone = createStore<Zone>(readKept('localStorage', key) === 'utc' ? 'utc' : 'local');

export const useZone = (): Zone => useStore(zone);

export function showZone(next: Zone): void {
  keep('localStorage', key, next);
  zone.set(next);
}
