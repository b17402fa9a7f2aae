import { Buffer } from "node:buffer";
import type { Clock } from "../../base/clock.ts";
import { Deadlines } from "../../base/deadlines.ts";
import type { Answer } from "../../base/http_client/connection.ts";
import { HttpClient } from "../../base/http_client/http_client.ts";
import { dropHeader, endToEnd, type HeaderList } from "./headers.ts";
import {
  maxHeldBytes,
  mayHaveBody,
  type UpstreamAnswer,
  type UpstreamRequest,
  type UpstreamSender,
} from "./upstream_sender.ts";
import { toTelegramError } from "./upstream_failure.ts";

export interface CallClientOptions {
  /** Scheme, host and port of upstream, and a path if it has one. */
  readonly upstreamUrl: string;
  readonly clock: Clock;
  /** Longest wait for an answer that is held, or for the head of a longer one. Default: 10 minutes. */
  readonly headTimeoutMs?: number | undefined;
}

/**
 * Sends calls whose bodies are held, each at most once, over connections of its own: where a runtime's `fetch` is slow,
 * as Deno's is, or sends a body again by itself.
 */
export class CallClient implements UpstreamSender {
  readonly #client: HttpClient;
  readonly #host: string;
  readonly #originLength: number;

  constructor({ upstreamUrl, clock, headTimeoutMs = 600_000 }: CallClientOptions) {
    const url = new URL(upstreamUrl);
    this.#host = url.host;
    this.#originLength = upstreamUrl.indexOf("/", upstreamUrl.indexOf("://") + 3);
    if (this.#originLength < 0) this.#originLength = upstreamUrl.length;
    this.#client = new HttpClient({
      url,
      isAllowed: () => true,
      answers: { maxBodyBytes: Infinity, keepsHeaders: true, skipsInformational: true },
      deadlines: new Deadlines(clock, headTimeoutMs),
      clock,
    });
  }

  /** @throws {TelegramError} 502 or 504, saying whether the request may have arrived. */
  async send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    // A message must never be sent twice.
    const options = { signal: request.signal, mayRepeat: request.method === "GET" };
    try {
      return toAnswer(await this.#client.exchangeStreaming(this.#toBytes(request), options, maxHeldBytes));
    } catch (error) {
      throw toTelegramError(error);
    }
  }

  /** Ends all connections; calls under way are told that theirs was cut. */
  close(): void {
    this.#client.close();
  }

  /** The whole request, ready for one write. */
  #toBytes({ url, method, headers, body }: UpstreamRequest): Uint8Array {
    if (body instanceof ReadableStream) throw new TypeError("Cannot send a call whose body is not held");
    let head = `${method} ${toTarget(url, this.#originLength)} HTTP/1.1\r\nhost: ${this.#host}\r\n`;
    for (const [name, value] of headers) {
      if (name !== "content-length") head += `${name}: ${value}\r\n`;
    }
    const length = body?.length ?? 0;
    head += length === 0 && method === "GET" ? "\r\n" : `content-length: ${length}\r\n\r\n`;
    const bytes = Buffer.allocUnsafe(head.length + length);
    // Characters of headers are bytes (RFC 9110 5.5), and those of the target ASCII.
    bytes.write(head, "latin1");
    if (body !== null) bytes.set(body, head.length);
    return bytes;
  }
}

/** Path and query of `url` in ASCII, as they came where that is possible. */
function toTarget(url: string, originLength: number): string {
  const target = url.slice(originLength);
  if (/^\/[\x21\x22\x24-\x7e]*$/.test(target)) return target;
  const { pathname, search } = new URL(url);
  return pathname + search;
}

function toAnswer({ head, body }: Answer): UpstreamAnswer {
  const { status } = head;
  const headers = endToEnd(head.headers);
  if (!mayHaveBody("POST", status)) return { status, headers, body: null };
  return { status, headers: head.isChunked ? withoutLength(headers) : headers, body };
}

/** A length beside chunks says nothing (RFC 9112 6.3). */
function withoutLength(headers: HeaderList): HeaderList {
  return dropHeader(headers, "content-length");
}
