import { encodeUtf8 } from "../base/bytes.ts";
import type { Clock } from "../base/clock.ts";
import { chooseProxy, type ProxySettings } from "../base/proxy.ts";
import type { AllowedUpdates } from "../telegram/get_updates.ts";
import { HttpClient, type HttpClientOptions } from "../wire/client/http_client.ts";
import { decodeAnswer } from "./decode_answer.ts";
import { throwIfRefused } from "./refusal.ts";
import { toUpstreamError } from "./upstream_error.ts";

/** Where upstream is and how to get there. */
export interface UpstreamClientOptions {
  /** URL before `/bot<token>/`, `http:` or `https:`. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly proxy?: ProxySettings | undefined;
  /** PEM text of the only trusted root; absent for the system's roots. */
  readonly ca?: string | undefined;
  /** Larger answers are refused. */
  readonly maxAnswerBytes?: number;
}

/** One long poll. */
interface PollRequest {
  readonly token: string;
  /** 0 confirms nothing and starts at the head of upstream's queue. */
  readonly offset: number;
  readonly limit: number;
  readonly timeoutSec: number;
  readonly allowedUpdates: AllowedUpdates;
  readonly signal: AbortSignal;
}

/** Limits of one call. */
interface CallOptions {
  /** The answer must begin within this time. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** Beyond the poll's own timeout: after this long without an answer the connection is taken for half-open. */
const graceMs = 15_000;
/** Upstream's own limit of an answer is 4 MiB. */
const defaultMaxAnswerBytes = 64 * 1024 * 1024;
/** More than bots in one process. */
const maxPolls = 16_384;
/** Calls of our own at once: introductions of bots, and what watches over webhooks. */
const maxCalls = 256;

/** Calls of the Bot API, wherever they go. */
export type BotApiClient = Pick<UpstreamClient, "poll" | "call">;

/**
 * Upstream, for BotMux's own calls. Polls have connections of their own, so that they never keep calls waiting.
 * Compressed answers are not asked for.
 */
export class UpstreamClient {
  readonly #options: UpstreamClientOptions;
  readonly #path: string;
  readonly #host: string;
  readonly #proxyHost: string | undefined;
  /** What is the same in every request. */
  readonly #fields: string;
  readonly #polls: HttpClient;
  readonly #calls: HttpClient;

  /** @throws {TypeError} when `baseUrl` or the proxy's URL cannot be used. */
  constructor(options: UpstreamClientOptions) {
    const { baseUrl, clock, ca } = options;
    const url = parseBaseUrl(baseUrl);
    const proxy = chooseProxy(url, options.proxy ?? {});
    const common: HttpClientOptions = { url, proxy, clock, roots: ca === undefined ? undefined : [ca] };
    this.#options = options;
    this.#host = url.host;
    this.#proxyHost = proxy?.host;
    this.#path = url.pathname.replace(/\/+$/, "");
    this.#fields = `Host: ${url.host}\r\nContent-Type: application/json\r\n`;
    this.#polls = new HttpClient({ ...common, maxConnections: maxPolls });
    this.#calls = new HttpClient({ ...common, maxConnections: maxCalls });
  }

  /**
   * Calls getUpdates and gives the whole body of the answer.
   *
   * @throws {UpstreamUnreachable} when no answer comes within the poll's timeout and {@linkcode graceMs}.
   * @throws {MalformedAnswer} when the answer is cut off or too large.
   * @throws {TelegramError} when upstream refuses.
   */
  poll(poll: PollRequest): Promise<Uint8Array> {
    const parameters = {
      offset: poll.offset,
      limit: poll.limit,
      timeout: poll.timeoutSec,
      // Upstream reads an empty list as its default set.
      allowed_updates: poll.allowedUpdates === "default" ? [] : poll.allowedUpdates,
    };
    const waitMs = poll.timeoutSec * 1000 + graceMs;
    return this.#send(this.#polls, poll.token, "getUpdates", parameters, { waitMs, signal: poll.signal });
  }

  /** Calls a method and gives the whole body of the answer; throws as {@linkcode poll} does. */
  call(
    token: string,
    method: string,
    parameters: Readonly<Record<string, unknown>>,
    options: CallOptions,
  ): Promise<Uint8Array> {
    return this.#send(this.#calls, token, method, parameters, options);
  }

  /** Closes all connections. */
  close(): void {
    this.#polls.close();
    this.#calls.close();
  }

  async #send(
    client: HttpClient,
    token: string,
    method: string,
    parameters: Readonly<Record<string, unknown>>,
    { waitMs, signal }: CallOptions,
  ): Promise<Uint8Array> {
    const maxBytes = this.#options.maxAnswerBytes ?? defaultMaxAnswerBytes;
    const request = {
      method: "POST",
      target: `${this.#path}/bot${token}/${method}`,
      fields: this.#fields,
      body: encodeUtf8(JSON.stringify(parameters)),
    };
    try {
      const answer = await client.sendWhole(request, {
        signal,
        mayRepeat: false,
        maxBytes,
        answerMs: waitMs,
        stallMs: graceMs,
      });
      const plain = await decodeAnswer(answer, maxBytes);
      throwIfRefused(plain, this.#host);
      return plain.bytes;
    } catch (error) {
      throw toUpstreamError(error, { host: this.#host, proxyHost: this.#proxyHost, maxBytes });
    }
  }
}

function parseBaseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "") {
    throw new TypeError("Cannot use this upstream URL: it must look like https://api.telegram.org");
  }
  return url;
}
