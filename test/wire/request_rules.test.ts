import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { describe, test } from "node:test";
import { defaultHeadLimits, type HeadLimits } from "../../src/wire/syntax/head_rules.ts";
import { MalformedMessage } from "../../src/wire/syntax/malformed_message.ts";
import { type RequestHead, RequestHeadParser } from "../../src/wire/syntax/request_head.ts";
import { ruleTable } from "../support/rule_table.ts";

/** The head, or `STATUS CODE` where it is refused, or `unfinished`. */
function read(text: string, limits?: HeadLimits): RequestHead | string {
  try {
    return new RequestHeadParser(limits).parse(Buffer.from(text, "latin1"), 0) ?? "unfinished";
  } catch (error) {
    if (error instanceof MalformedMessage) return `${error.status} ${error.code}`;
    throw error;
  }
}

/** A request with these fields besides Host. */
function withFields(...fields: string[]): string {
  return `POST / HTTP/1.1\r\nHost: a\r\n${fields.map((field) => `${field}\r\n`).join("")}\r\n`;
}

/** What a rule looks at in a head that is taken. */
function shown<Key extends keyof RequestHead>(key: Key): (text: string) => unknown {
  return (text) => {
    const head = read(text);
    return typeof head === "string" ? head : head[key];
  };
}

const length = (bytes: number) => ({ kind: "length", bytes });
const chunked = { kind: "chunked" };

ruleTable("The body of a request (RFC 9112 6.3)", shown("framing"), [
  [withFields(), { kind: "none" }],
  [withFields("Content-Length: 0"), length(0)],
  [withFields("Content-Length: 12"), length(12)],
  [withFields("CONTENT-LENGTH:12"), length(12)],
  [withFields("Content-Length: \t12 \t"), length(12)],
  [withFields("Content-Length: 0012"), length(12)],
  [withFields("Content-Length: 999999999999999"), length(999_999_999_999_999)],
  [withFields("Transfer-Encoding: chunked"), chunked],
  [withFields("transfer-encoding: CHUNKED"), chunked],
  [withFields("Transfer-Encoding:\tchunked\t"), chunked],
]);

ruleTable("A length that could be read in two ways is refused (RFC 9112 6.3)", shown("framing"), [
  [withFields("Content-Length: 1", "Content-Length: 1"), "400 bad_content_length"],
  [withFields("Content-Length: 1", "Content-Length: 2"), "400 bad_content_length"],
  [withFields("Content-Length: 1, 1"), "400 bad_content_length"],
  [withFields("Content-Length: 1,"), "400 bad_content_length"],
  [withFields("Content-Length: +1"), "400 bad_content_length"],
  [withFields("Content-Length: -1"), "400 bad_content_length"],
  [withFields("Content-Length: 1 1"), "400 bad_content_length"],
  [withFields("Content-Length: 0x1"), "400 bad_content_length"],
  [withFields("Content-Length: 1e1"), "400 bad_content_length"],
  [withFields("Content-Length: 1.0"), "400 bad_content_length"],
  [withFields("Content-Length:"), "400 bad_content_length"],
  [withFields('Content-Length: "1"'), "400 bad_content_length"],
  [withFields("Content-Length: \xb9"), "400 bad_content_length"],
  [withFields("Content-Length: 1000000000000000"), "400 bad_content_length"],
  [withFields("Content-Length: 18446744073709551617"), "400 bad_content_length"],
]);

