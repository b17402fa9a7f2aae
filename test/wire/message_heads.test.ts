import { assertEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { encodeUtf8 } from "../../src/base/bytes.ts";
import { BodyReader } from "../../src/wire/syntax/body_reader.ts";
import { MalformedMessage } from "../../src/wire/syntax/malformed_message.ts";
import { RequestHeadParser } from "../../src/wire/syntax/request_head.ts";
import { ResponseHeadParser } from "../../src/wire/syntax/response_head.ts";

describe("A request head", () => {
  test("is read with its fields, framing and the place where its body starts", () => {
    const parser = new RequestHeadParser();
    const text =
      "POST /bot1:a/sendMessage?x=1 HTTP/1.1\r\nHost: example.org\r\nX-A:  b \r\nContent-Length: 3\r\n\r\nabc";
    const head = parser.parse(encodeUtf8(text), 0);
    assertEquals(head?.method, "POST");
    assertEquals(head?.path, "/bot1:a/sendMessage?x=1");
    assertEquals(head?.host, "example.org");
    assertEquals(head?.headers.serialise(), "Host: example.org\r\nX-A: b\r\nContent-Length: 3\r\n");
    assertEquals(head?.framing, { kind: "length", bytes: 3 });
    assertEquals(head?.keepAlive, true);
    assertEquals(text.slice(parser.end), "abc");
  });

  test("with a space before a colon is refused with 400", () => {
    const bytes = encodeUtf8("GET / HTTP/1.1\r\nHost : a\r\n\r\n");
    const error = assertThrows(() => new RequestHeadParser().parse(bytes, 0), MalformedMessage);
    assertEquals([error.status, error.code], [400, "bad_field_name"]);
  });
});

test("A response head is followed by its chunked body, and by what comes after it", () => {
  const bytes = encodeUtf8(
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n1\r\nd\r\n0\r\nT: t\r\n\r\nHTTP",
  );
  const parser = new ResponseHeadParser();
  const head = parser.parse(bytes, 0, "GET");
  const body = new BodyReader(502);
  let text = "";
  body.start(head!.framing);
  const end = body.read(bytes, parser.end, (piece) => text += new TextDecoder().decode(piece));
  assertEquals([text, body.isDone, end], ["abcd", true, bytes.length - 4]);
});
