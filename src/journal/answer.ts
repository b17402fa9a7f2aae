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
  readonly first: number;
  readonly last: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Frames kept, and the largest that is. Together they bound the memory to 4 MiB. */
const maxFrames = 32;
const maxFrameBytes = 128 * 1024;

/**
 * The bodies framed last, for all rings of a process. Readers that follow a bot at the same pace ask for the same
 * updates one after the other; framing them once spares each of them an allocation of its own. A frame holds every
 * update of its source between two positions, and those never change, so nothing here goes stale.
 */
export class FrameCache {
  readonly #frames: Frame[] = [];
  #next = 0;

  find(source: object, first: number, last: number): Uint8Array<ArrayBuffer> | undefined {
    for (const frame of this.#frames) {
      if (frame.last === last && frame.first === first && frame.source === source) return frame.body;
    }
    return undefined;
  }

  keep(source: object, first: number, last: number, body: Uint8Array<ArrayBuffer>): void {
    if (body.length > maxFrameBytes) return;
    this.#frames[this.#next] = { source, first, last, body };
    this.#next = (this.#next + 1) % maxFrames;
  }
}
