// What every kind of action is: a description of itself (fields, defaults, which of them are templates, which are
// secret) and a function that does it. Validation, masking, sealing and forms all come from the description.
import type { z } from 'zod';
import type { IdentityEvent } from '../domain/event.ts';
import type { Failure } from '../domain/failure-causes.ts';
import type { Log } from '../infra/log.ts';
import type { Outbound } from '../infra/outbound/send-request.ts';

/** A configuration as stored: plain JSON of the kind's own fields. */
export type ActionConfig = Record<string, unknown>;

/** Where a value sits in a configuration: `['auth', 'token']`, `['headers', 0, 'value']`. */
export type FieldPath = readonly (string | number)[];

/** How a rendered value is escaped for the place it is put into. */
export type TemplateEscape = 'none' | 'json' | 'url' | 'slack' | 'header';

export interface TemplatedField {
  readonly path: FieldPath;
  readonly escape: TemplateEscape;
}

export interface SecretField {
  readonly path: FieldPath;
  /** `url` keeps scheme and host visible, so that people know which hook it is. Default: nothing is visible. */
  readonly visible?: 'host';
}

export interface ActionKind<Config = ActionConfig> {
  /** The specification's name: http, slack, log, trigger_task. */
  readonly type: string;
  readonly title: string;
  readonly description: string;
  /** Shape, limits and defaults. Strict: a field it does not know is a problem. */
  readonly schema: z.ZodType<Config>;
  templates(config: Config): readonly TemplatedField[];
  secrets(config: Config): readonly SecretField[];
  /** How often and when a failed attempt is followed by another. */
  retries(config: Config): RetryPolicy;
  /** Does it, with templates rendered and secrets opened. Expected failure is an outcome; only surprise is thrown. */
  run(config: Config, tools: ActionTools, signal: AbortSignal): Promise<Outcome>;
}

export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly backoff?: { readonly initialSecs: number; readonly factor: number; readonly maxSecs: number } | undefined;
}

/** What an action may use. */
export interface ActionTools {
  readonly outbound: Outbound;
  /** The server log that log actions write to. */
  readonly log: Log;
  readonly event: IdentityEvent;
  readonly delivery: {
    readonly id: string;
    readonly attempt: number;
    readonly integrationId: string;
    readonly integrationName: string;
  };
}

/** A request as it is kept in the history; secrets are masked before it is stored. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ReceivedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** At most 16 KiB. */
  readonly body: string;
  readonly truncated: boolean;
}

/** What an attempt came to. */
export interface Outcome {
  /** Undefined means success. */
  readonly failure?: Failure | undefined;
  readonly request?: SentRequest | undefined;
  readonly response?: ReceivedResponse | undefined;
  /** What the target asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** False when trying again cannot help. Default: the cause's own policy. */
  readonly retryable?: boolean | undefined;
}

/** Keeps the kind's own configuration type inside its file while the registry holds all kinds alike. */
export const defineActionKind = <Config>(kind: ActionKind<Config>): ActionKind => kind as unknown as ActionKind;
