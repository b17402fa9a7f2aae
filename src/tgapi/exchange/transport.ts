import {
  announcedLength,
  type HeaderList,
  type HttpResponse,
  type MessageBody,
  toByteStream,
  toHeaderList,
} from "../../base/http_message.ts";
import type { Clock } from "../../base/clock.ts";
import { Deadlines } from "../../base/deadlines.ts";
import { endToEnd } from "./end_to_end.ts";
import type { UpstreamFetch } from "./upstream_fetch.ts";
import { AnswerOverdue, toTelegramError } from "./upstream_failure.ts";
import { maxHeldBytes, mayHaveBody, type UpstreamRequest, type UpstreamSender } from "./upstream_sender.ts";

/** How {@linkcode Transport} sends. */
export interface TransportOptions {
  /** May send a body again that it knows whole: bodies are handed over so that it cannot. */
  readonly fetch: UpstreamFetch;
  readonly clock: Clock;
  /** Maximum wait for the head of an answer, from the first byte of the request on. Default: 10 minutes. */
  readonly headTimeoutMs?: number | undefined;
}

/**
 * Sends streamed bodies and downloads by the `fetch` of Deno, where large ones that pass through JavaScript raise the
 * memory of the process by 80 to 90 MiB, since V8 hardly notices bytes outside its heap. Inside `fetch` they never get
 * there.
 */
export class Transport implements UpstreamSender {
  readonly #fetch: UpstreamFetch;
  readonly #deadlines: Deadlines;

  constructor({ fetch, clock, headTimeoutMs = 600_000 }: TransportOptions) {
    this.#fetch = fetch;
    this.#deadlines = new Deadlines(clock, headTimeoutMs);
  }

  /** @throws {TelegramError} 502 or 504, saying whether the request may have arrived. */
  async send({ url, method, headers, body, signal }: UpstreamRequest): Promise<HttpResponse> {
    const overdue = new AbortController();
    const release = this.#deadlines.start(() => overdue.abort(new AnswerOverdue()));
    const init: RequestInit & { duplex?: "half" } = {
      method,
      headers,
      signal: AbortSignal.any([signal, overdue.signal]),
    };
    const sent = method === "POST" ? toUnrepeatable(body, headers) : body;
    if (sent !== null) {
      init.body = sent;
      init.duplex = "half";
    }
    try {
      const response = await this.#fetch(url, init);
      return await readAnswer(response, method);
    } catch (error) {
      throw toTelegramError(overdue.signal.aborted ? overdue.signal.reason : error);
    } finally {
      release();
    }
  }
}

/** Answers that announce a short body are held, so that who takes note of calls sees them. */
async function readAnswer(response: Response, method: string): Promise<HttpResponse> {
  const { status } = response;
  const headers = endToEnd(toHeaderList(response.headers));
  if (!mayHaveBody(method, status)) return { status, headers, body: null };
  const length = announcedLength(headers);
  const isShort = length !== undefined && length <= maxHeldBytes;
  return { status, headers, body: isShort ? new Uint8Array(await response.arrayBuffer()) : response.body };
}

/** A body of a known length above this is never held by the runtime as a whole, so that it cannot send it again. */
const unholdableBytes = 1024 * 1024;

/**
 * `body` as a stream that only JavaScript can read, and only once. Deno sends even a request's own stream a second
 * time, for it knows what is behind it. A large one is left to the runtime: it keeps its Content-Length.
 */
function toUnrepeatable(body: MessageBody, headers: HeaderList): ReadableStream<Uint8Array> {
  const length = Number(headers.find(([name]) => name === "content-length")?.[1] ?? 0);
  if (!(body instanceof ReadableStream)) return toByteStream(body);
  return length > unholdableBytes ? body : body.pipeThrough(new TransformStream());
}
