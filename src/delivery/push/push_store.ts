import type { Fault } from "../../faults/fault.ts";

/** Why an update was given up. */
export type GiveUpReason = "expired" | "attempts";

/** An update that was not delivered to a push consumer and will not be, unless somebody asks for it. */
export interface DeadLetter {
  readonly consumerId: number;
  readonly botId: number;
  readonly position: number;
  readonly kind: string;
  readonly chatId: number;
  readonly diedAtMs: number;
  readonly cause: GiveUpReason;
  /** How often it was tried. */
  readonly attempts: number;
  /** What the last try came to, if there was one. */
  readonly lastError: Fault | undefined;
}

/** What is remembered of a push consumer across restarts. Times are milliseconds since the epoch, 0 for never. */
export interface PushMemory {
  readonly consumerId: number;
  readonly lastErrorAtMs: number;
  /** What went wrong last, if anything did. */
  readonly lastError: Fault | undefined;
  /** When its URL began to answer 410 Gone and nothing else. */
  readonly goneSinceMs: number;
}

/**
 * Where push consumers keep what the journal does not. Dead letters go with the updates they stand for: the journal's
 * retention removes both.
 */
export interface PushStore {
  loadMemories(): Promise<readonly PushMemory[]>;
  /** Replaces. */
  saveMemory(memory: PushMemory): Promise<void>;
  /** Adds or replaces, all or nothing. */
  addDeadLetters(letters: readonly DeadLetter[]): Promise<void>;
  /** Up to `limit` of them after a position, ascending. */
  deadLetters(consumerId: number, after: number, limit: number): Promise<readonly DeadLetter[]>;
  countDeadLetters(consumerId: number): Promise<number>;
  removeDeadLetter(consumerId: number, position: number): Promise<void>;
  /** Removes all that is kept of a consumer. */
  forget(consumerId: number): Promise<void>;
}
