import { ContentEncodingError, decodeContent } from "../../base/content_encoding.ts";
import { malformedAnswer, tooLargeAnswer } from "../../wire/client/request_failure.ts";

/**
 * The body that `encoding`, a `Content-Encoding`, stands for; empty when the encoding is not known. It is never unpacked
 * further than `maxBytes`.
 *
 * @throws {RequestFailure} when it cannot be unpacked or is larger.
 */
export async function decompress(
  body: Uint8Array<ArrayBuffer>,
  encoding: string,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await decodeContent(body, encoding, maxBytes);
  } catch (error) {
    if (!(error instanceof ContentEncodingError)) throw error;
    if (error.code === "unknown") return new Uint8Array();
    throw error.code === "too large" ? tooLargeAnswer() : malformedAnswer(error);
  }
}
