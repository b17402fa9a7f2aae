import type { Socket } from "node:net";
import { RequestFailure } from "../client/request_failure.ts";
import { ReadFlow } from "../read_flow.ts";
import { noBody } from "../syntax/body_framing.ts";
import { BodyReader } from "../syntax/body_reader.ts";
import { MalformedMessage } from "../syntax/malformed_message.ts";
import { type RequestHead, RequestHeadParser } from "../syntax/request_head.ts";
import { ConnectionClosed, RequestTimeout, statusOf } from "./connection_error.ts";
import type { ConnectionHost, ServedConnection } from "./connection_host.ts";
import { type Peer, ServedExchange } from "./exchange.ts";
import { HeldChunks } from "./held_chunks.ts";
import { IncomingBody, type IncomingSource } from "./incoming_body.ts";
import { type PlannedResponse, planRefusal, planResponse } from "./response_head.ts";
import { ResponseSender, type SenderOwner } from "./response_sender.ts";
import type { Timed } from "./tick_clock.ts";
import { discardBody, emptyResponse, type WireResponse } from "./wire_response.ts";

/** Where a connection stands. */
type Stage =
  /** No byte of a request has come. */
  | "idle"
  | "head"
  /** A short body is awaited before its request is served. */
  | "gathering"
  | "serving"
  /** The response is written, the rest of the request's body is passed over. */
  | "dropping"
  /** The last response is written; the client has to close. */
  | "lingering"
  | "closed";

/** How long a short body is awaited before its request is served without it, in milliseconds. */
const gatheringMs = 1000;

/** A client's connection: takes requests one at a time, and writes their responses. */
export class Connection implements Peer, IncomingSource, SenderOwner, ServedConnection, Timed {
  readonly isSecure: boolean;
  readonly #host: ConnectionHost;
  readonly #socket: Socket;
  readonly #flow: ReadFlow;
  readonly #sender: ResponseSender;
  readonly #parser: RequestHeadParser;
  readonly #reader = new BodyReader(400);
  readonly #takePiece = (piece: Uint8Array): void => this.#onPiece(piece);
  #stage: Stage = "idle";
  #exchange: ServedExchange | undefined;
  /** Bytes behind the request that is served. */
  readonly #held = new HeldChunks();
  #droppedBytes = 0;
  #isConsuming = false;
  #mustContinue = false;
  #keepAlive = true;
  /** Whether the client has closed its side. */
  #isEnded = false;
  dueTick: number;

