import { concatBytes } from "../../base/bytes.ts";
import { type BodySource, toBodySource } from "../body_source.ts";
import type { WireBody } from "./wire_response.ts";

/** Steps of the microtask queue in which a body that is already there comes out of its stream. */
const settlingSteps = 12;
/** What is longer, or in more pieces, leaves as it comes. */
const maxSettledBytes = 1024 * 1024;
const maxSettledPieces = 32;

/**
 * The whole of a body that is there at once, as that of most responses is, so that it is sent with its length; else what
 * came, and the rest behind it. Nothing is awaited that takes longer than this turn of the event loop.
 */
export async function settleBody(stream: ReadableStream<Uint8Array>): Promise<WireBody> {
  const source = toBodySource(stream);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const reading = new Reading(source);
    for (let step = 0; step < settlingSteps && !reading.isSettled; step++) await undefined;
    if (!reading.isSettled || reading.isFailed) return new BegunBody(pieces, reading.piece, source);
    const piece = await reading.piece;
    if (piece === undefined) return pieces.length === 1 ? pieces[0]! : concatBytes(pieces);
    pieces.push(piece);
    length += piece.length;
    const isLong = pieces.length > 1 && length > maxSettledBytes;
    if (isLong || pieces.length === maxSettledPieces) return new BegunBody(pieces, source.read(), source);
  }
}

/** A piece that is being read. */
class Reading {
  readonly piece: Promise<Uint8Array | undefined>;
  isSettled = false;
  isFailed = false;

  constructor(source: BodySource) {
    this.piece = source.read();
    this.piece.then(() => {
      this.isSettled = true;
    }, () => {
      this.isSettled = true;
      this.isFailed = true;
    });
  }
}

/** A body of which some was read. */
class BegunBody implements BodySource {
  readonly #pieces: Uint8Array[];
  readonly #source: BodySource;
  #next: Promise<Uint8Array | undefined> | undefined;

  readonly isExclusive: boolean;

  constructor(pieces: Uint8Array[], next: Promise<Uint8Array | undefined>, source: BodySource) {
    this.#pieces = pieces;
    this.#next = next;
    this.#source = source;
    this.isExclusive = source.isExclusive;
    // Told of when it is read.
    next.catch(() => {});
  }

  read(): Promise<Uint8Array | undefined> {
    const piece = this.#pieces.shift();
    if (piece !== undefined) return Promise.resolve(piece);
    const next = this.#next;
    this.#next = undefined;
    return next ?? this.#source.read();
  }

  cancel(reason: unknown): void {
    this.#source.cancel(reason);
  }
}
