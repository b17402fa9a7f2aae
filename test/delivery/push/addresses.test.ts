import { describe, test } from "node:test";
import { assertEquals } from "@std/assert";
import type { AddressRule } from "../../../src/base/address_rule.ts";
import { isAllowedAddress } from "../../../src/delivery/push/addresses.ts";

/** Addresses by the strictest rule that lets them through. */
const table: Readonly<Record<AddressRule | "none", readonly string[]>> = {
  public: [
    ...[
      "1.1.1.1",
      "8.8.8.8",
      "9.255.255.255",
      "11.0.0.0",
      "100.63.255.255",
      "100.128.0.0",
      "126.255.255.255",
    ],
    ...[
      "128.0.0.0",
      "169.253.255.255",
      "172.15.255.255",
      "172.32.0.0",
      "192.0.1.0",
      "192.0.3.0",
      "192.88.98.0",
    ],
    ...["192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "168.63.129.15"],
    ...["2a00:1450:4001:81b::200e", "2001:4860:4860::8888", "2606:4700::1111", "2001:200::", "3ffe::1"],
    ...["::ffff:1.1.1.1", "::ffff:101:101", "64:ff9b::8.8.8.8", "2002:0808:0808::1", "::8.8.8.8"],
  ],
  private: [
    ...["10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.255"],
    ...["172.16.0.0", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.0"],
    ...["198.19.255.255", "198.51.100.7", "203.0.113.7", "100.100.100.199"],
    ...[
      "::1",
      "fc00::1",
      "fd12:3456::1",
      "fec0::1",
      "2001:db8::1",
      "2001::1",
      "3fff::1",
      "100::1",
      "4000::1",
    ],
    ...["::ffff:127.0.0.1", "::ffff:7f00:1", "64:ff9b::10.0.0.1", "2002:c0a8:0101::1", "64:ff9b:1::1"],
  ],
  any: [
    ...["0.0.0.0", "0.1.2.3", "169.254.1.1", "169.254.169.254", "169.254.170.2", "100.100.100.200"],
    ...["168.63.129.16", "192.0.0.192", "224.0.0.1", "239.255.255.255", "255.255.255.255"],
    ...["::", "fe80::1", "fe80::1%eth0", "febf::1", "ff02::1", "fd00:ec2::254", "fd20:ce::254"],
    ...["::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "0:0:0:0:0:ffff:0:0", "64:ff9b::169.254.169.254"],
    ...["2002:a9fe:a9fe::", "::169.254.169.254"],
  ],
  none: ["", "localhost", "1.2.3", "010.0.0.1", "1.2.3.4.5", "1.2.3.256", ":::", "[::1]", "0x7f.1"],
};

/** From the strictest on. */
const rules: readonly AddressRule[] = ["public", "private", "any"];

describe("isAllowedAddress()", () => {
  for (const [needed, addresses] of Object.entries(table)) {
    const expected = rules.filter((_, index) =>
      needed !== "none" && index >= rules.findIndex((rule) => rule === needed)
    );
    test(`lets ${expected.join(", ") || "no rule"} pass the ${needed} ones`, () => {
      const allowed = addresses.map((address) => [
        address,
        rules.filter((rule) => isAllowedAddress(address, rule)),
      ]);
      assertEquals(allowed, addresses.map((address) => [address, expected]));
    });
  }

  test("refuses addresses of 224/3 that are neither multicast nor broadcast only as not public", () => {
    assertEquals(rules.map((rule) => isAllowedAddress("240.0.0.1", rule)), [false, true, true]);
  });
});
