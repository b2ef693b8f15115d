// A task as it lies in the database, and its configuration's secrets: sealed at rest, masked when shown, opened only
// for a run. A sealed value is bound to its task and key and opens nowhere else.

/** What stands for a secret in every answer; sent back, it keeps the stored value. */
export const mask = '********';

/** Seals and opens under the service's key. */
export interface TaskVault {
  seal(plain: string, boundTo: string): string;
  open(sealed: string, boundTo: string): string;
}

export interface ConfigEntry {
  readonly key: string;
  /** Sealed at rest when it is secret. */
  readonly value: string;
  readonly secret: boolean;
}

export const overlaps = ['skip', 'queue'] as const;
export const missedPolicies = ['skip', 'once'] as const;

export interface TaskFields {
  readonly name: string;
  readonly description: string;
  /** `script`, or the type of a built-in. */
  readonly type: string;
  /** Empty for a built-in. */
  readonly script: string;
  readonly config: readonly ConfigEntry[];
  readonly cron: string | null;
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly timeoutSecs: number;
  /** Of runs by cron and by hand: no second one at the same time, or one after the other. */
  readonly overlap: (typeof overlaps)[number];
  /** Of ticks that no worker saw: none, or one run for all of them. */
  readonly missed: (typeof missedPolicies)[number];
}

export interface StoredTask extends TaskFields {
  readonly id: string;
  readonly version: number;
  /** Since when its schedule is as it is. */
  readonly scheduledAt: Date;
}

export interface TaskRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type: string;
  readonly script: string;
  readonly config: unknown;
  readonly cron: string | null;
  readonly time_zone: string;
  readonly enabled: boolean;
  readonly timeout_secs: number;
  readonly overlap: string;
  readonly missed: string;
  readonly version: number;
  readonly scheduled_at: Date;
}

export const taskFromRow = (row: TaskRow): StoredTask => ({
  id: row.id,
  name: row.name,
  description: row.description,
  type: row.type,
  script: row.script,
  config: row.config as readonly ConfigEntry[],
  cron: row.cron,
  timeZone: row.time_zone,
  enabled: row.enabled,
  timeoutSecs: row.timeout_secs,
  overlap: row.overlap as StoredTask['overlap'],
  missed: row.missed as StoredTask['missed'],
  version: row.version,
  scheduledAt: row.scheduled_at,
});

const boundTo = (taskId: string, key: string) => `task/${taskId}/${key}`;

export const sealConfig = (vault: TaskVault, taskId: string, config: readonly ConfigEntry[]): readonly ConfigEntry[] =>
  config.map((entry) =>
    entry.secret ? { ...entry, value: vault.seal(entry.value, boundTo(taskId, entry.key)) } : entry,
  );

export const openConfig = (vault: TaskVault, taskId: string, config: readonly ConfigEntry[]): readonly ConfigEntry[] =>
  config.map((entry) =>
    entry.secret ? { ...entry, value: vault.open(entry.value, boundTo(taskId, entry.key)) } : entry,
  );

/** As it may be shown to anybody who may see tasks at all. */
export const maskConfig = (config: readonly ConfigEntry[]): readonly ConfigEntry[] =>
  config.map((entry) => (entry.secret ? { ...entry, value: mask } : entry));
