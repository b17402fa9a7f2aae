import type { Socket } from "node:net";
import { type BodyWriter, type BodyWriterOwner, BytesWriter, sliceBytes } from "./body_writer.ts";
import { joinBytes } from "../join_bytes.ts";
import type { PlannedResponse } from "./response_head.ts";
import { StreamWriter } from "./stream_writer.ts";
import type { UnsentBytes, UnsentHolder } from "./unsent_bytes.ts";
import { toBodySource } from "../body_source.ts";
import type { WireBody } from "./wire_response.ts";
import type { WriteTurns } from "./write_turns.ts";

/** What the senders of a server share. */
export interface SenderHost {
  readonly turns: WriteTurns;
  readonly unsent: UnsentBytes;
  readonly clock: { readonly now: number };
}

/** Whose responses are sent. */
export interface SenderOwner {
  /** Whether the client has to take bytes now, or the body's source has to give some. */
  onSending(waitsFor: "client" | "source"): void;
  /** All was handed to the kernel; the next response may be sent. */
  onSent(): void;
  /** The body broke off: the client must not take it for whole. */
  onBroken(error: unknown): void;
  cut(): void;
}

/** Sends the responses of a connection, one after another. */
export class ResponseSender implements BodyWriterOwner, UnsentHolder {
  readonly #host: SenderHost;
  readonly #owner: SenderOwner;
  readonly #socket: Socket;
  #writer: BodyWriter | undefined;
  progressTick = 0;

  constructor(host: SenderHost, owner: SenderOwner, socket: Socket) {
    this.#host = host;
    this.#owner = owner;
    this.#socket = socket;
  }

  /** Whether a body is being sent. */
  get isSending(): boolean {
    return this.#writer !== undefined;
  }

  /** Sends a head and its body: in one write if it is short, else in slices or as it comes. */
  send({ head, framing }: PlannedResponse, body: WireBody): void {
    const { turns, unsent } = this.#host;
    if (body === null || body instanceof Uint8Array && body.length <= sliceBytes) {
      if (body === null || body.length === 0) this.#socket.write(head, "latin1");
      else this.#socket.write(joinBytes(head, body));
      this.onWritten();
    } else if (body instanceof Uint8Array) {
      const writer = this.#writer = new BytesWriter(this.#socket, turns, this, body);
      unsent.hold(this, body);
      writer.start(head);
    } else {
      const source = body instanceof ReadableStream ? toBodySource(body) : body;
      const writer = this.#writer = new StreamWriter(this.#socket, turns, this, source, framing, head);
      void writer.run();
    }
  }

  /** Nobody waits for what is being sent. */
  cancel(reason: unknown): void {
    this.#end()?.cancel(reason);
  }

  onWriting(): void {
    this.progressTick = this.#host.clock.now;
    this.#owner.onSending("client");
  }

  onStarved(): void {
    this.#owner.onSending("source");
  }

  onWritten(): void {
    this.#end();
    if (!this.#socket.writableNeedDrain) return this.#owner.onSent();
    this.onWriting();
    this.#socket.once("drain", () => this.#owner.onSent());
  }

  onBroken(error: unknown): void {
    this.#end();
    this.#owner.onBroken(error);
  }

  cut(): void {
    this.#owner.cut();
  }

  #end(): BodyWriter | undefined {
    const writer = this.#writer;
    if (writer === undefined) return undefined;
    this.#writer = undefined;
    this.#host.unsent.release(this);
    return writer;
  }
}
