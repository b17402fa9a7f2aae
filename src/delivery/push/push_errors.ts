import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Fault } from "../../faults/fault.ts";
import { Serial } from "../../base/serial.ts";
import type { PushMemory, PushStore } from "./push_store.ts";

/** Options for {@linkcode PushErrors}. */
interface PushErrorsOptions {
  readonly store: PushStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Errors are written down this long after the first one that is not. */
const saveDelayMs = 1000;

/** What went wrong last with one push consumer, and since when its URL says that it is gone. Survives a restart. */
export class PushErrors {
  readonly #options: PushErrorsOptions;
  #memory: PushMemory;
  #cancelSave: (() => void) | undefined;
  readonly #saves = new Serial();

  constructor(memory: PushMemory, options: PushErrorsOptions) {
    this.#memory = memory;
    this.#options = options;
  }

  /** When it happened last, in milliseconds since the epoch (0 for never), and what. A later success clears neither. */
  get last(): Pick<PushMemory, "lastErrorAtMs" | "lastError"> {
    return this.#memory;
  }

  note(lastError: Fault, nowMs: number): void {
    this.#change({ ...this.#memory, lastError, lastErrorAtMs: nowMs });
  }

  /** An answer came; gives for how long there have been none but 410 Gone, in milliseconds. */
  answered(status: number, nowMs: number): number {
    const { goneSinceMs } = this.#memory;
    if (status !== 410) {
      if (goneSinceMs !== 0) this.#change({ ...this.#memory, goneSinceMs: 0 });
      return 0;
    }
    if (goneSinceMs === 0) this.#change({ ...this.#memory, goneSinceMs: nowMs });
    return goneSinceMs === 0 ? 0 : nowMs - goneSinceMs;
  }

  /** Everything begins anew: the URL was set or removed. */
  clear(): void {
    const { lastErrorAtMs, goneSinceMs } = this.#memory;
    if (lastErrorAtMs === 0 && goneSinceMs === 0) return;
    this.#change({ ...this.#memory, lastErrorAtMs: 0, lastError: undefined, goneSinceMs: 0 });
  }

  /** Writes down what is not; resolves when that is done. */
  async close(): Promise<void> {
    if (this.#cancelSave !== undefined) this.#save();
    await this.#saves.idle();
  }

  #change(memory: PushMemory): void {
    this.#memory = memory;
    this.#cancelSave ??= this.#options.clock.schedule(() => this.#save(), saveDelayMs);
  }

  #save(): void {
    this.#cancelSave?.();
    this.#cancelSave = undefined;
    const { store, logger } = this.#options;
    this.#saves.run(() => store.saveMemory(this.#memory)).catch((error) => {
      logger.error("cannot store webhook errors", { error });
    });
  }
}
