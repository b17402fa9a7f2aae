import { decodeUtf8, encodeUtf8 } from "../base/bytes.ts";
import { asInteger, asRecord, asText, parseJson } from "../base/json_value.ts";
import { type PackedPieces, packPieces, UnpackedPieces } from "./packed_pieces.ts";
import type { CapturedCall } from "./read_call.ts";

/** A call as bytes, with its number in the spool. */
export interface NumberedCall {
  readonly number: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Captured calls, each as {@linkcode encodeCall} makes it; handing them over to another thread takes them away. */
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

/** A call as bytes: lengths, a JSON object of all that is no bytes, what was sent, what was answered. */
export function encodeCall(call: CapturedCall): Uint8Array<ArrayBuffer> {
  const { sent, answer } = call;
  const head = encodeUtf8(writeHead(call));
  const headEnd = lengthBytes + head.length;
  const sentEnd = headEnd + (sent?.length ?? 0);
  const bytes = new Uint8Array(sentEnd + answer.length);
  writeLength(bytes, 0, head.length);
  writeLength(bytes, 4, sent === undefined ? 0 : sent.length + 1);
  bytes.set(head, lengthBytes);
  if (sent !== undefined) bytes.set(sent, headEnd);
  bytes.set(answer, sentEnd);
  return bytes;
}

/** Named one by one: a copy of the call without its bytes costs as much as all the rest. */
function writeHead(call: CapturedCall): string {
  const { botId, method, query, contentType, contentEncoding, answerEncoding, atMs } = call;
  return JSON.stringify({ botId, method, query, contentType, contentEncoding, answerEncoding, atMs });
}

/** Not by a `DataView`, which costs Bun a buffer of its own for each call. */
function writeLength(bytes: Uint8Array, at: number, length: number): void {
  bytes[at] = length;
  bytes[at + 1] = length >>> 8;
  bytes[at + 2] = length >>> 16;
  bytes[at + 3] = length >>> 24;
}

/** The call that {@linkcode encodeCall} made bytes of; what was sent and answered are views of them. */
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
