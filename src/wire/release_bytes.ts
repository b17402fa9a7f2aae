/** Smaller pieces are collected soon enough. */
const minReleasedBytes = 4096;

/**
 * Frees the memory of a piece that was written and that nobody else holds: it is empty afterwards. V8 hardly notices
 * bytes outside its heap and leaves them lying: 600 MB that went from one socket to another raised the memory of Deno by
 * 157 MiB, and by 14 MiB when each piece was freed, at the same speed. A piece that shares its memory is left alone.
 */
export function releaseBytes(piece: Uint8Array): void {
  const { buffer } = piece;
  if (piece.length < minReleasedBytes || piece.length !== buffer.byteLength) return;
  if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
}
