/**
 * The part of an `AbortSignal` that most who wait look at. A real one is expensive to make, and one is due for every
 * request, though few are ever cancelled.
 */
export interface CancelSignal {
  readonly aborted: boolean;
  /** Why it aborted. */
  readonly reason: unknown;
  addEventListener(type: "abort", listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** Aborts a {@linkcode CancelSignal}, as an `AbortController` does a real one. */
export class Cancellation implements CancelSignal {
  /** Undefined while nobody listens, as is mostly the case. */
  #listeners: Set<() => void> | undefined;
  #signal: AbortSignal | undefined;
  aborted = false;
  reason: unknown;

  /** Aborts; the first time counts. */
  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const listeners = this.#listeners;
    this.#listeners = undefined;
    for (const listener of listeners ?? []) listener();
  }

  addEventListener(_type: "abort", listener: () => void): void {
    if (!this.aborted) (this.#listeners ??= new Set()).add(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    this.#listeners?.delete(listener);
  }

  /** A real signal that aborts with this one. */
  get signal(): AbortSignal {
    if (this.#signal === undefined) {
      const controller = new AbortController();
      this.#signal = controller.signal;
      if (this.aborted) controller.abort(this.reason);
      else this.addEventListener("abort", () => controller.abort(this.reason));
    }
    return this.#signal;
  }
}

/** `signal` as a real one, for what takes no other. */
export function toAbortSignal(signal: CancelSignal): AbortSignal {
  if (signal instanceof AbortSignal) return signal;
  if (signal instanceof Cancellation) return signal.signal;
  const cancellation = new Cancellation();
  if (signal.aborted) cancellation.abort(signal.reason);
  else signal.addEventListener("abort", () => cancellation.abort(signal.reason), { once: true });
  return cancellation.signal;
}
