import type { RequestHead } from "../syntax/request_head.ts";
import type { IncomingBody } from "./incoming_body.ts";

/** A request that waits for its response. */
export interface Exchange {
  readonly head: RequestHead;
  readonly body: IncomingBody;
  /** Whether it came over TLS. */
  readonly isSecure: boolean;
  /** IP address of the peer, without its port; empty when it is not known any more. */
  readonly clientAddress: string;
  /**
   * Aborts when the client hangs up, or closes its side, which looks the same until something is sent to it: a response
   * that is given all the same is written. Made when it is first asked for.
   */
  readonly signal: AbortSignal;
}

/** What an exchange asks of its connection. */
export interface Peer {
  readonly isSecure: boolean;
  readonly address: string;
}

/** For the connection: an exchange it can abort. */
export class ServedExchange implements Exchange {
  readonly head: RequestHead;
  readonly body: IncomingBody;
  readonly #peer: Peer;
  #abort: AbortController | undefined;
  #reason: unknown;

  constructor(peer: Peer, head: RequestHead, body: IncomingBody) {
    this.#peer = peer;
    this.head = head;
    this.body = body;
  }

  get isSecure(): boolean {
    return this.#peer.isSecure;
  }

  get clientAddress(): string {
    return this.#peer.address;
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#reason !== undefined) this.#abort.abort(this.#reason);
    }
    return this.#abort.signal;
  }

  get isAborted(): boolean {
    return this.#reason !== undefined;
  }

  abort(reason: unknown): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#abort?.abort(reason);
  }
}
