import { Buffer } from "node:buffer";
import { encodeUtf8 } from "../../base/bytes.ts";

/** What goes into the head of every request to one URL. */
export interface RequestHeadOptions {
  /** Empty for none. */
  readonly secretToken: string;
  /** Of the owner's own. Those that the poster sets itself, and those of one connection (RFC 9110 7.6.1), are left out. */
  readonly headers: Readonly<Record<string, string>>;
}

const neverOwn = new Set(
  ("host content-type content-length accept-encoding connection keep-alive proxy-connection proxy-authenticate " +
    "proxy-authorization te trailer transfer-encoding upgrade expect").split(" "),
);

/**
 * The requests to one URL, made once but for length and body, in the official server's order of headers: no
 * `User-Agent`, no `Accept`.
 */
export class RequestHead {
  readonly #beforeLength: Uint8Array;
  readonly #afterLength = encodeUtf8("\r\nConnection: keep-alive\r\nAccept-Encoding: gzip, deflate\r\n\r\n");

  /** @throws {TypeError} when a header cannot be sent; the message never repeats its value. */
  constructor(url: URL, { secretToken, headers }: RequestHeadOptions) {
    const own: [string, string][] = [];
    if (url.username !== "" || url.password !== "") own.push(["Authorization", basicCredentials(url)]);
    if (secretToken !== "") own.push(["X-Telegram-Bot-Api-Secret-Token", secretToken]);
    const taken = new Set([...neverOwn, ...own.map(([name]) => name.toLowerCase())]);
    const owners = Object.entries(headers).filter(([name]) => !taken.has(name.toLowerCase()));
    const lines = [["Host", url.host] as const, ...own, ...owners].map(toLine);
    this.#beforeLength = encodeUtf8(
      `POST ${url.pathname}${url.search} HTTP/1.1\r\n${
        lines.join("")
      }Content-Type: application/json\r\nContent-Length: `,
    );
  }

  /** One whole request, ready for one write; `body` is copied. */
  withBody(body: Uint8Array): Uint8Array {
    const length = String(body.length);
    const before = this.#beforeLength;
    const after = this.#afterLength;
    const bodyStart = before.length + length.length + after.length;
    const request = Buffer.allocUnsafe(bodyStart + body.length);
    request.set(before);
    for (let index = 0; index < length.length; index++) {
      request[before.length + index] = length.charCodeAt(index);
    }
    request.set(after, before.length + length.length);
    request.set(body, bodyStart);
    return request;
  }
}

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
