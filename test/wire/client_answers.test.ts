import { describe, test } from "node:test";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { decodeUtf8, encodeUtf8 } from "../../src/base/bytes.ts";
import { AnswerReader } from "../../src/wire/client/answer_reader.ts";
import { RequestFailure } from "../../src/wire/client/request_failure.ts";
import type { ResponseHead } from "../../src/wire/syntax/response_head.ts";
import { createRandom } from "../support/random.ts";

interface ReadAnswer {
  readonly status: number;
  readonly body: string;
  readonly isKeptAlive: boolean;
}

/** Reads pieces, then the end of the connection if the answer is not complete. */
function read(pieces: readonly string[], method = "POST", takesInformational = false): ReadAnswer {
  let head: ResponseHead | undefined;
  let body = "";
  let isKeptAlive: boolean | undefined;
  const reader = new AnswerReader({
    onHead: (read) => head = read,
    onBody: (bytes) => body += decodeUtf8(bytes),
    onComplete: (isKept) => isKeptAlive = isKept,
  });
  reader.begin(method, takesInformational);
  for (const piece of pieces) {
    if (isKeptAlive === undefined && piece !== "") reader.push(encodeUtf8(piece));
  }
  if (isKeptAlive === undefined) reader.end();
  assert(head !== undefined && isKeptAlive !== undefined);
  return { status: head.status, body, isKeptAlive };
}

const ok = { status: 200, body: "", isKeptAlive: true };

/** Whole answers and what they say. */
const answers: Readonly<Record<string, readonly [string, ReadAnswer]>> = {
  "a length": ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", { ...ok, body: "hello" }],
  "a length of nothing": ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ok],
  "chunks, with extensions and trailers": [
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n" +
    '5\r\nhello\r\n0a;name="va;lue"\r\n, chunked \r\n00006\r\nworld!\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n',
    { ...ok, body: "hello, chunked world!" },
  ],
  "bare line feeds in its head": ["HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", { ...ok, body: "hi" }],
  "equal lengths": ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nhi", {
    ...ok,
    body: "hi",
  }],
  "no length: to the close": ["HTTP/1.1 200 OK\r\n\r\nall of it", {
    ...ok,
    body: "all of it",
    isKeptAlive: false,
  }],
  "204 whatever the length": ["HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n", { ...ok, status: 204 }],
  "304": ["HTTP/1.1 304 Not Modified\r\n\r\n", { ...ok, status: 304 }],
  "no reason": ["HTTP/1.1 500\r\nContent-Length: 0\r\n\r\n", { ...ok, status: 500 }],
  "Connection: close": [
    "HTTP/1.1 200 OK\r\nConnection: foo, Close\r\nContent-Length: 2\r\n\r\nhi",
    { ...ok, body: "hi", isKeptAlive: false },
  ],
  "HTTP/1.0": ["HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", { ...ok, body: "hi", isKeptAlive: false }],
  "HTTP/1.0 with keep-alive": [
    "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nhi",
    { ...ok, body: "hi" },
  ],
  "informational answers before": [
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" +
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
    { ...ok, body: "hi" },
  ],
};

const malformed: Readonly<Record<string, string>> = {
  "another protocol": "SSH-2.0-OpenSSH_9.2\r\n",
  "HTTP/2": "HTTP/2 200 OK\r\n\r\n",
  "a status of four digits": "HTTP/1.1 2000 OK\r\n\r\n",
  "a bare line feed before a chunk":
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\nhi\r\n0\r\n\r\n",
  "a space before the colon": "HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\nhello",
  "a negative length": "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
  "two lengths": "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
  "chunks and a length":
    "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  "an unknown transfer encoding": "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
  "a chunk size that is none": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
  "a chunk longer than it says": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
  "a switch of protocols": "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
  "a head without an end": `HTTP/1.1 200 OK\r\n${"X: y\r\n".repeat(50_000)}`,
  "one endless line": `HTTP/1.1 200 ${"O".repeat(300_000)}`,
};

const cutOff: Readonly<Record<string, string>> = {
  "a status line": "HTTP/1.1 20",
  "a head": "HTTP/1.1 200 OK\r\nContent-Le",
  "an informational answer alone": "HTTP/1.1 100 Continue\r\n\r\n",
  "a body": "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
  "chunks": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
  "a length that is only announced": "HTTP/1.1 200 OK\r\nContent-Length: 999999999999999\r\n\r\nx",
};

describe("AnswerReader", () => {
  for (const [name, [text, expected]] of Object.entries(answers)) {
    test(`reads ${name}, cut anywhere`, () => {
      assertEquals(read([text]), expected);
      for (let cut = 1; cut < text.length; cut++) {
        assertEquals(read([text.slice(0, cut), text.slice(cut)]), expected, `cut at ${cut}`);
      }
      assertEquals(read([...text]), expected, "byte by byte");
    });
  }

  for (const [name, text] of Object.entries(malformed)) {
    test(`refuses ${name} as malformed_answer`, () => {
      assertEquals(assertThrows(() => read([text]), RequestFailure).kind, "malformed_answer");
    });
  }

  for (const [name, text] of Object.entries(cutOff)) {
    test(`refuses ${name} that is cut off as lost_in_answer`, () => {
      assertEquals(assertThrows(() => read([text]), RequestFailure).kind, "lost_in_answer");
    });
  }

  test("reads random bodies in random chunks and pieces", () => {
    const random = createRandom(7);
    const upTo = (limit: number) => Math.floor(random() * limit);
    for (let round = 0; round < 500; round++) {
      const chunks = Array.from({ length: upTo(5) }, () => "\r\nab0;"[upTo(6)]!.repeat(1 + upTo(40)));
      const coded = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join("");
      const text = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${coded}0\r\n\r\n`;
      const cuts = Array.from({ length: upTo(6) }, () => upTo(text.length)).sort((a, b) => a - b);
      const pieces = [0, ...cuts].map((cut, index) => text.slice(cut, cuts[index]));
      assertEquals(read(pieces), { ...ok, body: chunks.join("") }, JSON.stringify(pieces));
    }
  });

  test("does not keep a connection on which more than the answer came", () => {
    assertEquals(read(["HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\n"]).isKeptAlive, false);
  });

  test("expects no body after HEAD, whatever the length", () => {
    assertEquals(read(["HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"], "HEAD"), ok);
  });

  test("takes an informational answer for the whole one when told, and does not keep the connection", () => {
    const answer = read(["HTTP/1.1 100 Continue\r\n\r\n"], "POST", true);
    assertEquals(answer, { status: 100, body: "", isKeptAlive: false });
  });
});
