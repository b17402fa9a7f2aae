import type { Clock } from "../../base/clock.ts";
import { type Deadline, DeadlineSignals } from "../../base/deadline_signals.ts";
import { Deadlines } from "../../base/deadlines.ts";
import {
  type HeaderList,
  type HttpResponse,
  type MessageBody,
  parseLength,
  toByteStream,
  toHeaderList,
} from "../../base/http_message.ts";
import { endToEnd } from "./end_to_end.ts";
import { AnswerOverdue, toTelegramError } from "./upstream_failure.ts";
import type { Overflow, UpstreamFetch } from "./upstream_fetch.ts";
import { maxHeldBytes, mayHaveBody, type UpstreamRequest, type UpstreamSender } from "./upstream_sender.ts";

/** How {@linkcode Transport} sends. */
export interface TransportOptions {
  readonly fetch: UpstreamFetch;
  readonly overflow?: Overflow | undefined;
  /**
   * Whether `fetch` sends a body it holds whole once more when upstream closes the connection, as Deno's does. Bodies
   * are handed over as streams then: a message must never be sent twice.
   */
  readonly replaysBodies?: boolean | undefined;
  readonly clock: Clock;
  /** Longest wait for the head of an answer, from the first byte of the request on. */
  readonly headTimeoutMs: number;
}

/**
 * Sends requests of every kind by `fetch`: those whose bodies are streams, downloads, and all when a proxy stands in
 * between. Counts those under way.
 */
export class Transport implements UpstreamSender {
  readonly #options: TransportOptions;
  readonly #deadlines: Deadlines;
  readonly #shortLimits: DeadlineSignals;
  #underWay = 0;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#deadlines = new Deadlines(options.clock, options.headTimeoutMs);
    this.#shortLimits = new DeadlineSignals(options.clock, options.headTimeoutMs, () => new AnswerOverdue());
  }

  /** Requests whose answers have not been read to their end. */
  get underWay(): number {
    return this.#underWay;
  }

  /** @throws {TelegramError} 502 or 504, saying whether the request may have arrived. */
  async send(request: UpstreamRequest): Promise<HttpResponse> {
    const limit = this.#limit(request);
    this.#underWay++;
    const end = () => {
      this.#underWay--;
    };
    try {
      const response = await this.#fetch(request, AbortSignal.any([request.signal, limit.signal]));
      const answer = await readAnswer(response, request.method);
      const { body } = answer;
      // Only where requests under way are counted does it matter when the last byte has passed; the runtimes give up
      // upstream's answer by themselves when the client goes. Through JavaScript it costs Deno 90 MiB of memory.
      if (body instanceof ReadableStream && this.#options.overflow !== undefined) {
        return { ...answer, body: tellEnd(body, end) };
      }
      end();
      return answer;
    } catch (error) {
      end();
      throw toTelegramError(limit.signal.aborted ? limit.signal.reason : error);
    } finally {
      limit.release();
    }
  }

  #limit({ isShort }: UpstreamRequest): Deadline {
    if (isShort) return this.#shortLimits.take();
    const overdue = new AbortController();
    const release = this.#deadlines.start(() => overdue.abort(new AnswerOverdue()));
    return { signal: overdue.signal, release };
  }

  #fetch({ url, method, headers, body }: UpstreamRequest, signal: AbortSignal): Promise<Response> {
    const { fetch, overflow, replaysBodies } = this.#options;
    const init: RequestInit & { duplex?: "half" } = { method, headers, signal };
    const sent = replaysBodies && method === "POST" ? toUnrepeatable(body, headers) : body;
    if (sent !== null) {
      init.body = sent;
      init.duplex = "half";
    }
    const isFull = overflow !== undefined && this.#underWay > overflow.above;
    return isFull ? overflow.fetch(url, init) : fetch(url, init);
  }
}

/** A body of a known length above this is never held by the runtime as a whole, so that it cannot send it again. */
const unholdableBytes = 1024 * 1024;

/**
 * `body` as a stream that only JavaScript can read, and only once. Deno sends even a request's own stream a second
 * time, for it knows what is behind it. A large one is left to the runtime: it keeps its Content-Length, and passing it
 * through JavaScript costs Deno up to 90 MiB of memory.
 */
function toUnrepeatable(body: MessageBody, headers: HeaderList): ReadableStream<Uint8Array> {
  const length = Number(headers.find(([name]) => name === "content-length")?.[1] ?? 0);
  if (body instanceof ReadableStream && length > unholdableBytes) return body;
  return body instanceof ReadableStream ? tellEnd(body, () => {}) : toByteStream(body);
}

async function readAnswer(response: Response, method: string): Promise<HttpResponse> {
  const { status } = response;
  const length = parseLength(response.headers.get("content-length"));
  // Touching `body` makes a stream, which costs more than all the rest: only where it is needed.
  if (length !== undefined && length > 0 && length <= maxHeldBytes && mayHaveBody(method, status)) {
    // Before the headers: sending alone took 55 us of CPU this way round on Bun, and 65 us the other.
    const body = new Uint8Array(await response.arrayBuffer());
    return { status, headers: endToEnd(toHeaderList(response.headers)), body };
  }
  const headers = endToEnd(toHeaderList(response.headers));
  const { body } = response;
  if (body === null || !mayHaveBody(method, status)) return { status, headers, body: null };
  return { status, headers, body };
}

/** `stream` as it is, telling once when it ended, failed or was given up. */
function tellEnd(stream: ReadableStream<Uint8Array>, end: () => void): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  let isOver = false;
  const over = () => {
    if (!isOver) end();
    isOver = true;
  };
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done) return controller.enqueue(value);
        over();
        controller.close();
      } catch (error) {
        over();
        throw error;
      }
    },
    cancel(reason) {
      over();
      return reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}
