import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { WaitingCall } from "./capture_ports.ts";

/** Counts calls that are never archived because each attempt failed. */
export class SkippedCalls {
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** Since the start. */
  count = 0;
  /** When the last one was skipped, in milliseconds since the epoch; 0 for never. */
  lastAtMs = 0;

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  add({ botId, method }: WaitingCall, error: unknown): void {
    this.#logger.error("cannot archive a captured call, skipping it", { bot: botId, method, error });
    this.count++;
    this.lastAtMs = this.#clock.now();
  }
}
