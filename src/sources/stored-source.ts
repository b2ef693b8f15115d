// A source as it lies in the database: secrets sealed, each bound to its source and setting.
import type { OwnRule } from './own-rules.ts';
import { findSourceKind } from './registry.ts';
import { mapSecrets, mask, type Settings } from './setting.ts';
import type { SourceKind } from './source-kind.ts';

export interface SourceVault {
  seal(plain: string, boundTo: string): string;
  open(sealed: string, boundTo: string): string;
}

export interface SourceRow {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly description: string;
  readonly settings: Settings;
  readonly rules: readonly OwnRule[];
  readonly enabled: boolean;
  readonly version: number;
}

/** A source with its secrets opened. */
export interface EventSource {
  readonly id: string;
  readonly name: string;
  readonly kind: SourceKind;
  readonly settings: Settings;
  readonly rules: readonly OwnRule[];
  readonly enabled: boolean;
}

const boundTo = (id: string, setting: string) => `source/${id}/${setting}`;

export const sealSettings = (vault: SourceVault, kind: SourceKind, id: string, settings: Settings): Settings =>
  mapSecrets(kind.settings, settings, (plain, name) => vault.seal(plain, boundTo(id, name)));

export const openSettings = (vault: SourceVault, kind: SourceKind, id: string, settings: Settings): Settings =>
  mapSecrets(kind.settings, settings, (sealed, name) => vault.open(sealed, boundTo(id, name)));

/** The settings as they may be shown. */
export function shownSettings(kindName: string, settings: unknown): Settings {
  const kind = findSourceKind(kindName);
  return kind ? mapSecrets(kind.settings, settings as Settings, () => mask) : {};
}

/** Undefined for a kind that this version does not know. */
export function openSource(vault: SourceVault, row: SourceRow): EventSource | undefined {
  const kind = findSourceKind(row.kind);
  if (!kind) return undefined;
  const { id, name, rules, enabled } = row;
  return { id, name, kind, rules, enabled, settings: openSettings(vault, kind, id, row.settings) };
}
