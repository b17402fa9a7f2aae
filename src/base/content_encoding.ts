import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";

/**
 * The bytes behind an HTTP `Content-Encoding`; nothing when they cannot be read, or are more than `mostBytes`. It works
 * in the calling thread: for bodies that are known to be small.
 */
export function decodeContent(
  bytes: Uint8Array<ArrayBuffer>,
  encoding: string,
  mostBytes: number,
): Uint8Array<ArrayBuffer> {
  const options = { maxOutputLength: mostBytes };
  try {
    switch (encoding.trim().toLowerCase()) {
      case "":
      case "identity":
        return bytes;
      case "gzip":
      case "x-gzip":
        return new Uint8Array(gunzipSync(bytes, options));
      case "deflate":
        return new Uint8Array(inflateSync(bytes, options));
      case "br":
        return new Uint8Array(brotliDecompressSync(bytes, options));
      default:
        return new Uint8Array();
    }
  } catch {
    // Whoever sent them has been answered already, and upstream could read them or not.
    return new Uint8Array();
  }
}
