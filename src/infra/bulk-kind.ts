// What a kind of bulk job is: work on many rows, cut into steps that each commit with the place they reached.
import type { Tx } from './database.ts';

export interface BulkJobRow {
  readonly id: string;
  readonly kind: string;
  /** What it is done to, in the kind's own form. */
  readonly filter: unknown;
  /** What the last step gave; null before the first. */
  readonly cursor: unknown;
  /** What the last step said; null before it. */
  readonly result: unknown;
  /** What is newer is none of its business. */
  readonly created_at: Date;
}

export interface BulkStep {
  /** Where the next step begins. */
  readonly cursor: unknown;
  /** Rows to which it was done in this step. */
  readonly done: number;
  /** Rows that were left as they are, since they cannot take it. Default: 0. */
  readonly skipped?: number;
  /** Rows where it failed. Default: 0. */
  readonly failed?: number;
  /** What the kind says of its work so far. Default: as before. */
  readonly result?: unknown;
  /** There is nothing left to do. */
  readonly ended: boolean;
}

export interface BulkKind {
  readonly kind: string;
  /**
   * Does the next part in the caller's transaction: at most `size` rows, and it may look at a few thousand to find them.
   * When it throws, nothing of it has happened, and it is tried again a few times.
   */
  step(tx: Tx, job: BulkJobRow, size: number): Promise<BulkStep>;
  /** What of a filter must not outlive the job. Default: it is kept as it is. */
  readonly keptFilter?: (filter: unknown) => unknown;
}
