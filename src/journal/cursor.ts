import type { Consumer } from "../registry/entities/consumer.ts";
import type { ConsumerFilter } from "../registry/entities/consumer_filter.ts";
import type { AllowedUpdates } from "../telegram/get_updates.ts";
import { PositionSet } from "./position_set.ts";
import { type AllowedSince, CompiledFilter, maxAllowedHistory } from "./filter.ts";
import type { CursorState } from "./journal_store.ts";

/** Told of a change that is to be written down; `isUrgent` when an update was confirmed that nobody will name again. */
type CursorChanged = (cursor: Cursor, isUrgent: boolean) => void;

/**
 * A consumer's place in its bot's journal: a low-water mark and, for a consumer that is pushed to, single positions
 * above it. Changes are announced to `onChange`, which writes them down in groups.
 */
export class Cursor {
  readonly consumerId: number;
  readonly botId: number;
  readonly #onChange: CursorChanged;
  readonly #delivered: PositionSet;
  /** The filter looks into it as well. */
  readonly #hidden: PositionSet;
  #hiddenFrom: number;
  #owner: ConsumerFilter;
  #position: number;
  #isMoved = false;
  #history: readonly AllowedSince[];
  #lost: number;
  #filter: CompiledFilter;

  constructor(state: CursorState, owner: ConsumerFilter, onChange: CursorChanged) {
    this.consumerId = state.consumerId;
    this.botId = state.botId;
    this.#position = state.position;
    this.#history = state.allowedHistory;
    this.#lost = state.lost;
    this.#owner = owner;
    this.#onChange = onChange;
    this.#delivered = new PositionSet(state.delivered);
    this.#delivered.dropBelow(state.position);
    this.#hidden = new PositionSet(state.hidden);
    this.#hiddenFrom = state.hiddenFrom;
    this.#filter = new CompiledFilter(owner, state.allowedHistory, this.#hidden);
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

  /** How many positions above {@linkcode position} are confirmed. */
  get deliveredCount(): number {
    return this.#delivered.count;
  }

  /** What is to be written down now; who cannot write it gives it back with {@linkcode giveBack}. */
  takeState(): CursorState {
    return {
      consumerId: this.consumerId,
      botId: this.botId,
      position: this.#position,
      allowedHistory: this.#history,
      lost: this.#lost,
      delivered: this.#delivered.takeChanged(),
      isWhole: this.#takeMoved(),
      hidden: this.#hidden.takeChanged(),
      hiddenFrom: this.#hiddenFrom,
    };
  }

  /** A state that was taken could not be written down. */
  giveBack({ delivered, isWhole, hidden }: CursorState): void {
    this.#delivered.giveBack(delivered);
    this.#hidden.giveBack(hidden);
    this.#isMoved ||= isWhole;
  }

  /** Whether the update at `position` is confirmed. */
  isConfirmed(position: number): boolean {
    return position < this.#position || this.#delivered.has(position);
  }

  /** Confirms everything before `position`; never goes back. */
  confirm(position: number): void {
    if (position <= this.#position) return;
    this.#position = position;
    this.#delivered.dropBelow(position);
    this.#onChange(this, false);
  }

  /** Confirms the one update at `position`, and everything before `mark`. */
  confirmOne(position: number, mark: number): void {
    if (position >= mark && position >= this.#position) this.#delivered.add(position);
    if (mark > this.#position) {
      this.#position = mark;
      this.#delivered.dropBelow(mark);
    }
    this.#onChange(this, true);
  }

  /** Sets the place, backward too. */
  moveTo(position: number): void {
    this.#position = position;
    this.#delivered.dropBelow(Infinity);
    this.#isMoved = true;
    this.#onChange(this, false);
  }

  /** The consumer does not get to see the update at `position`. Nothing may have been told of that update yet. */
  hide(position: number): void {
    this.#hidden.add(position);
    this.#onChange(this, false);
  }

  /** The update at `position` was not kept after all; another one may come to stand there. */
  unhide(position: number): void {
    this.#hidden.remove(position);
    this.#onChange(this, false);
  }

  /** What lies below `position` is not kept any more. */
  forgetHidden(position: number): void {
    if (this.#hidden.count === 0) return;
    this.#hidden.dropBelow(position);
    this.#hiddenFrom = position;
    this.#onChange(this, false);
  }

  addLost(count: number): void {
    if (count === 0) return;
    this.#lost += count;
    this.#onChange(this, false);
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

  #takeMoved(): boolean {
    const isMoved = this.#isMoved;
    this.#isMoved = false;
    return isMoved;
  }

  #refresh(): void {
    this.#filter = new CompiledFilter(this.#owner, this.#history, this.#hidden);
    this.#onChange(this, false);
  }
}

/** The state of a cursor at a consumer's starting point. */
export function newCursorState(owner: Pick<Consumer, "id" | "botId">, position: number): CursorState {
  return {
    consumerId: owner.id,
    botId: owner.botId,
    position,
    allowedHistory: [{ position: 0, allowed: "default" }],
    lost: 0,
    delivered: [],
    isWhole: false,
    hidden: [],
    hiddenFrom: 0,
  };
}

function isSameSetting(left: AllowedUpdates, right: AllowedUpdates): boolean {
  if (left === "default" || right === "default") return left === right;
  return left.length === right.length && left.every((kind) => right.includes(kind));
}
