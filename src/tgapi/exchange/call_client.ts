import type { Clock } from "../../base/clock.ts";
import { chooseProxy, type ProxySettings } from "../../base/proxy.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { AnswerStream } from "../../wire/client/answer_stream.ts";
import type { ClientRequest } from "../../wire/client/client_request.ts";
import type { Answer } from "../../wire/client/exchange.ts";
import { HttpClient } from "../../wire/client/http_client.ts";
import { HeaderList as WireFields } from "../../wire/syntax/header_list.ts";
import { findHeader, type HeaderList, type HttpResponse } from "../../base/http_message.ts";
import { endToEnd } from "./end_to_end.ts";
import { maxHeldBytes, mayHaveBody, type UpstreamRequest, type UpstreamSender } from "./upstream_sender.ts";
import { toTelegramError } from "./upstream_failure.ts";

/** Options for {@linkcode CallClient}. */
export interface CallClientOptions {
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
  readonly #originLength: number;
  readonly #headTimeoutMs: number;

  /** @throws {TypeError} when the proxy's URL cannot be used. */
  constructor({ upstreamUrl, proxy = {}, clock, headTimeoutMs = 600_000 }: CallClientOptions) {
    const url = new URL(upstreamUrl);
    this.#hostField = `host: ${url.host}\r\n`;
    this.#originLength = upstreamUrl.indexOf("/", upstreamUrl.indexOf("://") + 3);
    if (this.#originLength < 0) this.#originLength = upstreamUrl.length;
    this.#headTimeoutMs = headTimeoutMs;
    this.#client = new HttpClient({ url, proxy: chooseProxy(url, proxy), clock });
  }

  /** @throws {TelegramError} 502 or 504, saying whether the request may have arrived; 400 when a header cannot be sent. */
  async send(request: UpstreamRequest): Promise<HttpResponse> {
    const { method, signal } = request;
    const sent = this.#toClientRequest(request);
    try {
      const answer = await this.#client.send(sent, {
        signal,
        // A message must never be sent twice.
        mayRepeat: method === "GET" || method === "HEAD",
        answerMs: this.#headTimeoutMs,
        streamAboveBytes: maxHeldBytes,
      });
      return toResponse(answer, method);
    } catch (error) {
      throw toTelegramError(error);
    }
  }

  /** Ends all connections; calls under way are told that theirs was cut. */
  close(): void {
    this.#client.close();
  }

  #toClientRequest({ url, method, headers, body }: UpstreamRequest): ClientRequest {
    const target = toTarget(url, this.#originLength);
    const fields = this.#hostField + toFieldLines(headers);
    if (!(body instanceof ReadableStream)) return { method, target, fields, body: body ?? undefined };
    const length = findHeader(headers, "content-length");
    return {
      method,
      target,
      fields,
      body: { stream: body, length: length === undefined ? undefined : Number(length) },
    };
  }
}

/** Path and query of `url` in ASCII, as they came where that is possible. */
function toTarget(url: string, originLength: number): string {
  const target = url.slice(originLength);
  if (/^\/[\x21\x22\x24-\x7e]*$/.test(target)) return target;
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** @throws {TelegramError} 400 when a name or value cannot be sent. */
function toFieldLines(headers: HeaderList): string {
  const fields = new WireFields();
  try {
    for (const [name, value] of headers) {
      if (name !== "content-length") fields.append(name, value);
    }
  } catch {
    throw new TelegramError(400, "Bad Request: a header holds characters that cannot be passed on");
  }
  return fields.serialise();
}

function toResponse({ head, body }: Answer, method: string): HttpResponse {
  const { status } = head;
  const headers: HeaderList = [];
  for (let index = 0; index < head.headers.length; index++) {
    headers.push([head.headers.lowerNameAt(index), head.headers.valueAt(index)]);
  }
  return { status, headers: endToEnd(headers), body: mayHaveBody(method, status) ? toCallBody(body) : null };
}

function toCallBody(body: Answer["body"]): HttpResponse["body"] {
  return body instanceof AnswerStream ? body.toReadable() : body;
}
