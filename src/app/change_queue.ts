import type { Logger } from "../base/logger.ts";
import { Serial } from "../base/serial.ts";

/** Changes that may wait to take effect; each is small, and none may be lost. */
const maxWaitingChanges = 1_000_000;

/** Changes of the settings take effect one after the other; one that fails holds up no other. */
export class ChangeQueue {
  readonly #logger: Logger;
  readonly #serial = new Serial({ maxWaiting: maxWaitingChanges });

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Lets a change take effect after those before it; `change` names it in the log. */
  enqueue(change: string, work: () => Promise<void>): void {
    this.#serial.run(work).catch((error) => {
      this.#logger.error("cannot apply changed settings", { change, error });
    });
  }

  /** Resolves when every change so far has taken effect, and those that they caused. */
  settled(): Promise<void> {
    return this.#serial.idle();
  }
}
