import { Buffer } from "node:buffer";
import { isIP } from "node:net";
import type { AddressRule } from "../../base/address_rule.ts";
import type { Clock } from "../../base/clock.ts";
import { decodeUtf8 } from "../../base/bytes.ts";
import { chooseProxy, type ProxySettings } from "../../base/proxy.ts";
import type { PushTarget } from "../../registry/entities/push_target.ts";
import { HttpClient } from "../../wire/client/http_client.ts";
import type { Resolve } from "../../wire/client/host_addresses.ts";
import type { ResponseHead } from "../../wire/syntax/response_head.ts";
import { isAllowedAddress } from "./addresses.ts";
import { decompress } from "./decompress.ts";
import { toPostFailure } from "./exchange_words.ts";
import { type PostAnswer, type PostedUpdate, type Poster, PostFailure } from "./poster.ts";
import { RequestHead, type RequestHeadOptions } from "./request_head.ts";
import { PushSigner } from "./push_signer.ts";
import { readTrustedRoots } from "./trusted_roots.ts";

/** Where updates go, and how. */
export interface HttpPosterOptions extends RequestHeadOptions, Pick<PushTarget, "ipAddress" | "certificate"> {
  /** `http:` or `https:`; may hold user name and password. */
  readonly url: string;
  /** The bot whose updates they are. */
  readonly botId: number;
  /** Where connections may lead; checked for each address that is connected to, so DNS cannot get around it. */
  readonly addresses: AddressRule;
  /**
   * Proxy to go through, if any. It is asked for a tunnel to an address that was judged, unless all are allowed: then it
   * looks the host up itself.
   */
  readonly proxy?: ProxySettings | undefined;
  readonly clock: Clock;
  /** Default: the system's resolver. */
  readonly resolve?: Resolve;
  /** Maximum bytes of an answer's body, packed and unpacked. Default: 50 MiB. */
  readonly maxBodyBytes?: number;
}

const defaultMaxBodyBytes = 50 * 1024 * 1024;

/** Posts with exactly the official server's headers, to an address that is pinned and checked. */
export class HttpPoster implements Poster {
  readonly #head: RequestHead;
  readonly #client: HttpClient;
  /** Why the certificate cannot be used, if it cannot. */
  readonly #tlsFailure: PostFailure | undefined;
  readonly #maxBodyBytes: number;
  readonly #botId: number;
  readonly #signer: PushSigner | undefined;
  readonly #clock: Clock;

  /**
   * A certificate that cannot be read is no error here: posts and checks tell of it.
   *
   * @throws {TypeError} when the URL, the pinned address, the proxy or a header cannot be used. The message repeats no value.
   */
  constructor(options: HttpPosterOptions) {
    const url = parseUrl(options.url);
    const { addresses, certificate, ipAddress, proxy = {}, clock, resolve } = options;
    if (ipAddress !== undefined && isIP(ipAddress) === 0) {
      throw new TypeError("Cannot push: the pinned address is no IP address");
    }
    let roots: readonly string[] | undefined;
    try {
      if (url.protocol === "https:" && certificate !== undefined) roots = readTrustedRoots(certificate);
    } catch (error) {
      if (!(error instanceof PostFailure)) throw error;
      this.#tlsFailure = error;
    }
    this.#head = new RequestHead(url, options);
    this.#botId = options.botId;
    this.#signer = options.signingSecrets && new PushSigner(options.signingSecrets);
    this.#clock = clock;
    this.#maxBodyBytes = options.maxBodyBytes ?? defaultMaxBodyBytes;
    this.#client = new HttpClient({
      url,
      ipAddress,
      roots,
      isAllowed: addresses === "any" ? undefined : (address) => isAllowedAddress(address, addresses),
      proxy: chooseProxy(url, proxy),
      clock,
      resolve,
      // As many as there are posts at once, which the pusher limits.
      maxConnections: Infinity,
    });
  }

  get address(): string {
    return this.#client.address;
  }

  /** See {@linkcode Poster.post}. An update may be sent twice where a kept-alive connection was already closed. */
  async post({ position, bytes }: PostedUpdate, signal: AbortSignal): Promise<PostAnswer> {
    signal.throwIfAborted();
    this.#throwIfUntrusting();
    try {
      const { head, body } = await this.#client.sendWhole(
        this.#head.withBody(bytes.slice(), this.#sign(position, bytes)),
        {
          signal,
          mayRepeat: true,
          maxBytes: this.#maxBodyBytes,
          takesInformational: true,
        },
      );
      const encoding = head.headers.get("content-encoding")?.toLowerCase() ?? "";
      if (encoding === "") return toPostAnswer(head, body);
      const unpacked = await decompress(body, encoding, this.#maxBodyBytes);
      signal.throwIfAborted();
      return toPostAnswer(head, unpacked);
    } catch (error) {
      throw toPostFailure(error);
    }
  }

  /** See {@linkcode Poster.prepare}. */
  async prepare(signal: AbortSignal): Promise<void> {
    this.#throwIfUntrusting();
    try {
      await this.#client.findAddresses(signal);
    } catch (error) {
      throw toPostFailure(error);
    }
  }

  /** See {@linkcode Poster.check}. The connection is kept for a post. */
  async check(signal: AbortSignal): Promise<void> {
    this.#throwIfUntrusting();
    try {
      await this.#client.connect(signal);
    } catch (error) {
      throw toPostFailure(error);
    }
  }

  close(): void {
    this.#client.close();
  }

  /** An update keeps its id however often it is sent, and no other update of any bot has it. */
  #sign(position: number, bytes: Uint8Array): string {
    return this.#signer?.sign(`${this.#botId}_${position}`, bytes, this.#clock.now()) ?? "";
  }

  #throwIfUntrusting(): void {
    if (this.#tlsFailure !== undefined) throw this.#tlsFailure;
  }
}

function toPostAnswer({ status, reason, headers }: ResponseHead, body: PostAnswer["body"]): PostAnswer {
  return {
    status,
    reason: toText(reason),
    retryAfter: headers.get("retry-after") ?? "",
    contentType: headers.get("content-type") ?? "",
    body,
  };
}

/** What a text of one character a byte says in UTF-8. */
function toText(bytes: string): string {
  return /[\x80-\xff]/.test(bytes) ? decodeUtf8(Buffer.from(bytes, "latin1")) : bytes;
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  // The words do not repeat it: it may hold a password.
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:") || url.port === "0") {
    throw new TypeError("Cannot push: the URL must look like https://host/path or http://host/path");
  }
  return url;
}
