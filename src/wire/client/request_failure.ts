import { describeError, FaultError } from "../../base/errors.ts";
import { type ConnectionFault, fault } from "../../faults/fault.ts";

/** What went wrong with a request. */
export type RequestFailureKind =
  /** The address rule admits none of the host's addresses. */
  | "address_refused"
  /** The host's name is not known, or DNS does not answer. */
  | "dns"
  /** Nobody listens at the port. */
  | "connection_refused"
  /** There is no connection, for another reason or in time. */
  | "connect"
  /** The TLS handshake failed. */
  | "tls"
  /** The proxy cannot be reached, or opens no tunnel. */
  | "proxy"
  /** As many requests wait for a connection as may. */
  | "queue_full"
  /** The answer did not come in time. */
  | "timeout"
  /** The connection ended before the first byte of an answer. */
  | "lost_before_answer"
  /** The connection ended within the answer. */
  | "lost_in_answer"
  /** What came is no HTTP/1 answer. */
  | "malformed_answer"
  /** The answer is beyond the caller's limit. */
  | "too_large";

/** More about a {@linkcode RequestFailure}. */
interface RequestFailureOptions {
  /** Default: whether the kind allows for it. */
  readonly mayHaveArrived?: boolean;
  readonly cause?: unknown;
}

const unsentKinds: ReadonlySet<RequestFailureKind> = new Set([
  "address_refused",
  "dns",
  "connection_refused",
  "connect",
  "tls",
  "proxy",
  "queue_full",
]);

/** No answer came, or none that can be used. The message names no URL: a secret may stand in it. */
export class RequestFailure extends FaultError<ConnectionFault["code"]> {
  override readonly name = "RequestFailure";
  readonly kind: RequestFailureKind;
  /** Whether the server may have acted on the request. `false`: it is certain that nothing of it was sent. */
  readonly mayHaveArrived: boolean;

  constructor(kind: RequestFailureKind, fault: ConnectionFault, options: RequestFailureOptions = {}) {
    super(fault, { cause: options.cause });
    this.kind = kind;
    this.mayHaveArrived = options.mayHaveArrived ?? !unsentKinds.has(kind);
  }
}

/** For a connection that ended before the first byte of an answer. */
export function lostBeforeAnswer(options?: RequestFailureOptions): RequestFailure {
  return new RequestFailure("lost_before_answer", fault("connection_closed"), options);
}

/** For a connection that ended within an answer. */
export function lostInAnswer(cause?: unknown): RequestFailure {
  return new RequestFailure("lost_in_answer", fault("response_cut_off"), { cause });
}

/** For a proxy whose connection failed with `cause`, or ended. */
export function proxyFailure(cause?: Error): RequestFailure {
  const why = cause === undefined ? fault("proxy_hung_up") : fault("quoted", { said: describeError(cause) });
  return new RequestFailure("proxy", why, { cause });
}

/** For bytes that are no HTTP/1 answer. */
export function malformedAnswer(cause?: unknown): RequestFailure {
  return new RequestFailure("malformed_answer", fault("response_malformed"), { cause });
}

/** For an answer beyond the caller's limit. */
export function tooLargeAnswer(): RequestFailure {
  return new RequestFailure("too_large", fault("response_too_large"));
}
