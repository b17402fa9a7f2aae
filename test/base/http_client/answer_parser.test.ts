import { describe, test } from "node:test";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { decodeUtf8, encodeUtf8 } from "../../../src/base/bytes.ts";
import { AnswerParser, type ParsedAnswer } from "../../../src/base/http_client/answer_parser.ts";
import { ExchangeFailure } from "../../../src/base/http_client/exchange_failure.ts";
import { createRandom } from "../../support/random.ts";

const maxBodyBytes = 1000;

/** What an answer comes to, in plain values. */
function plain({ head, body, isKeptAlive }: ParsedAnswer) {
  const { status, reason, retryAfter, contentType, contentEncoding } = head;
  return {
    status,
    reason,
    ...(retryAfter === "" ? {} : { retryAfter }),
    ...(contentType === "" ? {} : { contentType }),
    ...(contentEncoding === "" ? {} : { contentEncoding }),
    body: decodeUtf8(body),
    isKeptAlive,
  };
}

/** Reads pieces, then the end of the connection if the answer is not complete. */
function read(pieces: readonly string[]) {
  const parser = new AnswerParser({ maxBodyBytes });
  for (const piece of pieces) {
    const answer = parser.push(encodeUtf8(piece));
    if (answer !== undefined) return plain(answer);
  }
  return plain(parser.end());
}

const ok = { status: 200, reason: "OK", body: "", isKeptAlive: true };

/** Whole answers and what they say. */
const answers: Readonly<Record<string, readonly [string, ReturnType<typeof plain>]>> = {
  "a length": ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", { ...ok, body: "hello" }],
  "a length of nothing": ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ok],
  "the same length twice": [
    "HTTP/1.1 200 OK\r\ncontent-length:2\r\nCONTENT-LENGTH: \t2 \r\n\r\nhi",
    { ...ok, body: "hi" },
  ],
  "all headers of interest, others and a folded one": [
    "HTTP/1.1 429 Too Many Requests\r\nDate: now\r\nretry-AFTER: 7\r\nContent-Type: application/json\r\n" +
    "X-Long: a\r\n  b\r\nX-Empty:\r\nContent-Encoding: GZIP\r\nContent-Length: 1\r\n\r\nx",
    {
      status: 429,
      reason: "Too Many Requests",
      retryAfter: "7",
      contentType: "application/json",
      contentEncoding: "gzip",
      body: "x",
      isKeptAlive: true,
    },
  ],
  "chunks, with extensions and trailers": [
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n" +
    '5\r\nhello\r\n0a;name="va;lue"\r\n, chunked \r\n00006 \r\nworld!\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n',
    { ...ok, body: "hello, chunked world!" },
  ],
  "chunks and a length": [
    "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
    { ...ok, body: "a", isKeptAlive: false },
  ],
  "bare line feeds": ["HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", { ...ok, body: "hi" }],
  "no length: to the close": ["HTTP/1.1 200 OK\r\n\r\nall of it", {
    ...ok,
    body: "all of it",
    isKeptAlive: false,
  }],
  "204 whatever the length": [
    "HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n",
    { ...ok, status: 204, reason: "No Content" },
  ],
  "304": ["HTTP/1.1 304 Not Modified\r\n\r\n", { ...ok, status: 304, reason: "Not Modified" }],
  "no reason": ["HTTP/1.1 500\r\nContent-Length: 0\r\n\r\n", { ...ok, status: 500, reason: "" }],
  "an empty reason": ["HTTP/1.1 500 \r\nContent-Length: 0\r\n\r\n", { ...ok, status: 500, reason: "" }],
  "Connection: close": [
    "HTTP/1.1 200 OK\r\nConnection: foo, Close\r\nContent-Length: 2\r\n\r\nhi",
    { ...ok, body: "hi", isKeptAlive: false },
  ],
  "HTTP/1.0": ["HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", { ...ok, body: "hi", isKeptAlive: false }],
  "HTTP/1.0 with keep-alive": [
    "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nhi",
    { ...ok, body: "hi" },
  ],
  "100 as the whole answer": [
    "HTTP/1.1 100 Continue\r\n\r\n",
    { ...ok, status: 100, reason: "Continue", isKeptAlive: false },
  ],
};

