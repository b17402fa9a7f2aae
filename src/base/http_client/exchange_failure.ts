/**
 * What went wrong. `reserved`, `resolve`, `refused`, `connect`, `tls`: nothing was sent. `lost`: not one byte of an
 * answer came. `overdue`: it did not come in time. `malformed`: what came is no answer, or not all of one. `too large`:
 * beyond the client's bound.
 */
export type ExchangeFailureCode =
  | "reserved"
  | "resolve"
  | "refused"
  | "connect"
  | "tls"
  | "lost"
  | "overdue"
  | "malformed"
  | "too large";

const unsent: ReadonlySet<ExchangeFailureCode> = new Set([
  "reserved",
  "resolve",
  "refused",
  "connect",
  "tls",
]);

/** No answer came, or none that can be used. The message names no URL: a secret may stand in it. */
export class ExchangeFailure extends Error {
  override readonly name = "ExchangeFailure";
  readonly code: ExchangeFailureCode;

  constructor(code: ExchangeFailureCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }

  /** Whether it is certain that nothing of the request left. */
  get isUnsent(): boolean {
    return unsent.has(this.code);
  }
}

/** For a connection that ended before the first byte of an answer. */
export function connectionLost(cause?: unknown): ExchangeFailure {
  return new ExchangeFailure("lost", "Connection closed", cause);
}

/** For bytes that are no HTTP/1 answer, or not all of one. */
export function wrongResponse(cause?: unknown): ExchangeFailure {
  return new ExchangeFailure("malformed", "Wrong response", cause);
}

/** For an answer beyond the client's bound. */
export function tooLargeResponse(): ExchangeFailure {
  return new ExchangeFailure("too large", "The answer is too large");
}
