import { Buffer } from "node:buffer";
import {
  Agent as HttpAgent,
  type ClientRequest,
  request as requestHttp,
  type RequestOptions,
} from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import type { Clock } from "../base/clock.ts";
import { chooseProxy, proxyAuthorization, type ProxySettings } from "../base/proxy.ts";
import type { AllowedUpdates } from "../telegram/get_updates.ts";
import { throwIfRefused } from "./refusal.ts";
import { exchange } from "./exchange.ts";
import { TunnelAgent } from "./tunnel.ts";

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
export interface PollRequest {
  readonly token: string;
  /** 0 confirms nothing and starts at the head of upstream's queue. */
  readonly offset: number;
  readonly limit: number;
  readonly timeoutSec: number;
  readonly allowedUpdates: AllowedUpdates;
  readonly signal: AbortSignal;
}

/** Limits of one call. */
export interface CallOptions {
  /** The answer must begin within this time. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** Beyond the poll's own timeout: after this long without an answer the connection is taken for half-open. */
export const graceMs = 15_000;
/** Upstream's own limit of an answer is 4 MiB. */
const defaultMaxAnswerBytes = 64 * 1024 * 1024;
/** Connections kept open between two polls. More than bots in one process. */
const maxIdleConnections = 8192;

/**
 * Upstream, for BotMux's own calls. Uses `node:http` with kept-alive connections: `fetch` in Bun holds at most 256
 * requests at once, all hosts together, and long polls would starve the calls of the bots. Compressed answers are not
 * asked for.
 */
export class UpstreamClient {
  readonly #options: UpstreamClientOptions;
  readonly #basePath: string;
  readonly #host: string;
  readonly #agent: HttpAgent | HttpsAgent;
  /** What is the same in every request. */
  readonly #common: RequestOptions;
  readonly #send: (options: RequestOptions) => ClientRequest;

  /** @throws {TypeError} when `baseUrl` or the proxy's URL cannot be used. */
  constructor(options: UpstreamClientOptions) {
    const base = parseBaseUrl(options.baseUrl);
    const proxy = chooseProxy(base, options.proxy ?? {});
    const isTls = base.protocol === "https:";
    const agentOptions = { keepAlive: true, maxFreeSockets: maxIdleConnections, ...toCa(options.ca) };
    this.#options = options;
    this.#host = base.host;
    this.#send = isTls ? requestHttps : requestHttp;
    if (!isTls) this.#agent = new HttpAgent(agentOptions);
    else {this.#agent = proxy === undefined
        ? new HttpsAgent(agentOptions)
        : new TunnelAgent(proxy, agentOptions);}
    // A plain request goes to the proxy itself and names its target in full.
    const peer = !isTls && proxy !== undefined ? proxy : base;
    this.#basePath = (peer === base ? "" : base.origin) + base.pathname.replace(/\/+$/, "");
    const credentials = peer === base ? undefined : proxyAuthorization(peer);
    this.#common = {
      agent: this.#agent,
      method: "POST",
      host: peer.hostname.replace(/^\[|\]$/g, ""),
      port: peer.port || (isTls ? 443 : 80),
      headers: {
        host: base.host,
        "content-type": "application/json",
        ...(credentials === undefined ? {} : { "proxy-authorization": credentials }),
      },
    };
  }

  /**
   * Asks for updates and gives the whole body of the answer.
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
    return this.call(poll.token, "getUpdates", parameters, { waitMs, signal: poll.signal });
  }

  /** Calls a method and gives the whole body of the answer; throws as {@linkcode poll} does. */
  async call(
    token: string,
    method: string,
    parameters: Readonly<Record<string, unknown>>,
    { waitMs, signal }: CallOptions,
  ): Promise<Uint8Array> {
    const body = JSON.stringify(parameters);
    const request = this.#send({
      ...this.#common,
      path: `${this.#basePath}/bot${token}/${method}`,
      headers: { ...this.#common.headers, "content-length": Buffer.byteLength(body) },
    });
    const answer = await exchange(request, body, {
      clock: this.#options.clock,
      host: this.#host,
      waitMs,
      stallMs: graceMs,
      maxBytes: this.#options.maxAnswerBytes ?? defaultMaxAnswerBytes,
      signal,
    });
    throwIfRefused(answer, this.#host);
    return answer.bytes;
  }

  /** Closes the connections that are kept open. */
  close(): void {
    this.#agent.destroy();
  }
}

function parseBaseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "") {
    throw new TypeError("Cannot use this upstream URL: it must look like https://api.telegram.org");
  }
  return url;
}

function toCa(ca: string | undefined): { readonly ca?: string } {
  return ca === undefined ? {} : { ca };
}
