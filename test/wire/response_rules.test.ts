import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { MalformedMessage } from "../../src/wire/syntax/malformed_message.ts";
import { type ResponseHead, ResponseHeadParser } from "../../src/wire/syntax/response_head.ts";
import { ruleTable } from "../support/rule_table.ts";

/** The head, or `STATUS CODE` where it is refused, or `unfinished`. */
function read(text: string, method: string): ResponseHead | string {
  try {
    return new ResponseHeadParser().parse(Buffer.from(text, "latin1"), 0, method) ?? "unfinished";
  } catch (error) {
    if (error instanceof MalformedMessage) return `${error.status} ${error.code}`;
    throw error;
  }
}

/** What a rule looks at in a head that is taken. */
function shown<Key extends keyof ResponseHead>(key: Key, method = "GET"): (text: string) => unknown {
  return (text) => {
    const head = read(text, method);
    return typeof head === "string" ? head : head[key];
  };
}

/** A response with these fields. */
function withFields(status: number, ...fields: string[]): string {
  return `HTTP/1.1 ${status} OK\r\n${fields.map((field) => `${field}\r\n`).join("")}\r\n`;
}

const none = { kind: "none" };
const length = (bytes: number) => ({ kind: "length", bytes });
const chunked = { kind: "chunked" };
const untilClose = { kind: "until_close" };

ruleTable("A status line is a version, a status and a reason (RFC 9112 4)", (text) => {
  const head = read(text, "GET");
  return typeof head === "string" ? head : [head.minor, head.status, head.reason];
}, [
  ["HTTP/1.1 200 OK\r\n\r\n", [1, 200, "OK"]],
  ["HTTP/1.0 404 Not Found\r\n\r\n", [0, 404, "Not Found"]],
  ["HTTP/1.1 200 \r\n\r\n", [1, 200, ""]],
  ["HTTP/1.1 200\r\n\r\n", [1, 200, ""]],
  ["HTTP/1.1 999 caf\xe9\t!\r\n\r\n", [1, 999, "caf\xe9\t!"]],
  ["HTTP/1.1 200  OK\r\n\r\n", [1, 200, " OK"]],
  ["HTTP/1.1  200 OK\r\n\r\n", "502 bad_status_line"],
  ["HTTP/1.1 20 OK\r\n\r\n", "502 bad_status_line"],
  ["HTTP/1.1 2000 OK\r\n\r\n", "502 bad_status_line"],
  ["HTTP/1.1 +20 OK\r\n\r\n", "502 bad_status_line"],
  ["HTTP/1.1 099 OK\r\n\r\n", "502 bad_status_line"],
  ["HTTP/1.1 200OK\r\n\r\n", "502 bad_status_line"],
  ["HTTP/1.1\t200 OK\r\n\r\n", "502 bad_status_line"],
  ["HTTP/1.1 200 O\0K\r\n\r\n", "502 bad_byte"],
  ["HTTP/1.1 200 O\x7fK\r\n\r\n", "502 bad_byte"],
  ["HTTP/1.1 200 O\rK\r\n\r\n", "502 bad_line_ending"],
  ["HTTP/1.1 200 OK\n\n", [1, 200, "OK"]],
  ["HTTP/1.1 200 O\nK\n\n", "502 bad_field_name"],
  [`HTTP/1.1 200 ${"x".repeat(2000)}`, "502 bad_status_line"],
  ["HTTP/1.2 200 OK\r\n\r\n", "502 bad_version"],
  ["HTTP/2.0 200 OK\r\n\r\n", "502 bad_version"],
  ["HTTP/0.9 200 OK\r\n\r\n", "502 bad_version"],
  ["http/1.1 200 OK\r\n\r\n", "502 bad_status_line"],
  ["HTTQ/1.1 200 OK\r\n\r\n", "502 bad_version"],
  ["ICY 200 OK\r\n\r\n", "502 bad_status_line"],
  ["\r\nHTTP/1.1 200 OK\r\n\r\n", "502 bad_line_ending"],
  ["<html>", "502 bad_status_line"],
  ["HTTP/1.1 200 OK\r\n", "unfinished"],
]);

