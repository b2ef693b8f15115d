// What every built-in task is: a description of itself (its settings, which of them are secret), from which validation,
// masking and forms come, and a function that does it. It must never reach anything but what its tools give.
import type { IdentityEvent, Json } from '../../domain/event.ts';
import type { Outbound } from '../../infra/outbound/send-request.ts';
import type { ScimClient } from '../scim/scim-client.ts';
import { checkConfig } from './built-in-config.ts';

/** A task's configuration: values by key, as people typed them. A number or boolean may come as text. */
export type BuiltInConfig = Readonly<Record<string, string | number | boolean | null>>;

export interface ConfigField {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly required: boolean;
  /** True: encrypted, and masked wherever it would be shown. */
  readonly secret: boolean;
  /** What counts when the setting is absent or empty. Default: nothing. */
  readonly default?: string;
  /** `connection` is the name of a SCIM connection; `url` begins with http: or https:. */
  readonly kind: 'text' | 'number' | 'boolean' | 'url' | 'connection';
  /** For a number, both inclusive. Default: any. */
  readonly min?: number;
  readonly max?: number;
}

/** A setting that is a text, need not be given and is no secret, unless `more` says otherwise. */
export const configField = (
  key: string,
  label: string,
  description: string,
  more: Partial<ConfigField> = {},
): ConfigField => ({ key, label, description, required: false, secret: false, kind: 'text', ...more });

/** One bad setting. Never holds the value itself. */
export interface ConfigProblem {
  readonly key: string;
  readonly message: string;
}

/** What a built-in task may use. */
export interface BuiltInTools {
  readonly outbound: Outbound;
  /** The lines of the run's output. */
  readonly log: { info(line: string): void; warn(line: string): void; error(line: string): void };
  /** The client of a connection, with the run's signal. @throws TaskError if there is no connection of that name. */
  scim(connectionName: string): ScimClient;
  /** The event that started the run; null if none did. */
  readonly event: IdentityEvent | null;
  /** What the run was started with; null if nothing. */
  readonly input: Json;
  /** Removes one batch of the oldest history. */
  purgeHistory(wanted: PurgeWanted): Promise<PurgedCounts>;
}

export interface PurgeWanted {
  /** What ended more days ago than this goes; what is under way stays. */
  readonly olderThanDays: number;
  /** Rows of each kind, at most. */
  readonly batchSize: number;
}

/** Rows that one batch removed; all 0 when there is nothing left to remove. */
export interface PurgedCounts {
  readonly events: number;
  readonly deliveries: number;
  readonly attempts: number;
  readonly runs: number;
}

export interface BuiltInKind {
  /** As in a task's `type`: github_team_sync. */
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly configFields: readonly ConfigField[];
  /** All that is wrong with a configuration. Whether its connections exist is not known here. */
  validate(config: BuiltInConfig): readonly ConfigProblem[];
  /** Does it. Resolves if the run succeeded. @throws TaskError, ScimError for a run that failed; the signal's reason. */
  run(config: BuiltInConfig, tools: BuiltInTools, signal: AbortSignal): Promise<void>;
}

/** A kind as it is written: what the fields say is checked already when `check` is asked. */
export type BuiltInDefinition = Omit<BuiltInKind, 'validate'> & {
  /** What only this kind knows to be wrong. Default: nothing. */
  check?(config: BuiltInConfig): readonly ConfigProblem[];
};

export function defineBuiltIn({ check, ...kind }: BuiltInDefinition): BuiltInKind {
  return {
    ...kind,
    validate: (config) => {
      const problems = checkConfig(kind.configFields, config);
      return problems.length > 0 ? problems : (check?.(config) ?? []);
    },
  };
}
