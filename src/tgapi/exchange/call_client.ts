import type { Clock } from "../../base/clock.ts";
import { chooseProxy, type ProxySettings } from "../../base/proxy.ts";
import { AnswerStream } from "../../wire/client/answer_stream.ts";
import type { ClientRequest } from "../../wire/client/client_request.ts";
import type { Answer } from "../../wire/client/exchange.ts";
import { HttpClient } from "../../wire/client/http_client.ts";
import { dropHopByHopFields, writePassedFields } from "../../wire/syntax/hop_by_hop.ts";
import { announcedLength, type HttpResponse } from "../../base/http_message.ts";
import { maxHeldBytes, mayHaveBody, type UpstreamRequest, type UpstreamSender } from "./upstream_sender.ts";
import { toTelegramError } from "./upstream_failure.ts";

/** Options for {@linkcode CallClient}. */
interface CallClientOptions {
  /** Scheme, host and port of upstream, and a path if it has one. */
  readonly upstreamUrl: string;
  readonly proxy?: ProxySettings | undefined;
  readonly clock: Clock;
  /** Maximum wait for an answer that is held, or for the head of a longer one. Uploads take minutes: default 10 minutes. */
  readonly headTimeoutMs?: number | undefined;
}

/** Sends calls and downloads to upstream, each call at most once. Answers beyond 64 KiB are handed on as they come. */
export class CallClient implements UpstreamSender {
  readonly #client: HttpClient;
  readonly #hostField: string;
  /** Path of upstream's URL, without a slash at the end. */
  readonly #path: string;
  readonly #headTimeoutMs: number;

  /** @throws {TypeError} when the proxy's URL cannot be used. */
  constructor({ upstreamUrl, proxy = {}, clock, headTimeoutMs = 600_000 }: CallClientOptions) {
    const url = new URL(upstreamUrl);
    this.#hostField = `Host: ${url.host}\r\n`;
    this.#path = url.pathname.replace(/\/$/, "");
    this.#headTimeoutMs = headTimeoutMs;
    this.#client = new HttpClient({ url, proxy: chooseProxy(url, proxy), clock });
  }

  /** @throws {TelegramError} 502 or 504, saying whether the request may have arrived. */
  send(request: UpstreamRequest): Promise<HttpResponse> {
    const { method, signal } = request;
    return new Promise((resolve, reject) => {
      this.#client.start(this.#toClientRequest(request), {
        signal,
        // A message must never be sent twice.
        mayRepeat: method === "GET" || method === "HEAD",
        answerMs: this.#headTimeoutMs,
        streamAboveBytes: maxHeldBytes,
      }, {
        // Called after the executor, so what it throws would reject nothing.
        resolve(answer) {
          try {
            resolve(toResponse(answer, method));
          } catch (error) {
            if (answer.body instanceof AnswerStream) answer.body.cancel(error);
            reject(error);
          }
        },
        reject: (error) => reject(toTelegramError(error)),
      });
    });
  }

  /** Ends all connections; calls under way are told that theirs was cut. */
  close(): void {
    this.#client.close();
  }

  #toClientRequest({ method, target: asked, headers, body }: UpstreamRequest): ClientRequest {
    const target = this.#path + toAscii(asked);
    const fields = this.#hostField + writePassedFields(headers);
    if (!(body instanceof ReadableStream)) return { method, target, fields, body: body ?? undefined };
    return { method, target, fields, body: { stream: body, length: announcedLength(headers) } };
  }
}

/** A target as it came where that can be sent, else as a URL would be written. */
function toAscii(target: string): string {
  if (/^\/[\x21\x22\x24-\x7e]*$/.test(target)) return target;
  const { pathname, search } = new URL(target, "http://upstream");
  return pathname + search;
}

function toResponse({ head, body }: Answer, method: string): HttpResponse {
  const { status, headers } = head;
  dropHopByHopFields(headers);
  return { status, headers, body: mayHaveBody(method, status) ? toCallBody(body) : null };
}

function toCallBody(body: Answer["body"]): HttpResponse["body"] {
  return body instanceof AnswerStream ? body.toReadable() : body;
}
