import { Cancellation, type CancelSignal } from "../../base/cancel_signal.ts";
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
   * that is given all the same is written.
   */
  readonly hangUp: CancelSignal;
  /** {@linkcode hangUp} as a real signal, made when it is first asked for. */
  readonly signal: AbortSignal;
}

/** What an exchange asks of its connection. */
export interface Peer {
  readonly isSecure: boolean;
  readonly address: string;
}

/** For the connection: an exchange it can abort. */
export class ServedExchange extends Cancellation implements Exchange {
  readonly head: RequestHead;
  readonly body: IncomingBody;
  readonly #peer: Peer;

  constructor(peer: Peer, head: RequestHead, body: IncomingBody) {
    super();
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

  get hangUp(): CancelSignal {
    return this;
  }
}
