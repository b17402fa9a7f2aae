import { Buffer } from "node:buffer";

const encoder = new TextEncoder();
const slabBytes = 16 * 1024;
/** Longer messages have memory of their own. */
const maxSharedBytes = 2 * 1024;

let slab = Buffer.allocUnsafeSlow(slabBytes);
let taken = 0;

/** `head`, text of one character a byte, and `body` behind it, in one piece. */
export function joinBytes(head: string, body: Uint8Array): Uint8Array {
  if (head === "") return body;
  const bytes = allocate(head.length + body.length);
  writeLatin1(bytes, head);
  bytes.set(body, head.length);
  return bytes;
}

/** Most heads are ASCII, which is UTF-8 too: on Deno, `Buffer` takes seven times as long for it as an encoder. */
function writeLatin1(bytes: Uint8Array, text: string): void {
  const { read, written } = encoder.encodeInto(text, bytes);
  const isAscii = read === text.length && written === read;
  if (!isAscii) Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).write(text, 0, "latin1");
}

/**
 * Memory that is written to once. That of short messages is cut from a larger piece, since Deno is slow to make any. A
 * `Buffer`, which sockets take as it is.
 */
function allocate(length: number): Buffer {
  if (length > maxSharedBytes) return Buffer.allocUnsafe(length);
  if (taken + length > slabBytes) {
    slab = Buffer.allocUnsafeSlow(slabBytes);
    taken = 0;
  }
  const bytes = slab.subarray(taken, taken + length);
  taken += length;
  return bytes;
}
