import { updatesPrefix, updatesSuffix } from "../telegram/envelope.ts";

/** Updates picked for one answer. */
export interface Picked {
  /** The finished body of an answer to getUpdates; `undefined` when nothing was picked. */
  readonly body: Uint8Array<ArrayBuffer> | undefined;
  readonly count: number;
  /** Position of the last update picked, 0 when there is none. */
  readonly lastPosition: number;
  /** Every update before this position was looked at. */
  readonly nextPosition: number;
}

/** How much one answer may hold. */
export interface AnswerLimits {
  readonly updates: number;
  /** Bytes, with the overhead the official server counts for each update; the first update always fits. */
  readonly bytes: number;
}

/**
 * Puts prefix and suffix around pieces of `source`. Each run is a stretch of updates, every update followed by one
 * byte for the comma; the last comma is left out. One allocation, one copy per run.
 *
 * @param runs start and end of each stretch, alternating.
 */
export function frameRuns(source: Uint8Array, runs: readonly number[]): Uint8Array<ArrayBuffer> {
  let length = updatesPrefix.length + updatesSuffix.length - 1;
  for (let index = 0; index < runs.length; index += 2) length += runs[index + 1]! - runs[index]!;
  const body = new Uint8Array(length);
  body.set(updatesPrefix);
  let offset = updatesPrefix.length;
  for (let index = 0; index < runs.length; index += 2) {
    const run = source.subarray(runs[index], runs[index + 1]);
    body.set(index + 2 === runs.length ? run.subarray(0, -1) : run, offset);
    offset += run.length;
  }
  // The comma that was left out stands where the suffix begins.
  body.set(updatesSuffix, offset - 1);
  return body;
}

const comma = 0x2c;

/** Puts prefix, commas and suffix around whole updates, at least one. */
export function frameUpdates(updates: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = updatesPrefix.length + updatesSuffix.length + updates.length - 1;
  for (const update of updates) length += update.length;
  const body = new Uint8Array(length);
  body.set(updatesPrefix);
  let offset = updatesPrefix.length;
  for (const [index, update] of updates.entries()) {
    if (index > 0) body[offset++] = comma;
    body.set(update, offset);
    offset += update.length;
  }
  body.set(updatesSuffix, offset);
  return body;
}

/** A body that was framed before. */
interface Frame {
  readonly source: object;
  /** Positions of its updates. */
  readonly positions: readonly number[];
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A large one, which is remembered for as long as somebody else holds it. */
interface LargeFrame extends Omit<Frame, "body"> {
  readonly body: WeakRef<Uint8Array<ArrayBuffer>>;
}

/** Frames kept of either size, and the largest that is held. Together they bound the memory to 4 MiB. */
const maxFrames = 32;
const maxFrameBytes = 128 * 1024;

/**
 * The bodies framed last, for all logs of a process. Readers at the same place get the same bytes: framing them once
 * spares each of them an allocation of its own, and slow readers of a large answer hold one copy together. What stands
 * at a position never changes, but when a user is forgotten: see {@linkcode FrameCache.forget}.
 */
export class FrameCache {
  #frames: Frame[] = [];
  #large: LargeFrame[] = [];
  #next = 0;
  #nextLarge = 0;

  /** The body that holds the updates of `source` at these positions; made by `frame` unless it is known. */
  share(
    source: object,
    positions: readonly number[],
    frame: () => Uint8Array<ArrayBuffer>,
  ): Uint8Array<ArrayBuffer> {
    const isSame = (known: Omit<Frame, "body">) =>
      known.source === source && isSameList(known.positions, positions);
    for (const known of this.#frames) if (isSame(known)) return known.body;
    for (const known of this.#large) {
      const body = isSame(known) ? known.body.deref() : undefined;
      if (body !== undefined) return body;
    }
    const body = frame();
    if (body.length > maxFrameBytes) {
      this.#large[this.#nextLarge] = { source, positions, body: new WeakRef(body) };
      this.#nextLarge = (this.#nextLarge + 1) % maxFrames;
    } else {
      this.#frames[this.#next] = { source, positions, body };
      this.#next = (this.#next + 1) % maxFrames;
    }
    return body;
  }

  /** Forgets the bodies of a source: what is at some positions is something else now. */
  forget(source: object): void {
    this.#frames = this.#frames.filter((known) => known.source !== source);
    this.#large = this.#large.filter((known) => known.source !== source);
    this.#next = this.#frames.length % maxFrames;
    this.#nextLarge = this.#large.length % maxFrames;
  }
}

function isSameList(left: readonly number[], right: readonly number[]): boolean {
  const { length } = left;
  if (length !== right.length || left[0] !== right[0] || left[length - 1] !== right[length - 1]) return false;
  return left.every((position, index) => position === right[index]);
}
