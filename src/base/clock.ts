import type { CancelSignal } from "./cancel_signal.ts";

/** Time as the rooms see it. Tests pass a clock they can move. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Runs `callback` once after `delayMs`; the returned function cancels it. */
  schedule(callback: () => void, delayMs: number): () => void;
}

/** Maximum delay a timer holds without wrapping to 1 ms. */
const maxTimerMs = 0x7fff_ffff;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, Math.min(Math.max(delayMs, 0), maxTimerMs));
    return () => clearTimeout(timer);
  },
};

/**
 * Waits `delayMs`. Resolves early, without throwing, when `signal` aborts: callers look at the signal themselves.
 */
export function sleep(clock: Clock, delayMs: number, signal?: CancelSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      cancel();
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const cancel = clock.schedule(finish, delayMs);
    signal?.addEventListener("abort", finish, { once: true });
  });
}
