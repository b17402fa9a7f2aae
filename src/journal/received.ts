import type { UpdateFacts } from "../telegram/update_facts.ts";

/** An update as upstream sent it. */
export interface ReceivedUpdate {
  readonly facts: UpdateFacts;
  /** The exact bytes of the update object; a view that is only valid until append resolves. */
  readonly bytes: Uint8Array;
  /** The update object as it was parsed, without members that are `null`. */
  readonly parsed?: unknown;
}

/**
 * Whether upstream's ids rise from one append to the next: `rising` with polls, `any` with webhooks, whose deliveries
 * overtake one another, and with the poll after a webhook, until it has seen the end of the queue.
 */
export type ArrivalOrder = "rising" | "any";

/** What became of a received batch after its commit. */
export interface AppendOutcome {
  /** The offset that acknowledges the batch upstream; with order `any`, the batch and what lies below it alone. */
  readonly nextOffset: number;
  readonly appended: number;
  /** Updates the journal held already, byte for byte. */
  readonly duplicates: number;
  /** Upstream's numbering fell back; positions went on rising. */
  readonly newEpoch: boolean;
}
