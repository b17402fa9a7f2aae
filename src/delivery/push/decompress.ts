import { gunzip, inflate, inflateRaw } from "node:zlib";
import { tooLargeResponse, wrongResponse } from "../../base/http_client/exchange_failure.ts";

type Decompressor = typeof gunzip;

/**
 * The body that `encoding`, a `Content-Encoding` in lower case, stands for; empty when the encoding was not asked
 * for. Compressed ones are unpacked off the main thread, and never further than `maxBytes`.
 *
 * @throws {ExchangeFailure} when it cannot be unpacked or is larger.
 */
export async function decompress(
  body: Uint8Array<ArrayBuffer>,
  encoding: string,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (encoding === "identity" || body.length === 0) return body;
  if (encoding === "gzip" || encoding === "x-gzip") return await unpack(gunzip, body, maxBytes);
  if (encoding === "deflate") return await unpack(hasZlibHeader(body) ? inflate : inflateRaw, body, maxBytes);
  return new Uint8Array(0);
}

/** RFC 1950 2.2. Some servers send `deflate` without that wrapping, though RFC 9110 8.4.1.2 asks for it. */
function hasZlibHeader(body: Uint8Array): boolean {
  const [method = 0, flags = 0] = body;
  return (method & 0x0f) === 8 && (method * 256 + flags) % 31 === 0;
}

function unpack(
  decompressor: Decompressor,
  body: Uint8Array,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    decompressor(body, { maxOutputLength: Math.max(maxBytes, 1) }, (error, unpacked) => {
      if (error === null) return resolve(new Uint8Array(unpacked));
      const isTooLarge = "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
      reject(isTooLarge ? tooLargeResponse() : wrongResponse(error));
    });
  });
}