ruleTable("A transfer coding is chunked, alone, and not beside a length (RFC 9112 6.1)", shown("framing"), [
  [withFields("Content-Length: 1", "Transfer-Encoding: chunked"), "400 length_and_transfer_encoding"],
  [withFields("Transfer-Encoding: chunked", "Content-Length: 0"), "400 length_and_transfer_encoding"],
  [withFields("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"), "400 bad_transfer_encoding"],
  [withFields("Transfer-Encoding: chunked", "Transfer-Encoding: identity"), "400 bad_transfer_encoding"],
  [withFields("Transfer-Encoding: chunked, chunked"), "400 bad_transfer_encoding"],
  [withFields("Transfer-Encoding: chunked, gzip"), "400 bad_transfer_encoding"],
  [withFields("Transfer-Encoding: gzip"), "400 bad_transfer_encoding"],
  [withFields("Transfer-Encoding: identity"), "400 bad_transfer_encoding"],
  [withFields("Transfer-Encoding:"), "400 bad_transfer_encoding"],
  [withFields("Transfer-Encoding: ,chunked"), "400 bad_transfer_encoding"],
  [withFields("Transfer-Encoding: chunked,"), "400 bad_transfer_encoding"],
  [withFields("Transfer-Encoding: chunked;q=1"), "400 bad_transfer_encoding"],
  [withFields("Transfer-Encoding: xchunked"), "400 bad_transfer_encoding"],
  [withFields("Transfer-Encoding: 'chunked'"), "400 bad_transfer_encoding"],
  [withFields("Transfer-Encoding: \xa0chunked"), "400 bad_transfer_encoding"],
  [withFields("Transfer-Encoding: \vchunked"), "400 bad_byte"],
  [withFields("Transfer-Encoding: gzip, chunked"), "501 unknown_transfer_encoding"],
  ["POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "400 bad_transfer_encoding"],
]);

ruleTable("A field line is a name, a colon and a value (RFC 9112 5)", (text) => {
  const head = read(text);
  return typeof head === "string" ? head : head.headers.serialise().split("\r\n")[1];
}, [
  [withFields("X: a b\t\xff"), "X: a b\t\xff"],
  [withFields("X:"), "X: "],
  [withFields("X: \t \t"), "X: "],
  [withFields("!#$%&'*+-.^_`|~09azAZ::"), "!#$%&'*+-.^_`|~09azAZ: :"],
  [withFields("X : a"), "400 bad_field_name"],
  [withFields("X\t: a"), "400 bad_field_name"],
  [withFields(": a"), "400 bad_field_name"],
  [withFields("X"), "400 bad_field_name"],
  [withFields("X Y: a"), "400 bad_field_name"],
  [withFields("(X): a"), "400 bad_field_name"],
  [withFields("X\xe4: a"), "400 bad_field_name"],
  [withFields("X\0: a"), "400 bad_field_name"],
  [withFields("X\r: a"), "400 bad_field_name"],
  [withFields("X: a\0"), "400 bad_byte"],
  [withFields("X: \x01"), "400 bad_byte"],
  [withFields("X: a\x7fb"), "400 bad_byte"],
]);

ruleTable("A line ends with CR LF and is not folded (RFC 9112 2.2, 5.2)", shown("method"), [
  [withFields("X: a\r\n b"), "400 folded_field"],
  [withFields("X: a\r\n\tb"), "400 folded_field"],
  ["GET / HTTP/1.1\r\n Host: a\r\n\r\n", "400 folded_field"],
  [withFields("X: a\rb"), "400 bad_line_ending"],
  [withFields("X: a\nY: b"), "400 bad_line_ending"],
  [withFields("X: a\r\r"), "400 bad_line_ending"],
  ["GET / HTTP/1.1\nHost: a\n\n", "400 bad_line_ending"],
  ["GET / HTTP/1.1\r\nHost: a\r\n\n", "400 bad_field_name"],
  ["GET / HTTP/1.1\r\nHost: a\r\n\rX", "400 bad_line_ending"],
  ["GET / HTTP/1.1\rHost: a\r\r", "400 bad_line_ending"],
]);

ruleTable("Few empty lines may stand before a request (RFC 9112 2.2)", shown("method"), [
  [`\r\n${withFields()}`, "POST"],
  [`${"\r\n".repeat(8)}${withFields()}`, "POST"],
  [`${"\r\n".repeat(9)}${withFields()}`, "400 bad_line_ending"],
  [`\n${withFields()}`, "400 bad_line_ending"],
  [`\r${withFields()}`, "400 bad_line_ending"],
  [` ${withFields()}`, "400 bad_request_line"],
  ["\r\n\r\n", "unfinished"],
]);

ruleTable("A request line is a method, a target and a version (RFC 9112 3)", shown("method"), [
  ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET"],
  ["M-SEARCH / HTTP/1.1\r\nHost: a\r\n\r\n", "M-SEARCH"],
  ["GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "400 bad_target"],
  ["GET /  HTTP/1.1\r\nHost: a\r\n\r\n", "400 bad_target"],
  ["GET / HTTP/1.1 \r\nHost: a\r\n\r\n", "400 bad_request_line"],
  ["GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", "400 bad_request_line"],
  ["GET\t/ / HTTP/1.1\r\nHost: a\r\n\r\n", "501 bad_method"],
  ["GET /\tHTTP/1.1\r\nHost: a\r\n\r\n", "400 bad_request_line"],
  ["GET  HTTP/1.1\r\nHost: a\r\n\r\n", "400 bad_request_line"],
  ["GET HTTP/1.1\r\nHost: a\r\n\r\n", "400 bad_request_line"],
  ["GET / HTTP/1.1\0\r\nHost: a\r\n\r\n", "400 bad_byte"],
  ["get / HTTP/1.1\r\nHost: a\r\n\r\n", "400 bad_request_line"],
  ["Get / HTTP/1.1\r\nHost: a\r\n\r\n", "501 bad_method"],
  ["GE(T / HTTP/1.1\r\nHost: a\r\n\r\n", "501 bad_method"],
  [`${"A".repeat(24)} / HTTP/1.1\r\nHost: a\r\n\r\n`, "A".repeat(24)],
  [`${"A".repeat(25)} / HTTP/1.1\r\nHost: a\r\n\r\n`, "501 bad_method"],
  ["\x16\x03\x01\x02", "400 bad_request_line"],
  ["", "unfinished"],
  ["GET / HTTP/1.1\r\nHost: a\r\n", "unfinished"],
  ["GET / HTTP/1.1\r\nHost: a\r\n\r", "unfinished"],
]);

ruleTable("Only HTTP/1.0 and HTTP/1.1 are spoken (RFC 9110 15.6.6)", shown("minor"), [
  ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", 1],
  ["GET / HTTP/1.0\r\n\r\n", 0],
  ["GET / HTTP/1.2\r\nHost: a\r\n\r\n", "505 bad_version"],
  ["GET / HTTP/0.9\r\nHost: a\r\n\r\n", "505 bad_version"],
  ["GET / HTTP/3.0\r\nHost: a\r\n\r\n", "505 bad_version"],
  ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505 bad_version"],
  ["GET /\r\n", "400 bad_request_line"],
  ["GET / http/1.1\r\nHost: a\r\n\r\n", "400 bad_request_line"],
  ["GET / HTTP/1.x\r\nHost: a\r\n\r\n", "400 bad_request_line"],
  ["GET / HTTP/11.1\r\nHost: a\r\n\r\n", "400 bad_request_line"],
  ["GET / HTTP/1.10\r\nHost: a\r\n\r\n", "400 bad_request_line"],
  ["GET / HTTP/1\r\nHost: a\r\n\r\n", "400 bad_request_line"],
  ["GET / HTTP 1.1\r\nHost: a\r\n\r\n", "400 bad_request_line"],
]);

ruleTable("A target has one of four forms (RFC 9112 3.2)", (text) => {
  const head = read(text);
  return typeof head === "string" ? head : [head.path, head.host];
}, [
  ["GET /p?q#f HTTP/1.1\r\nHost: a\r\n\r\n", ["/p?q#f", "a"]],
  ['GET /p?q={"a":1}|^`\\ HTTP/1.1\r\nHost: a\r\n\r\n', ['/p?q={"a":1}|^`\\', "a"]],
  ["GET /?q=\xd0\xb4 HTTP/1.1\r\nHost: a\r\n\r\n", ["/?q=\xd0\xb4", "a"]],
  ["GET //evil/p HTTP/1.1\r\nHost: a\r\n\r\n", ["//evil/p", "a"]],
  ["GET /\x7f HTTP/1.1\r\nHost: a\r\n\r\n", "400 bad_byte"],
  ["GET http://b:8/p?q HTTP/1.1\r\nHost: a\r\n\r\n", ["/p?q", "b:8"]],
  ["GET HTTPS://b HTTP/1.1\r\nHost: a\r\n\r\n", ["/", "b"]],
  ["GET http://b?q HTTP/1.1\r\nHost: a\r\n\r\n", ["/?q", "b"]],
  ["GET http:///p HTTP/1.1\r\nHost: a\r\n\r\n", "400 bad_target"],
  ["GET http://u@b/ HTTP/1.1\r\nHost: a\r\n\r\n", "400 bad_host"],
  ["GET http://b/ HTTP/1.1\r\n\r\n", "400 bad_host"],
  ["GET ftp://b/ HTTP/1.1\r\nHost: a\r\n\r\n", "400 bad_target"],
  ["GET p HTTP/1.1\r\nHost: a\r\n\r\n", "400 bad_target"],
  ["OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", ["*", "a"]],
  ["GET * HTTP/1.1\r\nHost: a\r\n\r\n", "400 bad_target"],
  ["CONNECT b:443 HTTP/1.1\r\nHost: a\r\n\r\n", ["b:443", "b:443"]],
  ["CONNECT [::1]:443 HTTP/1.1\r\nHost: a\r\n\r\n", ["[::1]:443", "[::1]:443"]],
  ["CONNECT b HTTP/1.1\r\nHost: a\r\n\r\n", "400 bad_target"],
  ["CONNECT /p HTTP/1.1\r\nHost: a\r\n\r\n", "400 bad_target"],
  ["CONNECT http://b:443 HTTP/1.1\r\nHost: a\r\n\r\n", "400 bad_target"],
  ["GET b:443 HTTP/1.1\r\nHost: a\r\n\r\n", "400 bad_target"],
]);

ruleTable("HTTP/1.1 has exactly one Host (RFC 9112 3.2)", shown("host"), [
  ["GET / HTTP/1.1\r\n\r\n", "400 bad_host"],
  ["GET / HTTP/1.0\r\n\r\n", ""],
  ["GET / HTTP/1.1\r\nHost:\r\n\r\n", ""],
  ["GET / HTTP/1.1\r\nhOST: a.b-c_d:80\r\n\r\n", "a.b-c_d:80"],
  ["GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "[::1]:80"],
  ["GET / HTTP/1.1\r\nHost: [fe80::1%25eth0]\r\n\r\n", "[fe80::1%25eth0]"],
  ["GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "400 bad_host"],
  ["GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", "400 bad_host"],
  ["GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "400 bad_host"],
  ["GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "400 bad_host"],
  ["GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", "400 bad_host"],
  ["GET / HTTP/1.1\r\nHost: a?b\r\n\r\n", "400 bad_host"],
  ["GET / HTTP/1.1\r\nHost: a#b\r\n\r\n", "400 bad_host"],
  ["GET / HTTP/1.1\r\nHost: a\\b\r\n\r\n", "400 bad_host"],
  ["GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", "400 bad_host"],
  ["GET / HTTP/1.1\r\nHost: a:80:80\r\n\r\n", "400 bad_host"],
  ["GET / HTTP/1.1\r\nHost: ::1\r\n\r\n", "400 bad_host"],
  ["GET / HTTP/1.1\r\nHost: [a\r\n\r\n", "400 bad_host"],
  ["GET / HTTP/1.1\r\nHost: \xe4\r\n\r\n", "400 bad_host"],
]);

ruleTable("Whether the connection stays open (RFC 9112 9.3)", shown("keepAlive"), [
  [withFields(), true],
  [withFields("Connection: close"), false],
  [withFields("Connection: X, CLOSE"), false],
  [withFields("Connection: X", "Connection:close"), false],
  [withFields("Connection: closed"), true],
  [withFields("Connection: keep-alive, close"), false],
  ["GET / HTTP/1.0\r\n\r\n", false],
  ["GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true],
  ["GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", false],
  ["CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", false],
]);

ruleTable("Whether the client waits for 100 (Continue) (RFC 9110 10.1.1)", shown("expectsContinue"), [
  [withFields("Content-Length: 1"), false],
  [withFields("Content-Length: 1", "Expect: 100-continue"), true],
  [withFields("Transfer-Encoding: chunked", "EXPECT: 100-Continue"), true],
  [withFields("Expect: 100-continue"), false],
  [withFields("Content-Length: 0", "Expect: 100-continue"), false],
  [withFields("Content-Length: 1", "Expect: 200-ok"), false],
  ["POST / HTTP/1.0\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n", false],
]);

ruleTable("CONNECT has no body (RFC 9110 9.3.6)", shown("framing"), [
  ["CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", { kind: "none" }],
  ["CONNECT a:443 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n", "400 connect_with_body"],
  ["CONNECT a:443 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "400 connect_with_body"],
]);

test("Upgrade: h2c is passed over, and the request answered as HTTP/1.1 (RFC 9110 7.8)", () => {
  const head = read(
    withFields("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"),
  );
  assertEquals([shown("framing")(withFields("Upgrade: h2c")), typeof head !== "string" && head.keepAlive], [
    { kind: "none" },
    true,
  ]);
});

describe("A head is bounded", () => {
  const limits: HeadLimits = { maxHeadBytes: 100, maxFields: 3, maxTargetBytes: 10 };
  const fits = (text: string) => {
    const head = read(text, limits);
    return typeof head === "string" ? head : "taken";
  };
  const padded = (bytes: number) => {
    const start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
    return `${start}${"x".repeat(bytes - start.length - 4)}\r\n\r\n`;
  };

  test("in its bytes: 431 beyond maxHeadBytes (RFC 6585 5)", () => {
    const found = [100, 101, 5000].map((bytes) => fits(padded(bytes)));
    assertEquals(found, ["taken", "431 head_too_long", "431 head_too_long"]);
  });

  test("in its fields: 431 beyond maxFields (RFC 6585 5)", () => {
    const request = (count: number) => `GET / HTTP/1.1\r\nHost: a\r\n${"X: y\r\n".repeat(count - 1)}\r\n`;
    assertEquals([fits(request(3)), fits(request(4))], ["taken", "431 too_many_fields"]);
  });

  test("in its target: 414 beyond maxTargetBytes (RFC 9110 15.5.15)", () => {
    const request = (bytes: number) => `GET /${"x".repeat(bytes - 1)} HTTP/1.1\r\nHost: a\r\n\r\n`;
    const found = [request(10), request(11), `GET /${"x".repeat(60)}`].map(fits);
    assertEquals(found, ["taken", "414 target_too_long", "414 target_too_long"]);
  });

  test("by default to 256 KiB, 200 fields and a target of 64 KiB", () => {
    assertEquals(defaultHeadLimits, { maxHeadBytes: 262_144, maxFields: 200, maxTargetBytes: 65_536 });
    const fields = Array.from({ length: 199 }, (_, index) => `X-${index}: ${"v".repeat(500)}`);
    const head = read(withFields(...fields));
    assertEquals(typeof head === "string" ? head : head.headers.get("x-198"), "v".repeat(500));
  });
});

test("A parser reads one head after another, from the place where the one before ended", () => {
  const text =
    "GET /a HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\nGET http://b/ HTTP/1.0\r\n\r\nGET /c HTTP/1.1\r\nHost: c\r\n\r\n";
  const bytes = Buffer.from(text);
  const parser = new RequestHeadParser();
  const found: unknown[] = [];
  for (let at = 0; at < bytes.length; at = parser.end) {
    const head = parser.parse(bytes, at)!;
    found.push([head.target, head.host, head.headers.length, parser.isWithin]);
  }
  assertEquals(found, [["/a", "a", 2, false], ["http://b/", "b", 0, false], ["/c", "c", 1, false]]);
});

test("Names that were kept from earlier heads do not change with the memory they came in", () => {
  const bytes = Buffer.from("GET / HTTP/1.1\r\nHost: a\r\nAB: x\r\n\r\n");
  const parser = new RequestHeadParser();
  const names = () => {
    const { headers } = parser.parse(bytes, 0)!;
    return [headers.nameAt(1), headers.lowerNameAt(1)];
  };
  // Both names have the same hash: 31 × "A" + "B" is 31 × "B" + "#".
  assertEquals(names(), ["AB", "ab"]);
  bytes.write("B#", bytes.indexOf("AB"));
  assertEquals(names(), ["B#", "b#"]);
});
