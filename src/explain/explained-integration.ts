// Integrations and their actions as explanations and trials need them.
import type { ActionConfig, ActionKind } from '../actions/action-kind.ts';
import { eventView, type IdentityEvent, type JsonObject } from '../domain/event.ts';
import type { TextMasker } from '../domain/mask-text.ts';
import type { Matchable } from '../domain/matching.ts';
import { type Digest, digestView, type Threshold } from '../domain/quiet-rules.ts';
import type { Tx } from '../infra/database.ts';

export interface ExplainedAction {
  readonly id: string;
  readonly type: string;
  /** Secrets are sealed. */
  readonly config: ActionConfig;
}

export interface ExplainedIntegration extends Matchable {
  readonly id: string;
  readonly name: string;
  readonly paused: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly threshold: Threshold | null;
  readonly digest: Digest | null;
  /** The field whose value names the subject that deliveries are made in order for. */
  readonly orderingKey: string | null;
  readonly actions: readonly ExplainedAction[];
}

/** An action made ready to run: secrets opened, templates compiled. */
export interface ReadyAction {
  readonly kind: ActionKind;
  readonly config: ActionConfig;
  mask(rendered?: ActionConfig): TextMasker;
  /** @throws TemplateError */
  render(view: JsonObject): ActionConfig;
}

export type PrepareAction = (action: ExplainedAction) => ReadyAction;

/** Stores deliveries of stored events with their jobs, and gives their ids. Tests are marked, and made once. */
export type AddDeliveries = (
  tx: Tx,
  wanted: readonly { readonly event: IdentityEvent; readonly integration: ExplainedIntegration }[],
  options: { readonly test: boolean },
) => Promise<readonly string[]>;

/** What the integration's templates see for an event that is tried by itself. */
export const viewFor = ({ digest }: Pick<ExplainedIntegration, 'digest'>, event: IdentityEvent): JsonObject =>
  digest ? digestView(event, { count: 1, events: [event] }) : eventView(event);
