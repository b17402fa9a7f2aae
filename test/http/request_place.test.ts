import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { AddressList } from "../../src/base/address_list.ts";
import { createFindPlace } from "../../src/http/request_place.ts";

const forwarded = { "x-forwarded-for": "192.0.2.1, 198.51.100.7", "x-forwarded-proto": "https" };

/** What is said of a request: whose it is, and whether they came by HTTPS. */
function place(
  trusted: readonly string[],
  peer: string,
  headers: Record<string, string>,
  url = "http://botmux.example/",
) {
  const { address, isSecure } = createFindPlace(new AddressList(trusted))(
    new Request(url, { headers }),
    peer,
  );
  return [address, isSecure];
}

function addressBehind(trusted: readonly string[], hops: string): unknown {
  return place(trusted, "127.0.0.1", { "x-forwarded-for": hops })[0];
}

describe("the origin of a request", () => {
  test("is the peer, whatever it claims, unless it is a trusted proxy", () => {
    for (const peer of ["203.0.113.5", "10.0.0.1", ""]) {
      assertEquals(place([], peer, forwarded), [peer, false], peer);
      assertEquals(place(["198.51.100.0/24"], peer, forwarded), [peer, false], peer);
    }
  });

  test("is the local peer, which is trusted only about HTTPS", () => {
    for (const peer of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) {
      assertEquals(place([], peer, forwarded), [peer, true], peer);
      assertEquals(place([], peer, { "x-forwarded-proto": "http" }), [peer, false], peer);
    }
  });

  test("is what a trusted proxy saw, not what its client claims", () => {
    const trusted = ["127.0.0.0/8", "::1", "10.0.0.0/8", "fd00::/8"];
    for (const peer of ["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.9.8.7", "fd00::5"]) {
      assertEquals(place(trusted, peer, forwarded), ["198.51.100.7", true], peer);
    }
  });

  test("is the rightmost address that is not a trusted proxy", () => {
    const trusted = ["127.0.0.1", "10.0.0.0/8"];
    assertEquals(addressBehind(trusted, "192.0.2.1, 198.51.100.7, 10.0.0.2, 10.0.0.1"), "198.51.100.7");
    assertEquals(addressBehind(trusted, "10.0.0.3,10.0.0.2"), "10.0.0.3");
    assertEquals(addressBehind(trusted, "10.0.0.2, 192.0.2.1"), "192.0.2.1");
  });

  test("is parsed with a port and in brackets, and never from an invalid address", () => {
    const trusted = ["127.0.0.1", "10.0.0.0/8"];
    assertEquals(addressBehind(trusted, "198.51.100.7:4711"), "198.51.100.7");
    assertEquals(addressBehind(trusted, "[2001:db8::1]:4711"), "2001:db8::1");
    assertEquals(addressBehind(trusted, "2001:db8::1"), "2001:db8::1");
    for (const hops of ["", "unknown", "192.0.2.1, _hidden", "192.0.2.1,", "192.0.2.999", "x".repeat(5000)]) {
      assertEquals(addressBehind(trusted, hops), "127.0.0.1", hops.slice(0, 40));
    }
    assertEquals(addressBehind(trusted, "192.0.2.1, unknown, 10.0.0.2"), "10.0.0.2");
  });

  test("is secure when BotMux or the proxy before it used HTTPS", () => {
    assertEquals(place([], "203.0.113.5", {}, "https://botmux.example/"), ["203.0.113.5", true]);
    for (
      const [proto, isSecure] of [["https", true], ["http, HTTPS", true], ["https, http", false]] as const
    ) {
      assertEquals(place(["127.0.0.1"], "127.0.0.1", { "x-forwarded-proto": proto }), [
        "127.0.0.1",
        isSecure,
      ]);
    }
  });
});