const malformed: Readonly<Record<string, string>> = {
  "another protocol": "SSH-2.0-OpenSSH_9.2\r\n",
  "a version of letters": "HTTP/1.x 200 OK\r\n\r\n",
  "HTTP/2": "HTTP/2 200 OK\r\n\r\n",
  "a status of letters": "HTTP/1.1 2xx OK\r\n\r\n",
  "a status below 100": "HTTP/1.1 099 OK\r\n\r\n",
  "a status of four digits": "HTTP/1.1 2000 OK\r\n\r\n",
  "an empty first line": "\r\nHTTP/1.1 200 OK\r\n\r\n",
  "a header without a colon": "HTTP/1.1 200 OK\r\nnonsense\r\nX: y\r\n\r\n",
  "a header without a name": "HTTP/1.1 200 OK\r\n: value\r\n\r\n",
  "a space before the colon": "HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\nhello",
  "a length that is none": "HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\nhello",
  "a negative length": "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
  "two lengths": "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
  "an unknown transfer encoding": "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
  "a chunk size that is none": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
  "no chunk size": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
  "a negative chunk size": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
  "a chunk longer than it says": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
  "a head that is cut off": "HTTP/1.1 200 OK\r\nContent-Le",
  "a body that is cut off": "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
  "chunks that are cut off": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
  "a head without an end": `HTTP/1.1 200 OK\r\n${"X: y\r\n".repeat(50_000)}`,
  "one endless line": `HTTP/1.1 200 ${"O".repeat(300_000)}`,
  "trailers without an end": `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n${
    "X: y\r\n".repeat(50_000)
  }`,
};

const tooLarge: Readonly<Record<string, string>> = {
  "by its length": "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
  "by the length of a chunk": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n",
  "by a chunk beyond all numbers": `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${
    "f".repeat(400)
  }\r\n`,
  "by its chunks together": `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1f4\r\n${
    "x".repeat(500)
  }\r\n1f5\r\n`,
  "up to the close": `HTTP/1.1 200 OK\r\n\r\n${"x".repeat(1001)}`,
};

describe("AnswerParser", () => {
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
    test(`refuses ${name}`, () => {
      assertEquals(assertThrows(() => read([text]), ExchangeFailure).code, "malformed");
    });
  }

  for (const [name, text] of Object.entries(tooLarge)) {
    test(`refuses an answer that is too large ${name}`, () => {
      assertEquals(assertThrows(() => read([text]), ExchangeFailure).code, "too large");
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
    const { isKeptAlive } = read(["HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\n"]);
    assertEquals(isKeptAlive, false);
  });

  test("gives a body away that does not share the bytes it read", () => {
    const bytes = encodeUtf8("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    const answer = new AnswerParser({ maxBodyBytes }).push(bytes);
    bytes.fill(0);
    assert(answer !== undefined);
    assertEquals(decodeUtf8(answer.body), "hello");
  });

  test("keeps all headers when asked, each as often as it came, with values byte by byte", () => {
    const parser = new AnswerParser({ maxBodyBytes, keepsHeaders: true });
    const text =
      "HTTP/1.1 200 OK\r\nX-One:  a b \r\nSET-cookie: a\r\nset-Cookie: b\r\nX-Empty:\r\nX-Name: \u00c3\u00bc\r\n" +
      "Content-Length: 0\r\n\r\n";
    assertEquals(parser.push(Uint8Array.from(text, (letter) => letter.charCodeAt(0)))?.head.headers, [
      ["x-one", "a b"],
      ["set-cookie", "a"],
      ["set-cookie", "b"],
      ["x-empty", ""],
      ["x-name", "\u00c3\u00bc"],
      ["content-length", "0"],
    ]);
  });

  for (const line of ["X Y: 1", "X\u00e9: 1", "X: a\0b", "X: a\rb"]) {
    test(`keeps no header that cannot be sent on: ${JSON.stringify(line)}`, () => {
      const parser = new AnswerParser({ maxBodyBytes, keepsHeaders: true });
      const { code } = assertThrows(
        () => parser.push(encodeUtf8(`HTTP/1.1 200 OK\r\n${line}\r\n\r\n`)),
        ExchangeFailure,
      );
      assertEquals(code, "malformed");
    });
  }

  test("passes informational answers over when asked", () => {
    const parser = new AnswerParser({ maxBodyBytes, keepsHeaders: true, skipsInformational: true });
    const answer = parser.push(encodeUtf8(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" +
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
    ));
    assert(answer !== undefined);
    assertEquals([plain(answer), answer.head.headers], [{ ...ok, body: "hi" }, [["content-length", "2"]]]);
  });

  test("takes no memory for a length that is only announced", () => {
    const parser = new AnswerParser({ maxBodyBytes: Infinity });
    parser.push(encodeUtf8("HTTP/1.1 200 OK\r\nContent-Length: 999999999999999\r\n\r\nx"));
    assertThrows(() => parser.end(), ExchangeFailure);
  });
});
