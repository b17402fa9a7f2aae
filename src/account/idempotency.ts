import type { Clock } from "../base/clock.ts";
import type { IdempotencyStore } from "./idempotency_store.ts";

/** How long a key holds, in milliseconds. */
export const keyLifetimeMs = 86_400_000;
/** Maximum keys that are remembered at a time. */
const maxKeys = 20_000;

/** Why a request with a key is not carried out, in a sentence for whoever sent it. */
export class IdempotencyError extends Error {
  override readonly name = "IdempotencyError";
  /** `reused`: with something else. `unknown`: it may have been carried out. `full`: too many keys are remembered. */
  readonly code: "reused" | "unknown" | "full";

  constructor(code: IdempotencyError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** A request that must be carried out at most once. */
interface OnceRequest<T> {
  /** Who sent it. */
  readonly owner: string;
  readonly key: string;
  /** Tells what is asked for from anything else; called after `work`, or instead of it. */
  readonly fingerprint: () => Promise<string>;
  /** Does it. What it gives must survive a way through JSON. */
  readonly work: () => Promise<T>;
  /** Whether it is certain that nothing came of `work` when it threw this: then the key is free again. */
  readonly isUndone: (error: unknown) => boolean;
}

/** Carries requests with keys out once, across restarts and crashes, and gives those that come again the same answer. */
export class Idempotency {
  readonly #store: IdempotencyStore;
  readonly #clock: Clock;
  /** The requests that are being carried out or compared now. */
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(store: IdempotencyStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Carries a request out, or gives the answer that the first one with its key got; twins wait for the first.
   *
   * @throws {IdempotencyError} when it cannot be told whether that is right, and what `work` throws.
   */
  async run<T>(request: OnceRequest<T>): Promise<T> {
    const name = `${request.owner} ${request.key}`;
    for (let first; (first = this.#underWay.get(name)) !== undefined;) await first;
    const turn = Promise.withResolvers<void>();
    this.#underWay.set(name, turn.promise);
    try {
      return await this.#begin(request);
    } finally {
      this.#underWay.delete(name);
      turn.resolve();
    }
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay.values());
  }

  async #begin<T>(request: OnceRequest<T>): Promise<T> {
    const { owner, key, fingerprint } = request;
    const begunAtMs = this.#clock.now();
    const found = await this.#store.begin({ owner, key, begunAtMs }, begunAtMs - keyLifetimeMs, maxKeys);
    if (found === "begun") return await this.#carryOut(request);
    if (found === "full") {
      throw new IdempotencyError(
        "full",
        `Cannot remember this Idempotency-Key: there were ${maxKeys} within a day; wait, or send without one`,
      );
    }
    if (found.fingerprint === "") {
      throw new IdempotencyError(
        "unknown",
        "It is unknown whether the request with this Idempotency-Key was carried out; look, then use a new key",
      );
    }
    if (found.fingerprint !== await fingerprint()) {
      throw new IdempotencyError("reused", "This Idempotency-Key came with another request; use a new one");
    }
    return JSON.parse(found.answer) as T; // What work() gave, for the same request.
  }

  async #carryOut<T>({ owner, key, fingerprint, work, isUndone }: OnceRequest<T>): Promise<T> {
    let answer: T;
    try {
      answer = await work();
    } catch (error) {
      if (isUndone(error)) await this.#store.forget(owner, key);
      throw error;
    }
    await this.#store.end(owner, key, { fingerprint: await fingerprint(), answer: JSON.stringify(answer) });
    return answer;
  }
}
