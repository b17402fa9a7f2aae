import { fault } from "../faults/fault.ts";
import { withoutByteOrderMark } from "../base/bytes.ts";
import { ContentEncodingError, decodeContent } from "../base/content_encoding.ts";
import type { WholeAnswer } from "../wire/client/exchange.ts";
import { MalformedAnswer } from "./upstream_error.ts";

/** A whole answer of upstream's. */
export interface PlainAnswer {
  readonly status: number;
  /** The `Retry-After` header, when there is one. */
  readonly retryAfter: string | undefined;
  /** Decompressed, without a byte order mark. */
  readonly bytes: Uint8Array;
}

/**
 * Nothing compressed is asked for, but what precedes upstream may do as it likes.
 *
 * @throws {MalformedAnswer} when the compression cannot be undone, or the answer grows beyond `maxBytes`.
 */
export async function decodeAnswer({ head, body }: WholeAnswer, maxBytes: number): Promise<PlainAnswer> {
  const { status, headers } = head;
  const encoding = headers.get("content-encoding") ?? "";
  try {
    const plain = encoding === "" ? body : await decodeContent(body, encoding, maxBytes);
    return { status, retryAfter: headers.get("retry-after"), bytes: withoutByteOrderMark(plain) };
  } catch (error) {
    if (!(error instanceof ContentEncodingError)) throw error;
    throw new MalformedAnswer(
      error.code === "too large"
        ? fault("answer_too_large", { bytes: maxBytes })
        : fault("answer_compressed"),
    );
  }
}
