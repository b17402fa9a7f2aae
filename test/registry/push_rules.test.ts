import { describe, test } from "node:test";
import { assertEquals } from "@std/assert";
import type { PushTarget } from "../../src/registry/entities/push_target.ts";
import { findPushFault } from "../../src/registry/push_rules.ts";
import { createPushTarget } from "../support/records.ts";

const urls = (count: number) => Array.from({ length: count }, (_, index) => `https://b${index}.example/`);
const headers = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`X-${index}`, "v"]));

describe("findPushFault() finds nothing wrong with", () => {
  const fine: [title: string, changes: Partial<PushTarget>][] = [
    ["one URL and nothing else", {}],
    ["16 URLs", { urls: urls(16) }],
    ["two paths of one host", { urls: ["https://a/x", "https://a/y"] }],
    ["user name and password", { urls: ["http://u:p@a:3000/"] }],
    ["a secret token of 256 characters", { secretToken: "a_B-9".padEnd(256, "x") }],
    ["32 headers", { headers: headers(32) }],
    ["a header with all characters of a token", { headers: { "!#$%&'*+.^_`|~0Az-": '~ !"' } }],
    ["an Authorization of the owner's own", { headers: { Authorization: "Bearer x" } }],
    ["the most connections and one attempt", { maxConnections: 100_000, maxAttempts: 1 }],
    ["a pinned IPv4 address", { ipAddress: "10.0.0.1" }],
    ["a pinned IPv6 address", { ipAddress: "::1" }],
  ];
  for (const [title, changes] of fine) {
    test(title, () => assertEquals(findPushFault(createPushTarget(changes)), undefined));
  }
});

describe("findPushFault() refuses", () => {
  const wrong: [title: string, changes: Partial<PushTarget>, path: string][] = [
    ["no URL", { urls: [] }, "urls"],
    ["17 URLs", { urls: urls(17) }, "urls"],
    ["a URL without a scheme", { urls: ["https://a/", "b.example"] }, "urls 1"],
    ["a URL of another scheme", { urls: ["ftp://a/"] }, "urls 0"],
    ["a URL with a line break", { urls: ["https://a/\r\nX: y"] }, "urls 0"],
    ["the same URL twice", { urls: ["https://a", "https://b/", "HTTPS://A:443/"] }, "urls 2"],
    ["a secret token that is too long", { secretToken: "x".repeat(257) }, "secretToken"],
    ["a secret token with other characters", { secretToken: "a b" }, "secretToken"],
    ["a secret token that ends with a line break", { secretToken: "a\n" }, "secretToken"],
    ["33 headers", { headers: headers(33) }, "headers"],
    ["a header without a name", { headers: { "": "v" } }, "headers"],
    ["a header whose name holds more", { headers: { "X-Key: secret": "v" } }, "headers"],
    ["a header's name that is too long", { headers: { ["x".repeat(129)]: "v" } }, "headers"],
    ["a header's value with a line break", { headers: { "X-Key": "a\r\nHost: b" } }, "headers X-Key"],
    ["a header's value that is not ASCII", { headers: { "X-Key": "ключ" } }, "headers X-Key"],
    ["a header's value that is too long", { headers: { "X-Key": "x".repeat(4_097) } }, "headers X-Key"],
    ["a header twice", { headers: { "X-Key": "a", "x-key": "b" } }, "headers x-key"],
    ["an Authorization beside a password", {
      urls: ["https://u:p@a/"],
      headers: { authorization: "Bearer x" },
    }, "headers authorization"],
    ["no connection", { maxConnections: 0 }, "maxConnections"],
    ["too many connections", { maxConnections: 100_001 }, "maxConnections"],
    ["half a connection", { maxConnections: 1.5 }, "maxConnections"],
    ["no time to answer", { timeoutSec: 0 }, "timeoutSec"],
    ["more time to answer than Telegram gives", { timeoutSec: 61 }, "timeoutSec"],
    ["attempts below none", { maxAttempts: -1 }, "maxAttempts"],
    ["attempts without a number", { maxAttempts: NaN }, "maxAttempts"],
    ["a name in place of an address", { ipAddress: "backend" }, "ipAddress"],
    ["a certificate that is too large", { certificate: "x".repeat(3 * 1024 * 1024 + 1) }, "certificate"],
  ];
  for (const [title, changes, path] of wrong) {
    test(title, () => assertEquals(findPushFault(createPushTarget(changes))?.path.join(" "), path));
  }

  for (
    const name of [
      "Host",
      "Content-Length",
      "Content-Type",
      "Content-Encoding",
      "Accept-Encoding",
      "Connection",
      "Keep-Alive",
      "Proxy-Connection",
      "Transfer-Encoding",
      "TE",
      "Trailer",
      "Upgrade",
      "Expect",
      "X-Telegram-Bot-Api-Secret-Token",
    ]
  ) {
    test(`the header ${name}, in upper or lower case`, () => {
      for (const written of [name, name.toLowerCase(), name.toUpperCase()]) {
        const fault = findPushFault(createPushTarget({ headers: { [written]: "v" } }));
        assertEquals(fault?.path, ["headers", written]);
      }
    });
  }

  test("without repeating the invalid value", () => {
    const secret = "SHORTSECRET";
    for (
      const changes of [
        { urls: [`ftp://u:${secret}@a/${secret}`] },
        { secretToken: `${secret} ` },
        { headers: { [`X: ${secret}`]: "v" } },
        { headers: { "X-Key": `${secret}\n` } },
        { ipAddress: secret },
      ]
    ) assertEquals(JSON.stringify(findPushFault(createPushTarget(changes))).includes(secret), false);
  });
});
