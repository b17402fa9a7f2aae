import { decodeLatin1 } from "../../src/base/bytes.ts";
import { BodyReader } from "../../src/wire/syntax/body_reader.ts";
import { type ChunkLimits, defaultChunkLimits } from "../../src/wire/syntax/chunked_decoder.ts";
import { defaultHeadLimits, type HeadLimits } from "../../src/wire/syntax/head_rules.ts";
import type { HeaderList } from "../../src/base/header_list.ts";
import { MalformedMessage } from "../../src/wire/syntax/malformed_message.ts";
import { type RequestHead, RequestHeadParser } from "../../src/wire/syntax/request_head.ts";
import { type ResponseHead, ResponseHeadParser } from "../../src/wire/syntax/response_head.ts";
import type { MessageKind, ReadMessage, ReadMessages } from "./read_messages.ts";

/** Bounds to read with, where not the default ones. */
export interface WireLimits {
  readonly head: HeadLimits;
  readonly chunks: ChunkLimits;
}

/**
 * Reads the messages of a connection with the wire's parsers, from bytes that come as `pieces`: nothing is left of a
 * piece once it was read. `method` is that of the requests that responses belong to.
 */
export function readWithWire(
  kind: MessageKind,
  pieces: readonly Uint8Array[],
  method: string,
  limits: WireLimits = { head: defaultHeadLimits, chunks: defaultChunkLimits },
): ReadMessages {
  const reader = new WireReader(kind, method, limits);
  try {
    for (const piece of pieces) {
      reader.read(piece);
      if (pieces.length > 1) piece.fill(0x2a);
    }
    return reader.finish();
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
    return reader.refuse(`${error.status} ${error.code}`);
  }
}

class WireReader {
  readonly #messages: ReadMessage[] = [];
  readonly #parse: (piece: Uint8Array, start: number) => RequestHead | ResponseHead | undefined;
  readonly #parser: RequestHeadParser | ResponseHeadParser;
  readonly #bodies: BodyReader;
  #head: RequestHead | ResponseHead | undefined;
  #body = "";
  #isClosed = false;
  #hasMore = false;

  constructor(kind: MessageKind, method: string, limits: WireLimits) {
    if (kind === "request") {
      const parser = new RequestHeadParser(limits.head);
      this.#parser = parser;
      this.#parse = (piece, start) => parser.parse(piece, start);
    } else {
      const parser = new ResponseHeadParser(limits.head);
      this.#parser = parser;
      this.#parse = (piece, start) => parser.parse(piece, start, method);
    }
    this.#bodies = new BodyReader(kind === "request" ? 400 : 502, limits.chunks);
  }

  read(piece: Uint8Array): void {
    let index = 0;
    while (index < piece.length) {
      if (this.#isClosed) {
        this.#hasMore = true;
        return;
      }
      if (this.#head === undefined) {
        this.#head = this.#parse(piece, index);
        if (this.#head === undefined) return;
        index = this.#parser.end;
        this.#bodies.start(this.#head.framing);
      }
      index = this.#bodies.read(piece, index, (part) => this.#body += decodeLatin1(part, 0, part.length));
      if (this.#bodies.isDone) this.#finishMessage(this.#head);
    }
  }

  finish(): ReadMessages {
    if (this.#head?.framing.kind === "until_close") {
      this.#bodies.end();
      this.#finishMessage(this.#head);
    }
    if (this.#hasMore) return { messages: this.#messages, end: "closed" };
    const isWithin = this.#head !== undefined || this.#parser.isWithin;
    return { messages: this.#messages, end: isWithin ? "within" : "between", partialBody: this.#body };
  }

  refuse(code: string): ReadMessages {
    return { messages: this.#messages, end: "refused", code, partialBody: this.#body };
  }

  #finishMessage(head: RequestHead | ResponseHead): void {
    const start = "method" in head ? `${head.method} ${head.target}` : `${head.status} ${head.reason}`;
    this.#messages.push({
      start: `${start} 1.${head.minor}`,
      fields: fieldsOf(head.headers),
      body: this.#body,
      keepAlive: head.keepAlive,
    });
    this.#isClosed = !head.keepAlive;
    this.#body = "";
    this.#head = undefined;
  }
}

/** Names and values, in order. */
export function fieldsOf(headers: HeaderList): [name: string, value: string][] {
  return Array.from(
    { length: headers.length },
    (_, index) => [headers.nameAt(index), headers.valueAt(index)],
  );
}
