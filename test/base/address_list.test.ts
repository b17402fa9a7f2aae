import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, test } from "node:test";
import { AddressList } from "../../src/base/address_list.ts";

describe("AddressList", () => {
  test("holds addresses and blocks of both families", () => {
    const list = new AddressList(["127.0.0.1", "10.0.0.0/8", "::1", "fd00::/8"]);
    for (const address of ["127.0.0.1", "::ffff:127.0.0.1", "10.255.0.1", "::1", "fd12::1", "fd12::1%eth0"]) {
      assert(list.has(address), address);
    }
    for (const address of ["127.0.0.2", "11.0.0.1", "::2", "fe80::1", "", "localhost", "10.0.0.0/8"]) {
      assertEquals(list.has(address), false, address);
    }
    assertEquals(new AddressList().has("127.0.0.1"), false);
    assert(new AddressList(["0.0.0.0/0"]).has("203.0.113.5"));
  });

  test("refuses anything else", () => {
    for (
      const entry of ["", "localhost", "10.0.0.0/33", "::/129", "10.0.0", "10.0.0.0/", "::1%lo", "1.2.3.4:80"]
    ) {
      assertThrows(() => new AddressList([entry]), RangeError, "neither an IP address");
    }
  });
});
