import type { ConsumerFilter } from "../registry/model.ts";
import type { AllowedUpdates } from "../telegram/get_updates.ts";
import { type AllowedSince, CompiledFilter, maxAllowedHistory } from "./filter.ts";
import type { CursorState } from "./store.ts";

/** A consumer's place in its bot's journal. Changes are announced to `onChange`, which writes them down in groups. */
export class Cursor {
  readonly consumerId: number;
  readonly botId: number;
  readonly #onChange: (cursor: Cursor) => void;
  #owner: ConsumerFilter;
  #position: number;
  #history: readonly AllowedSince[];
  #lost: number;
  #filter: CompiledFilter;

  constructor(state: CursorState, owner: ConsumerFilter, onChange: (cursor: Cursor) => void) {
    this.consumerId = state.consumerId;
    this.botId = state.botId;
    this.#position = state.position;
    this.#history = state.allowedHistory;
    this.#lost = state.lost;
    this.#owner = owner;
    this.#onChange = onChange;
    this.#filter = new CompiledFilter(owner, state.allowedHistory);
  }

  /** Every update before this position is confirmed. */
  get position(): number {
    return this.#position;
  }

  get filter(): CompiledFilter {
    return this.#filter;
  }

  /** Updates that retention took away before they were confirmed. */
  get lost(): number {
    return this.#lost;
  }

  /** The setting of `allowed_updates` in force. */
  get allowedUpdates(): AllowedUpdates {
    return this.#history.at(-1)!.allowed;
  }

  /** What is to be written down. */
  get state(): CursorState {
    return {
      consumerId: this.consumerId,
      botId: this.botId,
      position: this.#position,
      allowedHistory: this.#history,
      lost: this.#lost,
    };
  }

  /** Confirms everything before `position`; never goes back. */
  confirm(position: number): void {
    if (position <= this.#position) return;
    this.#position = position;
    this.#onChange(this);
  }

  /** Sets the place, backward too. */
  moveTo(position: number): void {
    this.#position = position;
    this.#onChange(this);
  }

  addLost(count: number): void {
    if (count === 0) return;
    this.#lost += count;
    this.#onChange(this);
  }

  /** A new setting of `allowed_updates`: it acts on updates from `position` on, those waiting keep the old one. */
  setAllowed(allowed: AllowedUpdates, position: number): void {
    if (isSameSetting(allowed, this.allowedUpdates)) return;
    // Settings that only concern confirmed updates are done with; the first entry holds for all before the second.
    const needed = this.#history.filter((_, index) =>
      (this.#history[index + 1]?.position ?? Infinity) > this.#position
    );
    const kept = needed.filter((entry) => entry.position < position).slice(-(maxAllowedHistory - 1));
    this.#history = [...kept, { position, allowed }];
    this.#refresh();
  }

  /** The owner changed the consumer's filter. */
  setOwnerFilter(owner: ConsumerFilter): void {
    this.#owner = owner;
    this.#refresh();
  }

  #refresh(): void {
    this.#filter = new CompiledFilter(this.#owner, this.#history);
    this.#onChange(this);
  }
}

function isSameSetting(left: AllowedUpdates, right: AllowedUpdates): boolean {
  if (left === "default" || right === "default") return left === right;
  return left.length === right.length && left.every((kind) => right.includes(kind));
}
