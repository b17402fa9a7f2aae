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
  /** Mostly there is one listener, and no set is made for it. */
  #listener: (() => void) | undefined;
  #others: Set<() => void> | undefined;
  #signal: AbortSignal | undefined;
  aborted = false;
  reason: unknown;

  /** Aborts; the first time counts. */
  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const listeners = [this.#listener, ...this.#others ?? []];
    this.#listener = undefined;
    this.#others = undefined;
    for (const listener of listeners) listener?.();
  }

  addEventListener(_type: "abort", listener: () => void): void {
    if (this.aborted) return;
    if (this.#listener === undefined) this.#listener = listener;
    else if (this.#listener !== listener) (this.#others ??= new Set()).add(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    if (this.#listener === listener) this.#listener = undefined;
    else this.#others?.delete(listener);
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
