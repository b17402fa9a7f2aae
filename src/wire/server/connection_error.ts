import { MalformedMessage } from "../syntax/malformed_message.ts";

/** The client closed the connection, or its side of it; mostly nobody waits for the response any more. */
export class ConnectionClosed extends Error {
  override readonly name = "ConnectionClosed";
  /** For a client that closed its side before its request was whole, and still reads. */
  readonly status = 400;

  constructor() {
    super("The client closed the connection");
  }
}

/** The client stopped sending the body of its request. */
export class RequestTimeout extends Error {
  override readonly name = "RequestTimeout";
  readonly status = 408;

  constructor() {
    super("The client stopped sending the body");
  }
}

/** A body is longer than its reader takes. */
export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`The body is longer than ${maxBytes} bytes`);
    this.maxBytes = maxBytes;
  }
}

/** The status for a request whose body failed; 500 where that was not the client's doing. */
export function statusOf(failure: unknown): number {
  const isClients = failure instanceof MalformedMessage || failure instanceof RequestTimeout ||
    failure instanceof ConnectionClosed;
  return isClients ? failure.status : 500;
}
