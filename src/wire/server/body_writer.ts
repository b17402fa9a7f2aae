import type { Socket } from "node:net";
import { joinBytes } from "../join_bytes.ts";
import type { SliceWriter, WriteTurns } from "./write_turns.ts";

/** Who bytes are written for. */
interface BytesWriterOwner {
  /** The client took bytes, or now has to. */
  onWriting(): void;
  /** All was handed to the kernel. */
  onWritten(): void;
}

/** Who a body is written for. */
export interface BodyWriterOwner extends BytesWriterOwner {
  /** Nothing waits for the client: the source has to give more. */
  onStarved(): void;
  /** The body broke off: its client must not take it for whole. */
  onBroken(error: unknown): void;
}

/** Writes the rest of a body. */
export interface BodyWriter {
  /** Nobody waits for it any more. */
  cancel(reason: unknown): void;
}

/** Bytes in one write. More of a slow reader's would be copied by the runtime. */
export const sliceBytes = 64 * 1024;

/** Writes bytes slice by slice, each when the one before is with the kernel and its turn has come. */
export class BytesWriter implements BodyWriter, SliceWriter {
  readonly #socket: Socket;
  readonly #turns: WriteTurns;
  readonly #owner: BytesWriterOwner;
  #bytes: Uint8Array | undefined;
  #offset = 0;
  #head = "";

  constructor(socket: Socket, turns: WriteTurns, owner: BytesWriterOwner, bytes: Uint8Array) {
    this.#socket = socket;
    this.#turns = turns;
    this.#owner = owner;
    this.#bytes = bytes;
  }

  /** Writes `head`, text of one character a byte, with the first slice. */
  start(head: string): void {
    this.#head = head;
    this.#owner.onWriting();
    this.#turns.add(this);
  }

  writeSlice(): number {
    const bytes = this.#bytes;
    if (bytes === undefined) return 0;
    const slice = bytes.subarray(this.#offset, this.#offset + sliceBytes);
    this.#offset += slice.length;
    this.#socket.write(joinBytes(this.#head, slice), this.#onTaken);
    this.#head = "";
    return slice.length;
  }

  cancel(): void {
    this.#bytes = undefined;
  }

  readonly #onTaken = (error?: Error | null): void => {
    // The connection hears of errors by itself.
    if (this.#bytes === undefined || error) return;
    this.#owner.onWriting();
    if (this.#offset < this.#bytes.length) this.#turns.add(this);
    else {
      this.#bytes = undefined;
      this.#owner.onWritten();
    }
  };
}