  constructor(host: ConnectionHost, socket: Socket, isSecure: boolean) {
    this.#host = host;
    this.#socket = socket;
    this.#flow = new ReadFlow(socket);
    this.isSecure = isSecure;
    this.#sender = new ResponseSender(host, this, socket);
    this.#parser = new RequestHeadParser(host.limits.head);
    this.dueTick = host.clock.after(host.limits.idleTimeoutMs);
    host.clock.add(this);
    socket.on("data", (chunk: Uint8Array) => this.#onData(chunk));
    socket.on("end", () => this.#onEnd());
    // What went wrong with a client is the client's business; "close" follows.
    socket.on("error", () => {});
    socket.on("close", () => this.#onClose());
  }

  get address(): string {
    return this.#socket.remoteAddress ?? "";
  }

  get isIdle(): boolean {
    return this.#stage !== "serving" && this.#stage !== "gathering";
  }

  cut(): void {
    this.#socket.destroy();
    this.#onClose();
  }

  #onData(chunk: Uint8Array): void {
    const rest = this.#held.isEmpty ? this.#consume(chunk) : chunk;
    if (rest === undefined) return;
    this.#held.push(rest);
    if (this.#held.bytes > this.#host.limits.maxHeldBytes) this.#flow.pause();
  }

  /** Takes what it can of `chunk`; gives the rest, which waits for the response under way. */
  #consume(chunk: Uint8Array): Uint8Array | undefined {
    this.#isConsuming = true;
    try {
      const rest = this.#advance(chunk);
      return rest < chunk.length ? chunk.subarray(rest) : undefined;
    } catch (error) {
      this.#onMalformed(error);
      return undefined;
    } finally {
      this.#isConsuming = false;
    }
  }

  #advance(chunk: Uint8Array): number {
    let at = 0;
    let requests = 0;
    while (at < chunk.length) {
      switch (this.#stage) {
        case "idle":
        case "head": {
          if (++requests > this.#host.limits.maxPipelinedRequests) {
            setImmediate(this.#consumeHeld);
            return at;
          }
          const head = this.#parser.parse(chunk, at);
          if (head === undefined) {
            this.#awaitHead();
            return chunk.length;
          }
          at = this.#parser.end;
          this.#begin(head);
          break;
        }
        case "gathering":
        case "dropping":
        case "serving":
          if (this.#reader.isDone) return at;
          at = this.#reader.read(chunk, at, this.#takePiece);
          if (this.#reader.isDone) this.#onBodyEnd();
          break;
        default:
          this.#drop(chunk.length - at);
          return chunk.length;
      }
    }
    if (this.#stage === "gathering" && !this.#mayGather()) this.#serve();
    return at;
  }

  #awaitHead(): void {
    if (this.#stage === "head" || !this.#parser.isWithin) return;
    this.#stage = "head";
    this.#limit(this.#host.limits.headTimeoutMs);
  }

  #begin(head: RequestHead): void {
    const body = new IncomingBody(this, head.framing);
    this.#exchange = new ServedExchange(this, head, body);
    this.#reader.start(head.framing);
    this.#mustContinue = head.expectsContinue;
    this.#stage = "gathering";
    if (!this.#reader.isDone) this.#limit(gatheringMs);
    else this.#onBodyEnd();
  }

  #mayGather(): boolean {
    const { framing, expectsContinue } = this.#exchange!.head;
    return framing.kind === "length" && framing.bytes <= this.#host.limits.maxWholeBodyBytes &&
      !expectsContinue;
  }

  #onPiece(piece: Uint8Array): void {
    const body = this.#exchange?.body;
    this.#mustContinue = false;
    if (body === undefined || body.isDropped) return this.#drop(piece.length);
    body.push(piece);
    if (this.#stage !== "serving") return;
    if (body.isAwaited) this.#limit(this.#host.limits.bodyTimeoutMs);
    else if (!this.#sender.isSending) this.dueTick = Infinity;
    if (body.heldBytes > this.#host.limits.maxHeldBytes) this.#flow.pause();
  }

  #onBodyEnd(): void {
    this.#exchange?.body.end();
    if (this.#stage === "gathering") this.#serve();
    else if (this.#stage === "dropping") this.#next();
    else if (this.#stage === "serving" && !this.#sender.isSending) this.dueTick = Infinity;
  }

  /** Counts what nobody wants. */
  #drop(bytes: number): void {
    this.#droppedBytes += bytes;
    if (this.#droppedBytes <= this.#host.limits.maxDroppedBytes) return;
    if (this.#stage === "serving") this.#flow.pause();
    else if (this.#stage === "dropping") this.#finish();
  }

  #serve(): void {
    const exchange = this.#exchange!;
    this.#stage = "serving";
    this.dueTick = Infinity;
    let response: WireResponse | Promise<WireResponse>;
    try {
      response = this.#host.respond(exchange);
    } catch (error) {
      return this.#onFailure(exchange, error);
    }
    if (response instanceof Promise) {
      response.then(
        (response) => this.#onResponse(exchange, response),
        (error) => this.#onFailure(exchange, error),
      );
    } else this.#onResponse(exchange, response);
  }

  #onFailure(exchange: ServedExchange, error: unknown): void {
    const { failure } = exchange.body;
    // What the client caused is not the handler's fault.
    if (failure === undefined && !exchange.aborted) this.#host.onError(error);
    this.#onResponse(exchange, emptyResponse(statusOf(failure)));
  }

  #onResponse(exchange: ServedExchange, response: WireResponse): void {
    if (this.#exchange !== exchange) return discardBody(response, new ConnectionClosed());
    let planned: PlannedResponse;
    try {
      planned = planResponse(exchange.head, response, this.#mayKeepAlive(exchange));
    } catch (error) {
      this.#host.onError(error);
      discardBody(response, error);
      response = emptyResponse(500);
      planned = planResponse(exchange.head, response, false);
    }
    this.#keepAlive = planned.keepAlive;
    if (!planned.hasBody) discardBody(response, undefined);
    this.#sender.send(planned, planned.hasBody ? response.body : null);
  }

  #mayKeepAlive({ head, body }: ServedExchange): boolean {
    if (!head.keepAlive || this.#isEnded || this.#host.isClosing || body.failure !== undefined) return false;
    if (this.#reader.isDone || body.isAsked) return true;
    // Nobody will read it.
    const canDrop = this.#canDrop(body);
    if (canDrop) body.drop();
    return canDrop;
  }

  /** Whether the rest of a body can be passed over: it is short, and comes without being asked for. */
  #canDrop(body: IncomingBody): boolean {
    return !this.#mustContinue && (body.declaredBytes ?? Infinity) <= this.#host.limits.maxDroppedBytes;
  }

  onSending(waitsFor: "client" | "source"): void {
    if (waitsFor === "client") this.#limit(this.#host.limits.writeTimeoutMs);
    else this.dueTick = Infinity;
  }

  onBroken(error: unknown): void {
    const exchange = this.#exchange;
    // Another server's body broke off there, as everybody may see who reads it.
    const isOurs = exchange?.aborted === false && exchange.body.failure === undefined &&
      !(error instanceof RequestFailure);
    if (isOurs) this.#host.onError(error);
    this.cut();
  }

  onSent(): void {
    if (this.#stage !== "serving") return;
    if (!this.#keepAlive || this.#isEnded) return this.#finish();
    if (this.#reader.isDone) return this.#next();
    const { body } = this.#exchange!;
    if (!this.#canDrop(body)) return this.#finish();
    this.#stage = "dropping";
    this.#limit(this.#host.limits.bodyTimeoutMs);
    body.drop();
    this.#flow.resume();
  }

  /** Makes ready for the next request. */
  #next(): void {
    this.#exchange = undefined;
    this.#droppedBytes = 0;
    if (this.#host.isClosing) return this.#finish();
    this.#stage = "idle";
    this.#limit(this.#host.limits.idleTimeoutMs);
    if (!this.#isConsuming) this.#consumeHeld();
  }

  readonly #consumeHeld = (): void => {
    while (this.#stage === "idle" || this.#stage === "head" || !this.#reader.isDone) {
      const chunk = this.#held.take();
      if (chunk === undefined) break;
      const rest = this.#consume(chunk);
      if (rest === undefined) continue;
      this.#held.putBack(rest);
      break;
    }
    if (this.#stage === "closed") return;
    if (this.#held.bytes <= this.#host.limits.maxHeldBytes) this.#flow.resume();
    if (this.#isEnded && this.#held.isEmpty && this.isIdle) this.#finish();
  };

  onAsked(): void {
    if (this.#stage !== "serving") return;
    if (this.#mustContinue) {
      this.#mustContinue = false;
      this.#socket.write("HTTP/1.1 100 Continue\r\n\r\n", "latin1");
    }
    if (!this.#sender.isSending) this.#limit(this.#host.limits.bodyTimeoutMs);
    this.#flow.resume();
  }

  onTaken(): void {
    if ((this.#exchange?.body.heldBytes ?? 0) <= this.#host.limits.maxHeldBytes) this.#flow.resume();
  }

  onDropped(): void {
    this.#flow.resume();
  }

  #limit(timeoutMs: number): void {
    this.dueTick = this.#host.clock.after(timeoutMs);
  }

  onOverdue(): void {
    this.dueTick = Infinity;
    switch (this.#stage) {
      case "head":
        return this.#refuse(408);
      case "gathering":
        return this.#serve();
      case "serving":
        if (this.#exchange?.body.isAwaited) {
          return this.#exchange.body.fail(new RequestTimeout());
        }
        return this.cut();
      case "idle":
        return this.#finish();
      default:
        return this.cut();
    }
  }

  #onMalformed(error: unknown): void {
    if (!(error instanceof MalformedMessage)) {
      this.#host.onError(error);
      return this.cut();
    }
    if (this.#stage === "dropping") return this.#finish();
    if (this.#stage !== "serving") return this.#refuse(error.status);
    this.#exchange?.body.fail(error);
    this.#reader.start(noBody);
  }

  /** Answers what is no request, and closes. */
  #refuse(status: number): void {
    this.#socket.write(planRefusal(status), "latin1");
    this.#finish();
  }

  /**
   * Ends this side, and waits a moment for the client to end its own: bytes that nobody reads would reset the connection
   * before the client has read the response.
   */
  #finish(): void {
    if (this.#stage === "closed") return;
    this.#exchange?.body.drop();
    this.#exchange = undefined;
    this.#stage = "lingering";
    this.#held.clear();
    this.#droppedBytes = 0;
    this.#limit(this.#host.limits.lingerTimeoutMs);
    // A server that closes waits for nobody who has its response.
    this.#socket.end(this.#host.isClosing ? () => this.cut() : undefined);
    this.#flow.resume();
  }

  #onEnd(): void {
    this.#isEnded = true;
    switch (this.#stage) {
      case "serving":
        if (!this.#reader.isDone) this.#exchange?.body.fail(new ConnectionClosed());
        return this.#exchange?.abort(new ConnectionClosed());
      case "idle":
        return this.#held.isEmpty ? this.#finish() : undefined;
      case "lingering":
        return;
      default:
        return this.#finish();
    }
  }

  #onClose(): void {
    if (this.#stage === "closed") return;
    const exchange = this.#exchange;
    this.#stage = "closed";
    this.#exchange = undefined;
    this.#held.clear();
    this.dueTick = Infinity;
    this.#host.clock.remove(this);
    const reason = new ConnectionClosed();
    this.#sender.cancel(reason);
    exchange?.body.fail(reason);
    exchange?.abort(reason);
    this.#host.onClose(this);
  }
}
