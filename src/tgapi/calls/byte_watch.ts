import { Buffer } from "node:buffer";
import { concatBytes, encodeUtf8 } from "../../base/bytes.ts";

/** Looks for a text in bytes that come piece by piece. */
export class ByteWatch {
  readonly #text: Uint8Array<ArrayBuffer>;
  #rest: Uint8Array = new Uint8Array();

  constructor(text: string) {
    this.#text = encodeUtf8(text);
  }

  /** Whether the text ends within `chunk`. */
  sees(chunk: Uint8Array): boolean {
    const bytes = concatBytes([this.#rest, chunk]);
    this.#rest = bytes.subarray(Math.max(0, bytes.length - this.#text.length + 1));
    return Buffer.from(bytes.buffer).includes(this.#text);
  }
}
