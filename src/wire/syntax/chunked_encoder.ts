/** Ends a chunked body (RFC 9112 7.1); no trailers are sent. */
export const lastChunk = "0\r\n\r\n";

/** Ends the data of a chunk. */
export const chunkEnd = "\r\n";

/**
 * What precedes a chunk of `bytes` bytes; {@linkcode chunkEnd} stands after it.
 *
 * @throws {RangeError} for no bytes, which would end the body.
 */
export function chunkStart(bytes: number): string {
  if (!(bytes > 0)) throw new RangeError(`Cannot send a chunk of ${bytes} bytes`);
  return bytes.toString(16) + "\r\n";
}
