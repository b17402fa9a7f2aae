import { FaultError } from "../base/errors.ts";
import { maskFault } from "../base/mask_fault.ts";
import { type Fault, fault } from "../faults/fault.ts";
import { RequestFailure, type RequestFailureKind } from "../wire/client/request_failure.ts";

/**
 * Upstream gave no answer: no such host, refused, reset, silent, or a gateway's error page. Deliberately without
 * `cause`: the runtimes' own errors may carry the URL, and with it the token, in their properties.
 */
export class UpstreamUnreachable extends FaultError {
  override readonly name = "UpstreamUnreachable";
  /** What went wrong on the way, or `HTTP <status>` of an answer that is none of a Bot API server's. */
  readonly code: RequestFailureKind | `HTTP ${number}`;

  constructor(code: UpstreamUnreachable["code"], fault: Fault) {
    super(maskFault(fault));
    this.code = code;
  }
}

/** Upstream gave an answer that cannot be used: cut off, too large, not JSON, not of the Bot API's shape. */
export class MalformedAnswer extends FaultError {
  override readonly name = "MalformedAnswer";
}

/** For {@linkcode toUpstreamError}: what its words name. */
interface UpstreamPlace {
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
  const { kind, fault: cause } = error;
  if (kind === "too_large") return new MalformedAnswer(fault("answer_too_large", { bytes: place.maxBytes }));
  if (kind === "lost_in_answer") return new MalformedAnswer(fault("answer_cut_off"));
  if (kind === "malformed_answer") return new MalformedAnswer(fault("answer_not_http"));
  return new UpstreamUnreachable(kind, explain(kind, cause, place));
}

const codes: Readonly<Partial<Record<RequestFailureKind, HostFaultCode>>> = {
  dns: "host_unknown",
  connection_refused: "host_refuses",
  connect: "host_not_connected",
  lost_before_answer: "host_hung_up",
  timeout: "host_silent",
};

type HostFaultCode = "host_unknown" | "host_refuses" | "host_not_connected" | "host_hung_up" | "host_silent";

function explain(kind: RequestFailureKind, cause: Fault, { host, proxyHost }: UpstreamPlace): Fault {
  if (kind === "proxy") return fault("proxy_failed", { host, proxy: proxyHost ?? "", cause });
  const known = codes[kind];
  return known === undefined ? fault("host_unreachable", { host, cause }) : fault(known, { host });
}
