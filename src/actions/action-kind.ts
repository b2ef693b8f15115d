// What every kind of action is: a description of itself (fields, defaults, which of them are templates, which are
// secret) and a function that does it. Validation, masking, sealing and forms all come from the description.
import type { z } from 'zod';
import type { FailedAttempt } from '../domain/delivery-rules.ts';
import type { IdentityEvent } from '../domain/event.ts';
import type { Failure } from '../domain/failure-causes.ts';
import type { SecurityEventClaims } from '../domain/security-event.ts';
import type { EscapeKind } from '../domain/template/template.ts';
import type { Log } from '../infra/log.ts';
import type { Outbound } from '../infra/outbound/send-request.ts';
import type { FormField } from './action-form.ts';

/** A configuration as stored: plain JSON of the kind's own fields. */
export type ActionConfig = Record<string, unknown>;

/** Where a value sits in a configuration: `['auth', 'token']`, `['headers', 0, 'value']`. */
export type FieldPath = readonly (string | number)[];

export interface TemplatedField {
  readonly path: FieldPath;
  /** How a rendered value is escaped for the place it is put into, unless the action turns escaping off. */
  readonly escape: EscapeKind;
}

export interface SecretField {
  readonly path: FieldPath;
  /** `host` keeps scheme and host visible, so that people know which hook it is. Default: nothing is visible. */
  readonly visible?: 'host';
  /** Made and kept by the service; clients neither give nor see it. */
  readonly internal?: true;
}

export interface ActionKind<Config = ActionConfig> {
  /** The specification's name: http, slack, log, trigger_task. */
  readonly type: string;
  readonly title: string;
  readonly description: string;
  /** Shape, limits and defaults. Strict: a field it does not know is a problem. */
  readonly schema: z.ZodType<Config>;
  /** What a form shows of it, in order. */
  readonly form: readonly FormField[];
  templates(config: Config): readonly TemplatedField[];
  secrets(config: Config): readonly SecretField[];
  /** Fields that the service makes and keeps; clients neither give nor see them. Default: none. */
  readonly internal?: readonly string[];
  /** Where it sends to: when its host changes, secrets must be given again. Default: nowhere. */
  target?(config: Config): string;
  /**
   * Adds what the service makes itself when an action is saved, such as signing keys.
   * @param before the action's configuration so far, opened; undefined for a new one.
   * @returns also what is revealed in the answer to this change, and never again.
   */
  complete?(config: Config, before: Config | undefined): { readonly config: Config; readonly revealed?: string };
  /** What a person who saves it should know. Default: nothing. */
  warnings?(config: Config): readonly string[];
  /** How often and when a failed attempt is followed by another. */
  retries(config: Config): RetryPolicy;
  /** Does it, with templates rendered and secrets opened. Expected failure is an outcome; only surprise is thrown. */
  run(config: Config, tools: ActionTools, signal: AbortSignal): Promise<Outcome>;
  /** Sends a request of the history once more. Absent: nothing is kept of this kind that could be sent. */
  readonly repeat?: Repeat<Config>;
}

/** A request as it was sent, with the secrets that its action has now: those of then are masked in the history. */
export interface Repeat<Config> {
  /**
   * Why it cannot be sent once more, for people; undefined: it can.
   * @param config as it is now; secrets may be sealed, templates may not be rendered.
   */
  problem(sent: SentRequest, config: Config): string | undefined;
  /** @param render the configuration as it is now, rendered: only where a secret is taken of it. May throw. */
  run(
    sent: SentRequest,
    settings: { readonly config: Config; render(): Config },
    tools: ActionTools,
    signal: AbortSignal,
  ): Promise<Outcome>;
}

/** See domain/delivery-rules.ts. */
export type RetryPolicy = Pick<FailedAttempt, 'maxAttempts' | 'maxThrottled' | 'backoff' | 'retryOn'>;

/** What an action may use. */
export interface ActionTools {
  readonly outbound: Outbound;
  /** The server log that log actions write to. */
  readonly log: Log;
  readonly event: IdentityEvent;
  /** All events of the window, of an integration with a digest rule. */
  readonly digest?: DigestInHand | undefined;
  readonly delivery: DeliveryInHand;
  readonly issuer: EventIssuer;
  /** What the target is told of the trace that this is part of: see domain/trace-context.ts. */
  readonly trace?: string | undefined;
  /** Runs a task to its end. Default: there are no tasks. */
  readonly runTask?: RunTask | undefined;
}

/** What the service is to those who take its events: a name, which is its address, and a signature. */
export interface EventIssuer {
  /** PUBLIC_URL, or where the service listens. */
  url(): Promise<string>;
  /** A security event token (RFC 8417) of these claims, signed with the key that is in force. */
  sign(claims: SecurityEventClaims): Promise<string>;
}

export interface DigestInHand {
  /** All events of the window. */
  readonly count: number;
  /** The newest that fit, the oldest first. */
  readonly events: readonly IdentityEvent[];
}

export interface DeliveryInHand {
  readonly id: string;
  readonly attempt: number;
  readonly integrationId: string;
  readonly integrationName: string;
}

/** Runs a task within an attempt and says why it failed, if it did. */
export type RunTask = (
  request: Pick<ActionTools, 'event' | 'digest' | 'delivery'> & { readonly taskId: string },
  signal: AbortSignal,
) => Promise<Pick<Outcome, 'failure'>>;

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
  /** What is worth knowing of a success, such as a message that had to be cut. */
  readonly note?: string | undefined;
}

/** Keeps the kind's own configuration type inside its file while the registry holds all kinds alike. */
export const defineActionKind = <Config>(kind: ActionKind<Config>): ActionKind => kind as unknown as ActionKind;
