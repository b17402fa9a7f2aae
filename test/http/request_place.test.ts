import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { placeOf } from "../../src/http/request_place.ts";

const forwarded = { "x-forwarded-for": "192.0.2.1, 198.51.100.7", "x-forwarded-proto": "https" };

function place(peer: string, headers: Record<string, string>, url = "http://botmux.example/") {
  const { address, isSecure } = placeOf(new Request(url, { headers }), peer);
  return [address, isSecure];
}

describe("where a request comes from", () => {
  test("is told by a proxy on this machine: what it has seen itself, not what its client says", () => {
    for (const peer of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) {
      assertEquals(place(peer, forwarded), ["198.51.100.7", true], peer);
    }
  });

  test("is told by nobody else", () => {
    for (const peer of ["203.0.113.5", "10.0.0.1", ""]) assertEquals(place(peer, forwarded), [peer, false]);
  });

  test("is the peer where there is no proxy, secure where BotMux itself speaks HTTPS", () => {
    assertEquals(place("203.0.113.5", {}, "https://botmux.example/"), ["203.0.113.5", true]);
    assertEquals(place("127.0.0.1", {}), ["127.0.0.1", false]);
  });
});
