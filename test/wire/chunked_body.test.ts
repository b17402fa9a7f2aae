import { assert, assertEquals, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import { describe, test } from "node:test";
import { decodeLatin1 } from "../../src/base/bytes.ts";
import { BodyReader } from "../../src/wire/syntax/body_reader.ts";
import {
  ChunkedDecoder,
  type ChunkLimits,
  defaultChunkLimits,
} from "../../src/wire/syntax/chunked_decoder.ts";
import { chunkEnd, chunkStart, lastChunk } from "../../src/wire/syntax/chunked_encoder.ts";
import { MalformedMessage } from "../../src/wire/syntax/malformed_message.ts";
import { ruleTable } from "../support/rule_table.ts";

/** The data, followed by `…` where the body is not whole and by `|` and what came after it; or why it is refused. */
function read(text: string, limits?: ChunkLimits): string {
  const decoder = new ChunkedDecoder(400, limits);
  const bytes = Buffer.from(text, "latin1");
  let data = "";
  try {
    const end = decoder.read(bytes, 0, (piece) => data += decodeLatin1(piece, 0, piece.length));
    const rest = text.slice(end);
    return data + (decoder.isDone ? "" : "…") + (rest === "" ? "" : `|${rest}`);
  } catch (error) {
    if (error instanceof MalformedMessage) return `${error.status} ${error.code}`;
    throw error;
  }
}

const end = "0\r\n\r\n";

ruleTable("A chunk is its size, its data and CR LF (RFC 9112 7.1)", read, [
  [end, ""],
  [`3\r\nabc\r\n${end}`, "abc"],
  [`3\r\nabc\r\n1\r\nd\r\n${end}GET /`, "abcd|GET /"],
  [`A\r\n0123456789\r\n${end}`, "0123456789"],
  [`0a\r\n0123456789\r\n00\r\n\r\n`, "0123456789"],
  [`4\r\n\r\n\r\n\r\n${end}`, "\r\n\r\n"],
  ["3\r\nab", "ab…"],
  ["fffffffffffff\r\na", "a…"],
  [`\r\n${end}`, "400 bad_chunk"],
  [`;a\r\n${end}`, "400 bad_chunk"],
  [`g\r\n${end}`, "400 bad_chunk"],
  [`0x3\r\nabc\r\n${end}`, "400 bad_chunk"],
  [`+3\r\nabc\r\n${end}`, "400 bad_chunk"],
  [`-3\r\nabc\r\n${end}`, "400 bad_chunk"],
  [` 3\r\nabc\r\n${end}`, "400 bad_chunk"],
  [`3 \r\nabc\r\n${end}`, "400 bad_chunk"],
  [`3\t\r\nabc\r\n${end}`, "400 bad_chunk"],
  [`3_0\r\nabc\r\n${end}`, "400 bad_chunk"],
  [`3\nabc\r\n${end}`, "400 bad_chunk"],
  [`3\rabc\r\n${end}`, "400 bad_chunk"],
  [`3\r\r\nabc\r\n${end}`, "400 bad_chunk"],
  [`3\r\nabc\n${end}`, "400 bad_chunk"],
  [`3\r\nabc\r${end}`, "400 bad_chunk"],
  [`3\r\nabcd\r\n${end}`, "400 bad_chunk"],
  [`3\r\nabc${end}`, "400 bad_chunk"],
  ["10000000000000\r\n", "400 bad_chunk"],
  ["00000000000001\r\n", "400 bad_chunk"],
  ["10000000000000003\r\n", "400 bad_chunk"],
]);

ruleTable("Extensions are checked and passed over (RFC 9112 7.1.1)", read, [
  [`1;a\r\nx\r\n${end}`, "x"],
  [`1;a=b;c="d;\\"\r";e\r\nx\r\n${end}`, "400 bad_chunk"],
  [`1;a=b;c="d;\\" \xff\t";e\r\nx\r\n0;z\r\n\r\n`, "x"],
  [`1;a=""\r\nx\r\n${end}`, "x"],
  [`1;\r\nx\r\n${end}`, "400 bad_chunk"],
  [`1;=b\r\nx\r\n${end}`, "400 bad_chunk"],
  [`1;a=\r\nx\r\n${end}`, "400 bad_chunk"],
  [`1;a="b\r\nx\r\n${end}`, "400 bad_chunk"],
  [`1;a="b"c\r\nx\r\n${end}`, "400 bad_chunk"],
  [`1;a=b c\r\nx\r\n${end}`, "400 bad_chunk"],
  [`1 ;a\r\nx\r\n${end}`, "400 bad_chunk"],
  [`1; a\r\nx\r\n${end}`, "400 bad_chunk"],
  [`1;a\nx\r\n${end}`, "400 bad_chunk"],
  [`1;a\rx\r\n${end}`, "400 bad_chunk"],
  [`1;a\0\r\nx\r\n${end}`, "400 bad_chunk"],
  [`1;a="\n"\r\nx\r\n${end}`, "400 bad_chunk"],
  [`1;a="\\\r\nx\r\n${end}`, "400 bad_chunk"],
]);

ruleTable("Trailers are checked and dropped (RFC 9112 7.1.2)", read, [
  ["0\r\nX: y\r\nZ:\r\n\r\nrest", "|rest"],
  ["0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nrest", "|rest"],
  ["0\r\nX: y\r\n", "…"],
  ["0\r\nX: y\r\n\r", "…"],
  ["0\r\nX : y\r\n\r\n", "400 bad_trailer"],
  ["0\r\n: y\r\n\r\n", "400 bad_trailer"],
  ["0\r\nX\r\n\r\n", "400 bad_trailer"],
  ["0\r\n X: y\r\n\r\n", "400 bad_trailer"],
  ["0\r\nX: y\r\n z\r\n\r\n", "400 bad_trailer"],
  ["0\r\nX: y\n\r\n", "400 bad_trailer"],
  ["0\r\nX: y\rz\r\n\r\n", "400 bad_trailer"],
  ["0\r\nX: \0\r\n\r\n", "400 bad_trailer"],
  ["0\r\n\n", "400 bad_trailer"],
  ["0\r\n\rX", "400 bad_trailer"],
]);

describe("A chunked body is bounded", () => {
  const limits: ChunkLimits = { maxExtensionBytes: 6, maxTrailerBytes: 12, maxTrailers: 2 };

  test("in the extensions of all its chunks", () => {
    assertEquals(
      [read(`1;ab\r\nx\r\n1;cd\r\nx\r\n${end}`, limits), read(`1;abc\r\nx\r\n1;cd\r\nx\r\n${end}`, limits)],
      ["xx", "400 bad_chunk"],
    );
  });

  test("in its trailers", () => {
    assertEquals(
      [read("0\r\na:b\r\nc:d\r\n\r\n", limits), read("0\r\na:b\r\nc:def\r\n\r\n", limits)],
      ["", "400 bad_trailer"],
    );
    const few = { ...limits, maxTrailerBytes: 100 };
    assertEquals([read("0\r\na:b\r\nc:d\r\n\r\n", few), read("0\r\na:b\r\nc:d\r\ne:f\r\n\r\n", few)], [
      "",
      "400 bad_trailer",
    ]);
  });

  test("by default to 16 KiB of extensions, and 16 KiB and 100 lines of trailers", () => {
    assertEquals(defaultChunkLimits, {
      maxExtensionBytes: 16_384,
      maxTrailerBytes: 16_384,
      maxTrailers: 100,
    });
  });
});

describe("BodyReader", () => {
  const whole = Buffer.from("abcdef");
  const collect = (body: BodyReader, bytes: Uint8Array, start = 0): [end: number, pieces: string[]] => {
    const pieces: string[] = [];
    return [body.read(bytes, start, (piece) => pieces.push(decodeLatin1(piece, 0, piece.length))), pieces];
  };

  test("ends a body of a length where the next message starts", () => {
    const body = new BodyReader(400);
    body.start({ kind: "length", bytes: 3 });
    assertEquals([collect(body, whole, 2), body.isDone], [[5, ["cde"]], true]);
    assertEquals(collect(body, whole, 5), [5, []]);
  });

  test("goes on with a body of a length in the next piece", () => {
    const body = new BodyReader(400);
    body.start({ kind: "length", bytes: 8 });
    assertEquals([collect(body, whole), body.isDone], [[6, ["abcdef"]], false]);
    assertEquals([collect(body, whole), body.isDone], [[2, ["ab"]], true]);
  });

  test("takes nothing where there is no body", () => {
    const body = new BodyReader(400);
    for (const framing of [{ kind: "none" }, { kind: "length", bytes: 0 }] as const) {
      body.start(framing);
      assertEquals([body.isDone, collect(body, whole)], [true, [0, []]]);
    }
  });

  test("reads one chunked body after another", () => {
    const body = new BodyReader(400);
    const bytes = Buffer.from(`1\r\na\r\n${end}2\r\nbc\r\n${end}`);
    body.start({ kind: "chunked" });
    const [first, pieces] = collect(body, bytes);
    assertEquals([pieces, body.isDone], [["a"], true]);
    body.start({ kind: "chunked" });
    assertEquals([collect(body, bytes, first), body.isDone], [[bytes.length, ["bc"]], true]);
  });

  test("takes all there is until the connection closes", () => {
    const body = new BodyReader(502);
    body.start({ kind: "until_close" });
    assertEquals([collect(body, whole, 2), body.isDone], [[6, ["cdef"]], false]);
    body.end();
    assert(body.isDone);
  });

  test("refuses a body that the connection's end cut short (RFC 9112 8)", () => {
    for (const framing of [{ kind: "length", bytes: 7 }, { kind: "chunked" }] as const) {
      const body = new BodyReader(502);
      body.start(framing);
      body.read(framing.kind === "chunked" ? Buffer.from("9\r\nabc") : whole, 0, () => {});
      const error = assertThrows(() => body.end(), MalformedMessage);
      assertEquals([error.status, error.code], [502, "truncated"]);
    }
  });

  test("hands data on as views of what was received", () => {
    const body = new BodyReader(400);
    const bytes = Buffer.from(`3\r\nabc\r\n${end}`);
    body.start({ kind: "chunked" });
    body.read(bytes, 0, (piece) => {
      assertEquals([piece.buffer === bytes.buffer, piece.byteOffset - bytes.byteOffset], [true, 3]);
    });
    body.start({ kind: "length", bytes: bytes.length });
    body.read(bytes, 0, (piece) => assert(piece === bytes));
  });
});

test("Chunks that are written are read back (RFC 9112 7.1)", () => {
  const parts = ["a", "b".repeat(15), "c".repeat(4096)];
  const text = parts.map((part) => chunkStart(part.length) + part + chunkEnd).join("") + lastChunk;
  assertEquals(read(text), parts.join(""));
});

test("A chunk without data, which would end the body, is not written", () => {
  assertThrows(() => chunkStart(0), RangeError);
  assertThrows(() => chunkStart(NaN), RangeError);
});
