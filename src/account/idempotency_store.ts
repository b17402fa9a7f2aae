/** A request that came with a key, as it is remembered. */
export interface KeyedRequest {
  /** Who sent it: keys of different people never meet. */
  readonly owner: string;
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly begunAtMs: number;
}

/** How a remembered request ended. */
export interface KeyedOutcome {
  /** Of what was asked for; empty until it ended well. */
  readonly fingerprint: string;
  /** What it was answered, in JSON; empty until it ended well. */
  readonly answer: string;
}

/** Where requests with keys are remembered. Each call is one transaction. */
export interface IdempotencyStore {
  /**
   * Forgets what began before `oldestMs`, then notes that a request begins: `begun`, or how the one with this key
   * ended that is there already, or `full` when there are `most`.
   */
  begin(request: KeyedRequest, oldestMs: number, max: number): Promise<"begun" | "full" | KeyedOutcome>;
  end(owner: string, key: string, outcome: KeyedOutcome): Promise<void>;
  forget(owner: string, key: string): Promise<void>;
}
