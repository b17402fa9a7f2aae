import { decodeUtf8, encodeUtf8 } from "../base/bytes.ts";
import { asInteger, asRecord, asText, parseJson } from "../base/json_value.ts";
import type { NumberedCall, UnwrittenEntries } from "./capture_ports.ts";
import { type PackedPieces, packPieces, UnpackedPieces } from "./packed_pieces.ts";
import type { CapturedCall } from "./read_call.ts";

/** Captured calls, each as {@linkcode CallEncoder} writes it; handing them over to another thread takes them away. */
export interface PackedCalls extends PackedPieces {
  /** The spool that gave the numbers. */
  readonly spool: string;
  /** Number of the first call; they ascend. */
  readonly first: number;
}

/** Puts calls together; copies their bytes once. */
export function packCalls(spool: string, calls: readonly NumberedCall[]): PackedCalls {
  const numbers = calls.map(({ number }) => number);
  return { spool, first: numbers[0] ?? 0, ...packPieces(calls.map(({ bytes }) => bytes), [numbers]) };
}

/** The calls; their bytes are views. */
export function unpackCalls(packed: PackedCalls): (CapturedCall & { readonly number: number })[] {
  const pieces = new UnpackedPieces(packed, 1);
  return Array.from(pieces.column(0), (number, index) => ({ ...decodeCall(pieces.pieceAt(index)), number }));
}

/** Lengths of the head, and of what was sent and 1, or 0 when that is not known; little-endian. */
const lengthBytes = 8;

/** Digits of the largest time, and the brace behind it. */
const maxTailLength = 17;

/**
 * Encodes calls: lengths, a JSON object of all that is no bytes, what was sent, what was answered. Calls of one kind follow
 * each other, so all of the object but the time is kept from one call to the next: to make it anew takes as long as all
 * the rest.
 */
export class CallEncoder {
  /** The call that `#prefix` was made for. */
  #last: CapturedCall | undefined;
  /** The object up to the time. */
  #prefix = new Uint8Array();

  /** Maximum length of a call. */
  maxLength(call: CapturedCall): number {
    return lengthBytes + this.#prefixOf(call).length + maxTailLength + (call.sent?.length ?? 0) +
      call.answer.length;
  }

  /** Writes a call to a place that has room for {@linkcode maxLength}; gives where it ends. */
  write(call: CapturedCall, target: Uint8Array, at: number): number {
    const { sent, answer } = call;
    const prefix = this.#prefixOf(call);
    const headStart = at + lengthBytes;
    target.set(prefix, headStart);
    const headEnd = writeAscii(target, headStart + prefix.length, `${call.atMs}}`);
    writeLength(target, at, headEnd - headStart);
    writeLength(target, at + 4, sent === undefined ? 0 : sent.length + 1);
    if (sent !== undefined) target.set(sent, headEnd);
    const sentEnd = headEnd + (sent?.length ?? 0);
    target.set(answer, sentEnd);
    return sentEnd + answer.length;
  }

  /** The same for several calls, by their index. */
  entriesOf(calls: readonly CapturedCall[]): UnwrittenEntries {
    return {
      count: calls.length,
      maxLength: (index) => this.maxLength(calls[index]!),
      write: (index, target, at) => this.write(calls[index]!, target, at),
    };
  }

  #prefixOf(call: CapturedCall): Uint8Array {
    if (this.#last === undefined || !isAlike(this.#last, call)) this.#prefix = toPrefix(call);
    this.#last = call;
    return this.#prefix;
  }
}

/** A call as {@linkcode CallEncoder} writes it. */
export function encodeCall(call: CapturedCall, encoder = new CallEncoder()): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(encoder.maxLength(call));
  return bytes.subarray(0, encoder.write(call, bytes, 0));
}

/** Whether two calls differ in bytes and time alone. */
function isAlike(one: CapturedCall, other: CapturedCall): boolean {
  return one.botId === other.botId && one.method === other.method && one.query === other.query &&
    one.contentType === other.contentType && one.contentEncoding === other.contentEncoding &&
    one.answerEncoding === other.answerEncoding;
}

function toPrefix(call: CapturedCall): Uint8Array<ArrayBuffer> {
  const { botId, method, query, contentType, contentEncoding, answerEncoding } = call;
  const head = JSON.stringify({ botId, method, query, contentType, contentEncoding, answerEncoding });
  return encodeUtf8(`${head.slice(0, -1)},"atMs":`);
}

function writeAscii(bytes: Uint8Array, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index);
  return at + text.length;
}

/** Not by a `DataView`, which costs Bun a buffer of its own for each call. */
function writeLength(bytes: Uint8Array, at: number, length: number): void {
  bytes[at] = length;
  bytes[at + 1] = length >>> 8;
  bytes[at + 2] = length >>> 16;
  bytes[at + 3] = length >>> 24;
}

/** The call that {@linkcode CallEncoder} made bytes of; what was sent and answered are views of them. */
export function decodeCall(bytes: Uint8Array<ArrayBuffer>): CapturedCall {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const headEnd = lengthBytes + view.getUint32(0, true);
  const sentLength = view.getUint32(4, true);
  const sentEnd = headEnd + Math.max(sentLength - 1, 0);
  const head = asRecord(parseJson(decodeUtf8(bytes.subarray(lengthBytes, headEnd))));
  return {
    botId: asInteger(head?.botId),
    method: asText(head?.method),
    query: asText(head?.query),
    contentType: asText(head?.contentType),
    contentEncoding: asText(head?.contentEncoding),
    sent: sentLength === 0 ? undefined : bytes.subarray(headEnd, sentEnd),
    answer: bytes.subarray(sentEnd),
    answerEncoding: asText(head?.answerEncoding),
    atMs: asInteger(head?.atMs),
  };
}
