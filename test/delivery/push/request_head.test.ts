import { describe, test } from "node:test";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { concatBytes, decodeUtf8, encodeUtf8 } from "../../../src/base/bytes.ts";
import { RequestHead } from "../../../src/delivery/push/request_head.ts";
import { toPieces } from "../../../src/wire/client/client_request.ts";

/** The bytes that are sent for an update, as text. */
function sentBy(head: RequestHead, update: string): string {
  const body = encodeUtf8(update);
  return decodeUtf8(concatBytes(toPieces(head.withBody(body), body, { origin: "", proxyFields: "" })));
}

/** The request for an update of two bytes, line by line. */
function lines(url: string, headers: Record<string, string> = {}, secretToken?: string): string[] {
  const head = new RequestHead(new URL(url), { headers, secretToken, signingSecrets: undefined });
  return sentBy(head, "{}").split("\r\n");
}

const last = [
  "Content-Type: application/json",
  "Content-Length: 2",
  "Connection: keep-alive",
  "Accept-Encoding: gzip, deflate",
  "",
  "{}",
];

describe("RequestHead", () => {
  test("has the headers of the official server in its order, then the owner's", () => {
    assertEquals(lines("https://me:pass@hook.test/a/b?c=d&e#f", { "X-Own": "1", Cookie: "a=b" }, "s3cret"), [
      "POST /a/b?c=d&e HTTP/1.1",
      "Host: hook.test",
      "Authorization: Basic bWU6cGFzcw==",
      "X-Telegram-Bot-Api-Secret-Token: s3cret",
      "X-Own: 1",
      "Cookie: a=b",
      ...last,
    ]);
  });

  test("has only what is needed when nothing is set", () => {
    assertEquals(lines("http://hook.test"), ["POST / HTTP/1.1", "Host: hook.test", ...last]);
  });

  test("names the port unless it is the scheme's", () => {
    const urls = ["http://h:80", "https://h:443", "http://h:443", "https://h:80", "http://[::1]:8080"];
    assertEquals(urls.map((url) => lines(url)[1]), [
      "Host: h",
      "Host: h",
      "Host: h:443",
      "Host: h:80",
      "Host: [::1]:8080",
    ]);
  });

  test("decodes user name and password byte by byte", () => {
    const credentials = (url: string) => {
      const value = lines(url)[2]?.replace("Authorization: Basic ", "") ?? "";
      return decodeUtf8(Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0)));
    };
    assertEquals(credentials("http://a%40b:p%C3%A4ss%3A%zz@h/"), "a@b:päss:%zz");
    assertEquals(credentials("http://only@h/"), "only:");
    assertEquals(credentials("http://:only@h/"), ":only");
  });

  test("leaves out custom headers that BotMux sets itself or that concern the connection", () => {
    const names = [
      "Host",
      "content-TYPE",
      "Content-Length",
      "Connection",
      "Accept-Encoding",
      "Transfer-Encoding",
    ];
    const more = [
      "Keep-Alive",
      "TE",
      "Trailer",
      "Upgrade",
      "Proxy-Authorization",
      "Expect",
      "Proxy-Connection",
    ];
    const headers = Object.fromEntries([...names, ...more].map((name) => [name, "own"]));
    assertEquals(lines("http://h/", headers), ["POST / HTTP/1.1", "Host: h", ...last]);
  });

  test("uses custom Authorization and secret headers only if the URL and the secret set none", () => {
    const headers = { authorization: "Bearer own", "x-telegram-bot-api-secret-token": "own" };
    assertEquals(lines("http://h/", headers).slice(2, 4), [
      "authorization: Bearer own",
      "x-telegram-bot-api-secret-token: own",
    ]);
    assert(!lines("http://me@h/", headers, "s").join().includes("own"));
  });

  for (const value of ["a\r\nX: y", "a\nb", "a\rb", "a\0b"]) {
    test(`refuses the value ${JSON.stringify(value)} without repeating it`, () => {
      const { message } = assertThrows(() => lines("http://h/", { "X-Own": value }), TypeError, "X-Own");
      assert(!message.includes(value));
      assertThrows(() => lines("http://h/", {}, value), TypeError);
    });
  }

  for (const name of ["", "a b", "a:b", "a\r\nb", "ä"]) {
    test(`refuses the name ${JSON.stringify(name)}`, () => {
      assertThrows(() => lines("http://h/", { [name]: "1" }), TypeError, "Cannot send the header");
    });
  }

  test("counts the length in bytes", () => {
    const head = new RequestHead(new URL("http://h/"), {
      headers: {},
      secretToken: undefined,
      signingSecrets: undefined,
    });
    const request = sentBy(head, "ä".repeat(50));
    assert(request.includes("\r\nContent-Length: 100\r\n"));
    assert(request.endsWith(`\r\n\r\n${"ä".repeat(50)}`));
  });
});
