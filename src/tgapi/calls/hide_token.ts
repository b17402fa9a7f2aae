import { Buffer } from "node:buffer";
import { concatBytes, encodeUtf8 } from "../../base/bytes.ts";
import type { CancelSignal } from "../../base/cancel_signal.ts";
import { HeaderList } from "../../base/header_list.ts";
import type { HttpResponse } from "../../base/http_message.ts";
import { isPacked, unpackAnswer } from "../exchange/packed_answer.ts";
import type { Caller } from "./caller.ts";

/** Puts the token the caller presented wherever the real one is in an answer. */
class TokenHider {
  readonly #real: string;
  readonly #presented: string;
  readonly #realBytes: Uint8Array<ArrayBuffer>;
  readonly #presentedBytes: Uint8Array<ArrayBuffer>;

  /**
   * Only the parts behind the colon are looked for: both tokens have the same bot id before it, and what stands
   * between differs (`:` in paths, `%3A` in URLs, `~` where file systems know no colon).
   */
  constructor(realToken: string, presentedToken: string) {
    this.#real = realToken.slice(realToken.indexOf(":") + 1);
    this.#presented = presentedToken.slice(presentedToken.indexOf(":") + 1);
    this.#realBytes = encodeUtf8(this.#real);
    this.#presentedBytes = encodeUtf8(this.#presented);
  }

  /** A text of the caller's with the real token in it again. */
  reveal(text: string): string {
    return text.replaceAll(this.#presented, this.#real);
  }

  /**
   * The answer without the real token. A compressed body is unpacked first: what cannot be read cannot be cleaned.
   *
   * @throws {TelegramError} 502 when it cannot be unpacked.
   */
  async hide(packed: HttpResponse, signal: CancelSignal): Promise<HttpResponse> {
    const answer = isPacked(packed) ? await unpackAnswer(packed, signal) : packed;
    const headers = this.hideHeaders(answer.headers);
    if (answer.body === null) return { ...answer, headers };
    if (answer.body instanceof Uint8Array) return this.#hideWhole({ ...answer, headers }, answer.body);
    if (this.#real.length !== this.#presented.length) headers.delete("content-length");
    return { ...answer, headers, body: answer.body.pipeThrough(this.#createReplacer()) };
  }

  /** Headers without the real token; a redirect's `Location` may name it. */
  hideHeaders(headers: HeaderList): HeaderList {
    const hidden = new HeaderList();
    for (const [name, value] of headers) hidden.append(name, value.replaceAll(this.#real, this.#presented));
    return hidden;
  }

  #hideWhole(answer: HttpResponse, body: Uint8Array<ArrayBuffer>): HttpResponse {
    const replaced = this.#replaceIn(body);
    if (replaced.length !== body.length) answer.headers.delete("content-length");
    return { ...answer, body: replaced };
  }

  #replaceIn(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const parts: Uint8Array[] = [];
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    let from = 0;
    for (;;) {
      const at = buffer.indexOf(this.#realBytes, from);
      if (at < 0) break;
      parts.push(bytes.subarray(from, at), this.#presentedBytes);
      from = at + this.#realBytes.length;
    }
    if (parts.length === 0) return bytes;
    parts.push(bytes.subarray(from));
    return concatBytes(parts);
  }

  /** Holds back the few bytes at the end of each chunk that may be the beginning of the token. */
  #createReplacer(): TransformStream<Uint8Array, Uint8Array> {
    let held: Uint8Array<ArrayBuffer> = new Uint8Array();
    return new TransformStream({
      transform: (chunk, controller) => {
        const bytes = this.#replaceIn(concatBytes([held, chunk]));
        const end = bytes.length - overlapLength(bytes, this.#realBytes);
        held = bytes.slice(end);
        if (end > 0) controller.enqueue(bytes.subarray(0, end));
      },
      flush(controller) {
        if (held.length > 0) controller.enqueue(held);
      },
    });
  }
}

/** What hides the real token from this caller; `undefined` when the caller holds it. */
export function toHider(caller: Caller): TokenHider | undefined {
  return caller.presentedToken === caller.realToken
    ? undefined
    : new TokenHider(caller.realToken, caller.presentedToken);
}

/** How many bytes at the end of `bytes` are a beginning, but not all, of `part`. */
function overlapLength(bytes: Uint8Array, part: Uint8Array): number {
  for (let length = Math.min(part.length - 1, bytes.length); length > 0; length--) {
    const start = bytes.length - length;
    let same = 0;
    while (same < length && bytes[start + same] === part[same]) same++;
    if (same === length) return length;
  }
  return 0;
}
