import { Buffer } from "node:buffer";
import type { PushTarget } from "../../registry/entities/push_target.ts";
import type { ClientRequest } from "../../wire/client/client_request.ts";
import { signatureFields } from "./push_signer.ts";

/**
 * What goes into the head of every request to one URL. Headers that the poster sets itself, and those of one connection
 * (RFC 9110 7.6.1), are left out.
 */
export type RequestHeadOptions = Pick<PushTarget, "secretToken" | "headers" | "signingSecrets">;

const neverOwn = new Set(
  ("host content-type content-length accept-encoding connection keep-alive proxy-connection proxy-authenticate " +
    "proxy-authorization te trailer transfer-encoding upgrade expect").split(" "),
);

/**
 * The requests to one URL, made once but for length and body, in the official server's order of headers: no
 * `User-Agent`, no `Accept`.
 */
export class RequestHead {
  readonly #target: string;
  readonly #fields: string;

  /** @throws {TypeError} when a header cannot be sent; the message never repeats its value. */
  constructor(url: URL, { secretToken, headers, signingSecrets }: RequestHeadOptions) {
    const own: [string, string][] = [];
    if (url.username !== "" || url.password !== "") own.push(["Authorization", basicCredentials(url)]);
    if (secretToken !== undefined) own.push(["X-Telegram-Bot-Api-Secret-Token", secretToken]);
    const signed = signingSecrets === undefined ? [] : signatureFields;
    const taken = new Set([...neverOwn, ...signed, ...own.map(([name]) => name.toLowerCase())]);
    const owners = Object.entries(headers).filter(([name]) => !taken.has(name.toLowerCase()));
    const lines = [["Host", url.host] as const, ...own, ...owners].map(toLine);
    this.#target = url.pathname + url.search;
    // Values go out in UTF-8; the wire takes characters for bytes.
    this.#fields = Buffer.from(`${lines.join("")}Content-Type: application/json\r\n`).toString("latin1");
  }

  /** One whole request; `body` must stay as it is until it is sent. `signature` are header fields of its own. */
  withBody(body: Uint8Array, signature = ""): ClientRequest {
    return { method: "POST", target: this.#target, fields: this.#fields + signature, lastFields, body };
  }
}

const lastFields = "Connection: keep-alive\r\nAccept-Encoding: gzip, deflate\r\n";

function toLine([name, value]: readonly [string, string]): string {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
    throw new TypeError(
      `Cannot send the header ${JSON.stringify(name)}: its name must be letters, digits and dashes`,
    );
  }
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value)) {
    throw new TypeError(
      `Cannot send the header ${name}: its value holds a line break or control character; remove it`,
    );
  }
  return `${name}: ${value}\r\n`;
}

/** Percent-decoded byte by byte: a per cent sign that encodes nothing stands for itself. */
function basicCredentials(url: URL): string {
  const bytes = `${url.username}:${url.password}`.replace(
    /%([0-9a-f]{2})/gi,
    (_, digits: string) => String.fromCharCode(parseInt(digits, 16)),
  );
  return `Basic ${btoa(bytes)}`;
}
