import type { Collected, KeptUpdate } from "../../journal/collected.ts";

/** Where single updates are read. Both answer at once while memory holds what is asked for. */
interface ReadAheadSource {
  /** The update at a position; `undefined` when it is not kept any more. */
  at(position: number): KeptUpdate | undefined | Promise<KeptUpdate | undefined>;
  /** What may be asked for next, of some updates from a position on. */
  after(position: number): Collected | Promise<Collected>;
}

/** Updates held for lanes whose turn has not come, in bytes. */
const maxHeldBytes = 256 * 1024;

/**
 * Reads updates one by one for a consumer that is behind what memory holds. Lanes move on side by side, so what comes
 * after an update in the journal is asked for soon, and the store gives a hundred at the price of a few: whoever reads
 * one of them there reads the next ones too.
 */
export class ReadAhead {
  readonly #source: ReadAheadSource;
  /** By position, the longest held first. */
  readonly #held = new Map<number, KeptUpdate>();
  #heldBytes = 0;
  #reading: Promise<KeptUpdate | undefined> | undefined;
  /** Another one whenever the buffer was dropped. */
  #round = 0;

  constructor(source: ReadAheadSource) {
    this.#source = source;
  }

  /** The update at a position, handed out once; `undefined` when it is not kept any more. Rejects as the source does. */
  take(position: number): KeptUpdate | undefined | Promise<KeptUpdate | undefined> {
    const held = this.#takeHeld(position);
    if (held !== undefined) return held;
    // What is being read may hold it; if that fails, so does this.
    if (this.#reading !== undefined) {
      return this.#reading.then(() => this.#takeHeld(position) ?? this.#source.at(position));
    }
    const found = this.#source.at(position);
    if (!(found instanceof Promise)) {
      // Nearly up to date: the rest is in memory, too.
      this.dropBuffered();
      return found;
    }
    return this.#reading = this.#readOn(position, found).finally(() => this.#reading = undefined);
  }

  /** Holds nothing any more, and nothing of what is being read. */
  dropBuffered(): void {
    this.#round++;
    this.#held.clear();
    this.#heldBytes = 0;
  }

  #takeHeld(position: number): KeptUpdate | undefined {
    const held = this.#held.get(position);
    if (held !== undefined) this.#drop(held);
    return held;
  }

  async #readOn(
    position: number,
    found: Promise<KeptUpdate | undefined>,
  ): Promise<KeptUpdate | undefined> {
    const round = this.#round;
    const update = await found;
    const { updates } = await this.#source.after(position + 1);
    if (round === this.#round) { for (const next of updates) this.#hold(next); }
    return update;
  }

  #hold(update: KeptUpdate): void {
    this.#takeHeld(update.position);
    this.#held.set(update.position, update);
    this.#heldBytes += update.bytes.length;
    for (const oldest of this.#held.values()) {
      if (this.#heldBytes <= maxHeldBytes) return;
      this.#drop(oldest);
    }
  }

  #drop({ position, bytes }: KeptUpdate): void {
    this.#held.delete(position);
    this.#heldBytes -= bytes.length;
  }
}
