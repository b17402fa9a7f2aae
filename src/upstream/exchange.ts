import type { ClientRequest, IncomingMessage } from "node:http";
import type { Clock } from "../base/clock.ts";
import { concatBytes, withoutByteOrderMark } from "../base/bytes.ts";
import { ContentEncodingError, decodeContent } from "../base/content_encoding.ts";
import { MalformedAnswer, toUnreachable, UpstreamUnreachable } from "./upstream_error.ts";

/** A whole answer. */
export interface Answer {
  readonly status: number;
  /** The `Retry-After` header, when there is one. */
  readonly retryAfter: string | undefined;
  /** Decompressed, without a byte order mark. */
  readonly bytes: Uint8Array;
}

/** How long and how much one exchange may take. */
export interface ExchangeLimits {
  readonly clock: Clock;
  /** Named in errors. */
  readonly host: string;
  /** The answer must begin within this time. */
  readonly waitMs: number;
  /** Once begun, it must not pause for longer than this. */
  readonly stallMs: number;
  /** Bound of what arrives, and of what it grows to. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Sends `body` and collects the whole answer. The connection is destroyed when anything goes wrong, so that a
 * half-open one is never used again.
 *
 * @throws {UpstreamUnreachable} when no answer comes.
 * @throws {MalformedAnswer} when it is cut off or larger than `maxBytes`.
 * @throws the reason of `signal` when that aborts.
 */
export function exchange(request: ClientRequest, body: string, limits: ExchangeLimits): Promise<Answer> {
  const { clock, host, waitMs, stallMs, signal } = limits;
  return new Promise((resolve, reject) => {
    let isSettled = false;
    let lastByteMs = -Infinity;
    let cancelTimer = clock.schedule(expire, waitMs);

    function settle(): boolean {
      if (isSettled) return false;
      isSettled = true;
      cancelTimer();
      signal.removeEventListener("abort", onAbort);
      return true;
    }
    function fail(error: unknown): void {
      if (!settle()) return;
      request.destroy();
      reject(error);
    }
    function expire(): void {
      const leftMs = lastByteMs + stallMs - clock.now();
      if (leftMs > 0) cancelTimer = clock.schedule(expire, leftMs);
      else fail(new UpstreamUnreachable("TIMEOUT", `Cannot reach ${host}: it fell silent`));
    }
    function onAbort(): void {
      fail(signal.reason);
    }

    // Deno sends a request again by itself when its kept-alive connection ends, even when we destroy it: an aborted
    // poll would live on. Seen in Deno 2.9; the flag is what it goes by.
    request.on("socket", () => request.reusedSocket = false);
    // Stays attached after settling: a destroyed request may still report an error.
    request.on("error", (error) => fail(toUnreachable(error, host)));
    // Some lost connections are reported only so. An answer that has begun reports its own end.
    request.on("close", () => {
      if (lastByteMs < 0) {
        fail(new UpstreamUnreachable("ECONNRESET", `Cannot reach ${host}: it cut the connection`));
      }
    });
    request.on("response", (response) => {
      lastByteMs = clock.now();
      cancelTimer();
      cancelTimer = clock.schedule(expire, stallMs);
      const { statusCode = 0, headers } = response;
      const encoding = headers["content-encoding"] ?? "";
      collect(response, limits.maxBytes, () => lastByteMs = clock.now())
        .then((bytes) => toPlain(bytes, encoding, limits.maxBytes))
        .then((bytes) => {
          if (settle()) resolve({ status: statusCode, retryAfter: headers["retry-after"], bytes });
        }, fail);
    });
    if (signal.aborted) onAbort();
    else {
      signal.addEventListener("abort", onAbort, { once: true });
      request.end(body);
    }
  });
}

/** Nothing compressed is asked for, but what stands before upstream may do as it likes. */
async function toPlain(
  bytes: Uint8Array<ArrayBuffer>,
  encoding: string,
  maxBytes: number,
): Promise<Uint8Array> {
  try {
    return withoutByteOrderMark(encoding === "" ? bytes : await decodeContent(bytes, encoding, maxBytes));
  } catch (error) {
    if (!(error instanceof ContentEncodingError)) throw error;
    throw new MalformedAnswer(
      error.code === "too large"
        ? tooLargeMessage(maxBytes)
        : "Cannot use upstream's answer: its compression cannot be undone; check what stands before upstream",
    );
  }
}

function tooLargeMessage(maxBytes: number): string {
  return `Cannot use upstream's answer: it is larger than ${maxBytes} bytes`;
}

function collect(
  response: IncomingMessage,
  maxBytes: number,
  onBytes: () => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const expected = Number(response.headers["content-length"] ?? NaN);
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let length = 0;
    const fail = () => reject(new MalformedAnswer("Cannot use upstream's answer: it was cut off"));
    response.on("data", (chunk: Uint8Array<ArrayBuffer>) => {
      onBytes();
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else reject(new MalformedAnswer(tooLargeMessage(maxBytes)));
    });
    response.on("error", fail);
    response.on("aborted", fail);
    response.on("close", fail);
    response.on("end", () => {
      if (!response.complete || (expected >= 0 && expected !== length)) fail();
      else resolve(chunks.length === 1 ? chunks[0]! : concatBytes(chunks));
    });
  });
}