ruleTable("The body of a response (RFC 9112 6.3)", shown("framing"), [
  [withFields(200), untilClose],
  [withFields(200, "Content-Length: 0"), length(0)],
  [withFields(200, "Content-Length: 5"), length(5)],
  [withFields(200, "Transfer-Encoding: Chunked"), chunked],
  [withFields(404, "Content-Length: 5"), length(5)],
  [withFields(204), none],
  [withFields(204, "Content-Length: 5"), none],
  [withFields(204, "Transfer-Encoding: chunked"), none],
  [withFields(304, "Content-Length: 5"), none],
  [withFields(304, "Transfer-Encoding: chunked"), none],
  [withFields(100), none],
  [withFields(103, "Link: </a>", "Content-Length: 5"), none],
  [withFields(101, "Upgrade: h2c"), "502 protocol_switch"],
  [withFields(200, "Content-Length: 5", "Content-Length: 5"), length(5)],
  [withFields(200, "Content-Length: 5", "Content-Length: 6"), "502 bad_content_length"],
  [withFields(200, "Content-Length: 5", "Content-Length: 05"), length(5)],
  [withFields(200, "Content-Length: 5, 5"), "502 bad_content_length"],
  [withFields(200, "Content-Length: -5"), "502 bad_content_length"],
  [withFields(200, "Content-Length: 5x"), "502 bad_content_length"],
  [withFields(304, "Content-Length: x"), "502 bad_content_length"],
  [withFields(200, "Content-Length: 5", "Transfer-Encoding: chunked"), "502 length_and_transfer_encoding"],
  [withFields(204, "Content-Length: 5", "Transfer-Encoding: chunked"), "502 length_and_transfer_encoding"],
  [withFields(200, "Transfer-Encoding: identity"), "502 bad_transfer_encoding"],
  [withFields(200, "Transfer-Encoding: \xa0chunked"), "502 bad_transfer_encoding"],
  [withFields(200, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"), "502 bad_transfer_encoding"],
  [withFields(200, "Transfer-Encoding: gzip, chunked"), "502 unknown_transfer_encoding"],
]);

ruleTable("The response to HEAD has no body (RFC 9112 6.3)", shown("framing", "HEAD"), [
  [withFields(200), none],
  [withFields(200, "Content-Length: 5"), none],
  [withFields(200, "Transfer-Encoding: chunked"), none],
  [withFields(404, "Content-Length: 5"), none],
]);

ruleTable(
  "A tunnel that is open has no body, a refused one has (RFC 9112 6.3)",
  shown("framing", "CONNECT"),
  [
    [withFields(200), none],
    [withFields(200, "Content-Length: 5"), none],
    [withFields(299, "Transfer-Encoding: chunked"), none],
    [withFields(407, "Content-Length: 5"), length(5)],
    [withFields(302), untilClose],
  ],
);

ruleTable("Whether the connection carries another request (RFC 9112 9.3)", shown("keepAlive"), [
  [withFields(200), false],
  [withFields(200, "Content-Length: 5"), true],
  [withFields(204), true],
  [withFields(200, "Transfer-Encoding: chunked"), true],
  [withFields(200, "Content-Length: 5", "Connection: close"), false],
  [withFields(200, "Content-Length: 5", "Connection: X , Close"), false],
  [withFields(103, "Connection: close"), true],
  ["HTTP/1.0 100 Continue\r\n\r\n", true],
  ["HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n", false],
  ["HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: Keep-Alive\r\n\r\n", true],
  ["HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n", false],
]);

ruleTable("A field line is a name, a colon and a value (RFC 9112 5)", (text) => {
  const head = read(text, "GET");
  return typeof head === "string" ? head : head.headers.serialise();
}, [
  [withFields(200, "Set-Cookie: a", "set-cookie:b\t"), "Set-Cookie: a\r\nset-cookie: b\r\n"],
  [withFields(200, "X : a"), "502 bad_field_name"],
  [withFields(200, "X"), "502 bad_field_name"],
  [withFields(200, "X: a\r\n b"), "502 folded_field"],
  [withFields(200, "X: a\0"), "502 bad_byte"],
  [withFields(200, ...Array.from({ length: 201 }, () => "X: y")), "502 too_many_fields"],
  [withFields(200, `X: ${"y".repeat(262_144)}`), "502 head_too_long"],
  [withFields(200, "Host: a", "Host: b"), "502 bad_host"],
]);

test("An interim head is read like any other, and the final one after it", () => {
  const bytes = Buffer.from("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
  const parser = new ResponseHeadParser();
  assertEquals(parser.parse(bytes, 0, "POST")?.status, 100);
  assertEquals(parser.parse(bytes, parser.end, "POST")?.status, 204);
  assertEquals(parser.end, bytes.length);
});

test("Fields of lines that end with LF alone are written with CR LF, and equal lengths once", () => {
  const text = "HTTP/1.1 200 OK\nA: 1\nB: 2 \nContent-Length: 3\r\nContent-Length: 3\nC:4\n\nabc";
  for (let size = 1; size <= text.length; size++) {
    const parser = new ResponseHeadParser();
    const bytes = Buffer.from(text, "latin1");
    let head: ResponseHead | undefined;
    for (let at = 0; at < bytes.length && head === undefined; at += size) {
      head = parser.parse(bytes.subarray(at, at + size), 0, "GET");
    }
    assertEquals(head?.headers.serialise(), "A: 1\r\nB: 2\r\nC: 4\r\nContent-Length: 3\r\n");
  }
});
