import { maskSecrets } from "../base/secrets.ts";

/**
 * Upstream gave no answer: no such host, refused, reset, silent, or a gateway's error page. Deliberately without
 * `cause`: the runtimes' own errors may carry the URL, and with it the token, in their properties.
 */
export class UpstreamUnreachable extends Error {
  override readonly name = "UpstreamUnreachable";
  /** The system's word for it (`ECONNREFUSED`), `TIMEOUT`, `PROXY`, or `HTTP <status>`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(maskSecrets(message));
    this.code = code;
  }
}

/** Upstream gave an answer that cannot be used: cut off, too large, not JSON, not of the Bot API's shape. */
export class MalformedAnswer extends Error {
  override readonly name = "MalformedAnswer";

  constructor(message: string) {
    super(maskSecrets(message));
  }
}

/** What a failed connection threw, in words that hold no secret. */
export function toUnreachable(error: unknown, host: string): UpstreamUnreachable {
  if (error instanceof UpstreamUnreachable) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "UNKNOWN";
  return new UpstreamUnreachable(code, `Cannot reach ${host}: ${explain(code, error)}`);
}

function explain(code: string, error: unknown): string {
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_NODATA":
    case "EAI_NONAME":
    case "DNS_ENOTFOUND":
      return "its name is not known; check the network, the DNS and the upstream URL";
    case "ECONNREFUSED":
      return "it refuses connections; check that it runs and the upstream URL";
    case "ECONNRESET":
    case "EPIPE":
      return "it cut the connection";
    default:
      return error instanceof Error ? error.message || code : String(error);
  }
}
