import type { Clock } from "../base/clock.ts";

/** Between the first starts: 100 bots a second. */
const firstMs = 10;
/** Between two starts when bots have started without complaint: 400 bots a second. */
const fastestMs = 2.5;
/** Between two starts when upstream complains: its strictest limit is 20 bots a minute. */
const slowestMs = 3000;
/** Upstream may ask one bot to wait for hours; the others are tried again after so long. */
const maxPauseMs = 60_000;

/** Upper bound of starts that a late timer makes up for at once. */
const maxAtOnce = 10;

/** Lets bots start one after another: faster once upstream answers, more slowly while it answers 429. */
export class StartPacer {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #intervalMs = firstMs;
  #nextMs = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds between two starts now. */
  get intervalMs(): number {
    return this.#intervalMs;
  }

  /** Resolves when it is the caller's turn, or early when `signal` aborts. */
  turn(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    if (this.#waiting.size === 0) this.#nextMs = Math.max(this.#nextMs, this.#clock.now());
    return new Promise((resolve) => {
      const go = () => {
        this.#waiting.delete(go);
        signal.removeEventListener("abort", go);
        resolve();
        if (this.#waiting.size === 0) this.#stopTimer();
      };
      this.#waiting.add(go);
      signal.addEventListener("abort", go, { once: true });
      this.#schedule();
    });
  }

  /** Upstream answered 429 to a bot that starts: nobody starts for that long, a minute at most, and then at half the speed. */
  slowDown(retryAfterMs: number): void {
    this.#intervalMs = Math.min(this.#intervalMs * 2, slowestMs);
    this.#nextMs = Math.max(this.#nextMs, this.#clock.now() + Math.min(retryAfterMs, maxPauseMs));
    this.#stopTimer();
    if (this.#waiting.size > 0) this.#schedule();
  }

  /** A bot started without complaint: a tenth faster again. */
  speedUp(): void {
    this.#intervalMs = Math.max(this.#intervalMs * 0.9, fastestMs);
  }

  #schedule(): void {
    this.#cancelTimer ??= this.#clock.schedule(() => {
      this.#cancelTimer = undefined;
      this.#start();
      if (this.#waiting.size > 0) this.#schedule();
    }, Math.max(this.#nextMs - this.#clock.now(), 0));
  }

  /** Starts all whose turn has come: timers are late on a busy machine. */
  #start(): void {
    const nowMs = this.#clock.now();
    this.#nextMs = Math.max(this.#nextMs, nowMs - (maxAtOnce - 1) * this.#intervalMs);
    for (const next of this.#waiting) {
      if (this.#nextMs > nowMs) return;
      this.#nextMs += this.#intervalMs;
      next();
    }
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
