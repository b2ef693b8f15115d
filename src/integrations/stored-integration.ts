// An integration as it lies in the database and in every node's memory: secrets sealed, defaults filled in.
import type { ActionConfig } from '../actions/action-kind.ts';
import type { BreakerRule } from '../domain/breaker.ts';
import type { Condition } from '../domain/condition.ts';
import type { Digest, Threshold } from '../domain/quiet-rules.ts';

export interface StoredAction {
  readonly id: string;
  readonly type: string;
  /** Secret fields are sealed. */
  readonly config: ActionConfig;
}

export interface StoredIntegration {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly triggers: readonly string[];
  readonly conditions: readonly Condition[];
  readonly actions: readonly StoredAction[];
  /** Fires for many events only; null: for each. */
  readonly threshold: Threshold | null;
  /** One delivery for a window's events; null: one for each. */
  readonly digest: Digest | null;
  /** When breakers of its actions open; null: the defaults. */
  readonly breaker: BreakerRule | null;
  /** The field whose value names the subject that events are delivered in order for; null: no order. */
  readonly orderingKey: string | null;
  /** Grows by one with each change; an update may name the one it was made from. */
  readonly version: number;
  /** Its deliveries wait instead of being attempted. */
  readonly paused: boolean;
  readonly createdAt: Date;
  /** Its last change, pausing and resuming too. */
  readonly updatedAt: Date;
}

/** The JSON columns of a row, which only this service writes. */
export interface IntegrationRow
  extends Omit<StoredIntegration, 'conditions' | 'actions' | 'paused' | 'orderingKey' | 'createdAt' | 'updatedAt'> {
  readonly ordering_key: string | null;
  readonly conditions: unknown;
  readonly actions: unknown;
  readonly paused_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export const fromRow = <Row extends IntegrationRow>(row: Row) => ({
  ...row,
  paused: row.paused_at !== null,
  orderingKey: row.ordering_key,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  conditions: row.conditions as readonly Condition[],
  actions: row.actions as readonly StoredAction[],
});
