import { assert, assertEquals, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import { describe, test } from "node:test";
import { type OutgoingResponse, writeResponseHead } from "../../src/wire/syntax/head_writer.ts";
import { HeaderList } from "../../src/base/header_list.ts";
import { joinBytes } from "../../src/wire/join_bytes.ts";
import { dropHopByHopFields } from "../../src/wire/syntax/hop_by_hop.ts";
import { httpDate } from "../../src/wire/syntax/http_date.ts";
import { RequestHeadParser } from "../../src/wire/syntax/request_head.ts";
import { ResponseHeadParser } from "../../src/wire/syntax/response_head.ts";

function listOf(...fields: readonly [name: string, value: string][]): HeaderList {
  const headers = new HeaderList();
  for (const [name, value] of fields) headers.append(name, value);
  return headers;
}

const date = "Tue, 01 Dec 2026 02:03:04 GMT";

function response(changes: Partial<OutgoingResponse>): OutgoingResponse {
  const usual = { status: 200, reason: "OK", headers: listOf(), keepAlive: true, minor: 1, date } as const;
  return { ...usual, framing: { kind: "length", bytes: 2 }, ...changes };
}

describe("A response's head is written", () => {
  test("with Date, and with the field that frames its body", () => {
    assertEquals(
      writeResponseHead(response({ headers: listOf(["X-A", "b"], ["Host", "kept"]) })),
      `HTTP/1.1 200 OK\r\nX-A: b\r\nHost: kept\r\nDate: ${date}\r\nContent-Length: 2\r\n\r\n`,
    );
    assertEquals(
      writeResponseHead(response({ framing: { kind: "chunked" }, status: 299, reason: "" })),
      `HTTP/1.1 299 \r\nDate: ${date}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    assertEquals(
      writeResponseHead(response({ framing: { kind: "none" }, status: 204, reason: "No Content" })),
      `HTTP/1.1 204 No Content\r\nDate: ${date}\r\n\r\n`,
    );
  });

  test("with the Date of its list, if that has one", () => {
    const text = writeResponseHead(response({ headers: listOf(["date", "then"]) }));
    assertEquals(text, "HTTP/1.1 200 OK\r\ndate: then\r\nContent-Length: 2\r\n\r\n");
  });

  test("with what becomes of the connection, where the version does not say it (RFC 9112 9.3)", () => {
    const connectionOf = (changes: Partial<OutgoingResponse>) =>
      /Connection: ([^\r]+)/.exec(writeResponseHead(response(changes)))?.[1];
    assertEquals(connectionOf({ keepAlive: false }), "close");
    assertEquals(connectionOf({ keepAlive: false, minor: 0 }), "close");
    assertEquals(connectionOf({ minor: 0 }), "keep-alive");
    assertEquals(connectionOf({}), undefined);
  });

  test("so that the parser finds what was given", () => {
    const text = writeResponseHead(response({ status: 404, reason: "Not\t\xe4" }));
    const head = new ResponseHeadParser().parse(Buffer.from(text, "latin1"), 0, "GET")!;
    assertEquals([head.status, head.reason, head.framing], [404, "Not\t\xe4", { kind: "length", bytes: 2 }]);
  });

  test("unless its status, its reason or its framing is none that a response has", () => {
    for (const status of [99, 1000, 200.5, NaN]) {
      assertThrows(() => writeResponseHead(response({ status })), RangeError);
    }
    for (const reason of ["a\r\nX: y", "a\nb", "a\0", "\u0434", "\x7f"]) {
      assertThrows(() => writeResponseHead(response({ reason })), TypeError);
    }
    assertThrows(() => writeResponseHead(response({ framing: { kind: "until_close" } })), TypeError);
    assert(writeResponseHead(response({ framing: { kind: "until_close" }, keepAlive: false })).length > 0);
  });
});

describe("HeaderList", () => {
  test("keeps fields in order, names as given, and finds them by their lower-case names", () => {
    const headers = listOf(["Set-Cookie", "a"], ["X", ""], ["set-cookie", "b"]);
    assertEquals([headers.get("set-cookie"), headers.get("x")], ["a, b", ""]);
    assertEquals([headers.has("x"), headers.has("y"), headers.get("y")], [true, false, undefined]);
    headers.delete("set-cookie");
    assertEquals([headers.serialise(), headers.length], ["X: \r\n", 1]);
  });

  for (const name of ["", "a b", "a:", "a\r", "\xe4", "\u0131"]) {
    test(`takes no field called ${JSON.stringify(name)}`, () => {
      assertThrows(() => listOf([name, "a"]), TypeError);
    });
  }

  for (const value of ["a\r\nX: y", "a\n", "\r", "a\0b", "\x7f", "\u0434", " a", "a ", "\ta", "a\t"]) {
    test(`takes no value ${JSON.stringify(value)}`, () => {
      assertThrows(() => listOf(["A", value]), TypeError);
    });
  }

  test("takes values with spaces and tabs inside, and bytes above 0x7F", () => {
    assertEquals(listOf(["A", "a \tb\xff"], ["B", "c"]).serialise(), "A: a \tb\xff\r\nB: c\r\n");
  });
});

describe("A proxy drops", () => {
  const kept = (...fields: readonly [string, string][]) => {
    const headers = listOf(...fields);
    dropHopByHopFields(headers);
    return headers.serialise();
  };

  test("the fields of one connection (RFC 9110 7.6.1)", () => {
    assertEquals(
      kept(
        ["Connection", "keep-alive"],
        ["Keep-Alive", "timeout=5"],
        ["Proxy-Connection", "keep-alive"],
        ["TE", "trailers"],
        ["Trailer", "X"],
        ["Transfer-Encoding", "chunked"],
        ["Upgrade", "h2c"],
        ["Expect", "100-continue"],
        ["Proxy-Authorization", "Basic YTpi"],
        ["Proxy-Authenticate", "Basic"],
        ["Content-Length", "5"],
        ["Host", "a"],
        ["Accept", "*/*"],
      ),
      "Content-Length: 5\r\nHost: a\r\nAccept: */*\r\n",
    );
  });

  test("the fields that Connection names, in any case and list", () => {
    assertEquals(
      kept(["X-One", "1"], ["Connection", "close, x-ONE ,"], ["connection", "X-Two"], ["X-Two", "2"], [
        "X-Three",
        "3",
      ]),
      "X-Three: 3\r\n",
    );
  });

  test("nothing that Connection names which a message cannot be without", () => {
    assertEquals(
      kept(["Connection", "host, content-length"], ["Host", "a"], ["Content-Length", "5"]),
      "Host: a\r\nContent-Length: 5\r\n",
    );
  });
});

test("A date is written as HTTP has it (RFC 9110 5.6.7), anew each second", () => {
  const at = Date.UTC(2026, 11, 1, 2, 3, 4);
  assertEquals([httpDate(at), httpDate(at + 999), httpDate(at + 1000)], [
    date,
    date,
    "Tue, 01 Dec 2026 02:03:05 GMT",
  ]);
  assertEquals(httpDate(0), "Thu, 01 Jan 1970 00:00:00 GMT");
});

describe("Head and body in one piece", () => {
  const joined = (head: string, body: string) =>
    Buffer.from(joinBytes(head, Buffer.from(body, "latin1"))).toString("latin1");

  test("are the bytes of both, whatever characters the head has", () => {
    for (const head of ["", "a", "HTTP/1.1 200 OK\r\n\r\n", "\xe9", "\xe9a", "a\xe9", "\x80\xff\x7f"]) {
      for (const body of ["", "b", "\xff".repeat(5000)]) assertEquals(joined(head, body), head + body);
    }
  });

  test("share no memory with the next ones", () => {
    const pieces = Array.from({ length: 200 }, (_, index) => joinBytes(`${index} `, new Uint8Array(300)));
    for (const [index, piece] of pieces.entries()) {
      assertEquals(Buffer.from(piece).subarray(0, 300).toString("latin1").split(" ")[0], String(index));
    }
  });
});

describe("The fields of a head that was parsed", () => {
  const parse = (fields: string) =>
    new RequestHeadParser().parse(Buffer.from(`GET / HTTP/1.1\r\nHost: a\r\n${fields}\r\n`, "latin1"), 0)!
      .headers;
  const all = "A: 1\r\nB: 2\r\nC: 3\r\n";

  test("are written as they came, but for white space that not all read alike", () => {
    assertEquals(
      parse(`${all}D:4\r\nE:  5 \r\nF: \r\n`).serialise(),
      `Host: a\r\n${all}D: 4\r\nE: 5\r\nF: \r\n`,
    );
  });

  test("are written without those that were removed, behind them those that were added", () => {
    const headers = parse(all);
    headers.delete("b");
    headers.append("D", "4");
    headers.set("A", "5");
    assertEquals(headers.serialise(), "Host: a\r\nC: 3\r\nD: 4\r\nA: 5\r\n");
    assertEquals(headers.write(({ lower }) => lower !== "c"), "Host: a\r\nD: 4\r\nA: 5\r\n");
  });

  test("are the same in a copy, which changes by itself", () => {
    const headers = parse(all);
    const copy = headers.copy();
    copy.delete("host");
    assertEquals([copy.serialise(), headers.serialise()], [all, `Host: a\r\n${all}`]);
  });
});
