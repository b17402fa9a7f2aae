import { Queue } from "../base/queue.ts";
import type { SpilledStretch, SpooledStretch } from "./capture_ports.ts";
import type { CapturedCall } from "./read_call.ts";

/** A stretch, and where it comes from. */
interface WaitingStretch extends SpilledStretch {
  /** A process before this one wrote it: nothing is known of its calls. */
  readonly isLeft: boolean;
}

/** A stretch, and whether calls may still be added behind it. */
interface GrowingStretch extends WaitingStretch {
  readonly botIds: Set<number>;
  readonly methods: Set<string>;
  end: number;
  last: number;
  count: number;
  isOpen: boolean;
}

/** From so many bytes on, calls begin another stretch: what is archived at once. */
const maxStretchBytes = 1024 * 1024;

/** Calls that wait in the spool alone: all later than those that wait in memory. */
export class SpilledCalls {
  readonly #stretches = new Queue<GrowingStretch>();
  #newest: GrowingStretch | undefined;
  #bytes = 0;

  /** Whether none wait. */
  get isEmpty(): boolean {
    return this.#stretches.size === 0;
  }

  /** What they take on the disk. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Number of the first of them; `undefined` for none. */
  get firstNumber(): number | undefined {
    return this.#stretches.first?.first;
  }

  /** The oldest of them, to which none is added any more; `undefined` for none. */
  get first(): WaitingStretch | undefined {
    const { first } = this.#stretches;
    if (first !== undefined) first.isOpen = false;
    return first;
  }

  /** Adds what a process before this one left, behind all others. */
  addLeft(stretch: SpooledStretch): void {
    this.#push(stretch, true);
  }

  /** Adds calls that were just written, behind all others. */
  add(stretch: SpooledStretch, calls: readonly CapturedCall[]): void {
    const { path, start, end, last, count } = stretch;
    let newest = this.#newest;
    if (newest?.isOpen === true && newest.path === path && newest.end === start) {
      newest.end = end;
      newest.last = last;
      newest.count += count;
      this.#bytes += end - start;
    } else newest = this.#push(stretch, false);
    newest.isOpen = newest.end - newest.start < maxStretchBytes;
    for (const { botId, method } of calls) {
      newest.botIds.add(botId);
      newest.methods.add(method);
    }
  }

  /** Takes the oldest of them out. */
  removeFirst(): void {
    const stretch = this.#stretches.take();
    if (stretch === undefined) return;
    stretch.isOpen = false;
    this.#bytes -= stretch.end - stretch.start;
  }

  #push(stretch: SpooledStretch, isLeft: boolean): GrowingStretch {
    const added = {
      ...stretch,
      botIds: new Set<number>(),
      methods: new Set<string>(),
      isLeft,
      isOpen: false,
    };
    this.#stretches.add(added);
    this.#newest = added;
    this.#bytes += stretch.end - stretch.start;
    return added;
  }
}
