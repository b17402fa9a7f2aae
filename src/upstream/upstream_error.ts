import { maskSecrets } from "../base/secrets.ts";
import { RequestFailure, type RequestFailureKind } from "../wire/client/request_failure.ts";

/**
 * Upstream gave no answer: no such host, refused, reset, silent, or a gateway's error page. Deliberately without
 * `cause`: the runtimes' own errors may carry the URL, and with it the token, in their properties.
 */
export class UpstreamUnreachable extends Error {
  override readonly name = "UpstreamUnreachable";
  /** What went wrong on the way, or `HTTP <status>` of an answer that is none of a Bot API server's. */
  readonly code: RequestFailureKind | `HTTP ${number}`;

  constructor(code: UpstreamUnreachable["code"], message: string) {
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

/** For {@linkcode toUpstreamError}: what its words name. */
export interface UpstreamPlace {
  readonly host: string;
  /** `undefined` where upstream is reached directly. */
  readonly proxyHost: string | undefined;
  /** Bound of an answer. */
  readonly maxBytes: number;
}

/**
 * What a request failed with, in words that hold no secret. Errors that are not the wire's are given back as they are.
 */
export function toUpstreamError(error: unknown, place: UpstreamPlace): unknown {
  if (!(error instanceof RequestFailure)) return error;
  const { kind, message } = error;
  if (kind === "too_large") return new MalformedAnswer(tooLargeMessage(place.maxBytes));
  if (kind === "lost_in_answer") return new MalformedAnswer("Cannot use upstream's answer: it was cut off");
  if (kind === "malformed_answer") return new MalformedAnswer("Cannot use upstream's answer: it is not HTTP");
  const through = kind === "proxy" ? ` through the proxy ${place.proxyHost}` : "";
  return new UpstreamUnreachable(
    kind,
    `Cannot reach ${place.host}${through}: ${explanations[kind] ?? message}`,
  );
}

/** For an answer beyond the bound. */
export function tooLargeMessage(maxBytes: number): string {
  return `Cannot use upstream's answer: it is larger than ${maxBytes} bytes`;
}

const explanations: Readonly<Partial<Record<RequestFailureKind, string>>> = {
  dns: "its name is not known; check the network, the DNS and the upstream URL",
  connection_refused: "it refuses connections; check that it runs and the upstream URL",
  connect: "no connection comes about; check the network and the upstream URL",
  lost_before_answer: "it cut the connection",
  timeout: "it fell silent",
};
