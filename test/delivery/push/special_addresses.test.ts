import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { type AddressRule, addressRules } from "../../../src/base/address_rule.ts";
import { isAllowedAddress } from "../../../src/delivery/push/addresses.ts";
import { specialBlocks } from "../../../src/delivery/push/special_addresses.ts";

/** Rows of the IANA IPv4 Special-Purpose Address Registry, and multicast, each with the strictest rule that admits it. */
const ipv4: readonly [block: string, rule: AddressRule, name: string][] = [
  ["0.0.0.0/8", "any", "This network"],
  ["0.0.0.0/32", "any", "This host on this network"],
  ["10.0.0.0/8", "private", "Private-Use"],
  ["100.64.0.0/10", "private", "Shared Address Space"],
  ["127.0.0.0/8", "private", "Loopback"],
  ["169.254.0.0/16", "any", "Link Local"],
  ["172.16.0.0/12", "private", "Private-Use"],
  ["192.0.0.0/24", "private", "IETF Protocol Assignments"],
  ["192.0.0.0/29", "private", "IPv4 Service Continuity Prefix"],
  ["192.0.0.8/32", "private", "IPv4 dummy address"],
  ["192.0.0.9/32", "private", "Port Control Protocol Anycast"],
  ["192.0.0.10/32", "private", "Traversal Using Relays around NAT Anycast"],
  ["192.0.0.170/32", "private", "NAT64/DNS64 Discovery"],
  ["192.0.0.171/32", "private", "NAT64/DNS64 Discovery"],
  ["192.0.2.0/24", "private", "Documentation (TEST-NET-1)"],
  ["192.31.196.0/24", "public", "AS112-v4"],
  ["192.52.193.0/24", "public", "AMT"],
  ["192.88.99.0/24", "private", "Deprecated (6to4 Relay Anycast)"],
  ["192.88.99.2/32", "private", "6a44-relay anycast address"],
  ["192.168.0.0/16", "private", "Private-Use"],
  ["192.175.48.0/24", "public", "Direct Delegation AS112 Service"],
  ["198.18.0.0/15", "private", "Benchmarking"],
  ["198.51.100.0/24", "private", "Documentation (TEST-NET-2)"],
  ["203.0.113.0/24", "private", "Documentation (TEST-NET-3)"],
  ["224.0.0.0/4", "any", "Multicast"],
  ["240.0.0.0/4", "private", "Reserved"],
  ["255.255.255.255/32", "any", "Limited Broadcast"],
];

/** Rows of the IANA IPv6 Special-Purpose Address Registry that have no IPv4 address in them, multicast and the rest. */
const ipv6: readonly [block: string, rule: AddressRule, name: string][] = [
  ["::1/128", "private", "Loopback Address"],
  ["::/128", "any", "Unspecified Address"],
  ["100::/64", "private", "Discard-Only Address Block"],
  ["100:0:0:1::/64", "private", "Dummy IPv6 Prefix"],
  ["2001:1::1/128", "private", "Port Control Protocol Anycast"],
  ["2001:1::2/128", "private", "Traversal Using Relays around NAT Anycast"],
  ["2001:1::3/128", "private", "DNS-SD Service Registration Protocol Anycast"],
  ["2001:2::/48", "private", "Benchmarking"],
  ["2001:3::/32", "private", "AMT"],
  ["2001:4:112::/48", "private", "AS112-v6"],
  ["2001:10::/28", "private", "Deprecated (ORCHID)"],
  ["2001:20::/28", "private", "ORCHIDv2"],
  ["2001:30::/28", "private", "Drone Remote ID Protocol Entity Tags"],
  ["2001:db8::/32", "private", "Documentation"],
  ["2620:4f:8000::/48", "public", "Direct Delegation AS112 Service"],
  ["3fff::/20", "private", "Documentation"],
  ["5f00::/16", "private", "Segment Routing (SRv6) SIDs"],
  ["fc00::/7", "private", "Unique-Local"],
  ["fe80::/10", "any", "Link-Local Unicast"],
  ["fec0::/10", "private", "Site-Local, deprecated"],
  ["ff00::/8", "any", "Multicast"],
];

/** What both ends of a block and what lies beside it are, where that is not said by the rows above. */
const beside: Readonly<Record<string, AddressRule>> = {
  "::2": "any", // IPv4-compatible, of 0.0.0.2.
  "ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff": "private",
  "100:0:0:2::": "private",
  "2001:1::": "private",
  "2001:1:0:0:0:0:0:4": "private",
  "2001:1:ffff:ffff:ffff:ffff:ffff:ffff": "private",
  "2001:2:1::": "private",
  "2001:2:ffff:ffff:ffff:ffff:ffff:ffff": "private",
  "2001:4::": "private",
  "2001:4:111:ffff:ffff:ffff:ffff:ffff": "private",
  "2001:4:113::": "private",
  "2001:f:ffff:ffff:ffff:ffff:ffff:ffff": "private",
  "2001:40::": "private",
  "5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff": "private",
  "5f01::": "private",
  "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff": "private",
  "fe00::": "private",
  "fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff": "private",
};

/** Metadata services, by any rule but `any` out of reach. */
const metadata = ["169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192"];

/** IPv6 addresses in which an IPv4 address stands, and whether they are no more than another notation of it. */
const forms: readonly [name: string, isNotation: boolean, write: (ipv4: number) => string][] = [
  ["mapped", true, (ipv4) => `::ffff:${toHex(ipv4)}`],
  ["mapped, in dots", true, (ipv4) => `::ffff:${toDots(ipv4)}`],
  ["NAT64", true, (ipv4) => `64:ff9b::${toHex(ipv4)}`],
  ["6to4", true, (ipv4) => `2002:${toHex(ipv4)}::1`],
  ["compatible", true, (ipv4) => `::${toHex(ipv4)}`],
  ["IPv4-translated", false, (ipv4) => `::ffff:0:${toHex(ipv4)}`],
  ["local NAT64, /96", false, (ipv4) => `64:ff9b:1::${toHex(ipv4)}`],
  ["local NAT64, another /96", false, (ipv4) => `64:ff9b:1:fffe::${toHex(ipv4)}`],
  ["local NAT64, /64", false, (ipv4) => write64(ipv4)],
  ["local NAT64, /56", false, (ipv4) => write56(ipv4)],
  ["local NAT64, /48", false, (ipv4) => write48(ipv4)],
  ["Teredo client", false, (ipv4) => `2001:0:808:808:0:0:${toHex(~ipv4 >>> 0)}`],
  ["Teredo server", false, (ipv4) => `2001:0:${toHex(ipv4)}:0:0:f7f7:f7f7`],
  ["ISATAP", false, (ipv4) => `2a00:1450::5efe:${toHex(ipv4)}`],
  ["ISATAP, global", false, (ipv4) => `2a00:1450::200:5efe:${toHex(ipv4)}`],
];

const bytesOf = (ipv4: number) => [ipv4 >>> 24, ipv4 >>> 16 & 255, ipv4 >>> 8 & 255, ipv4 & 255];
const toDots = (ipv4: number) => bytesOf(ipv4).join(".");
const toHex = (ipv4: number) => `${(ipv4 >>> 16).toString(16)}:${(ipv4 & 0xffff).toString(16)}`;
const pair = (high: number, low: number) => (high << 8 | low).toString(16);

function write48(ipv4: number): string {
  const [a = 0, b = 0, c = 0, d = 0] = bytesOf(ipv4);
  return `64:ff9b:1:${pair(a, b)}:${pair(0, c)}:${pair(d, 0)}:808:808`;
}

function write56(ipv4: number): string {
  const [a = 0, b = 0, c = 0, d = 0] = bytesOf(ipv4);
  return `64:ff9b:1:${pair(1, a)}:${pair(0, b)}:${pair(c, d)}:808:808`;
}

function write64(ipv4: number): string {
  const [a = 0, b = 0, c = 0, d = 0] = bytesOf(ipv4);
  return `64:ff9b:1:808:${pair(0, a)}:${pair(b, c)}:${pair(d, 8)}:808`;
}

/** The strictest rule that lets an address through. */
function ruleOf(address: string): AddressRule {
  const allowing = addressRules.filter((rule) => isAllowedAddress(address, rule));
  assertEquals(allowing, addressRules.slice(addressRules.length - allowing.length), address);
  const [strictest] = allowing;
  assert(strictest !== undefined, address);
  return strictest;
}

function stricter(left: AddressRule, right: AddressRule): AddressRule {
  return addressRules[Math.max(addressRules.indexOf(left), addressRules.indexOf(right))] ?? "any";
}

const toNumber = (address: string) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

/** First and last address of an IPv4 block. */
function endsOf(block: string): [first: number, last: number] {
  const [address = "", bits] = block.split("/");
  const first = toNumber(address);
  return [first, first + 2 ** (32 - Number(bits)) - 1];
}

/** The rule of the smallest row in which an address lies. */
function ruleByRows(ipv4Address: number): AddressRule {
  const clouds = metadata.map((address): (typeof ipv4)[number] => [`${address}/32`, "any", "Metadata"]);
  const rows = [...ipv4, ...clouds].filter(([block]) => {
    const [first, last] = endsOf(block);
    return ipv4Address >= first && ipv4Address <= last;
  });
  const bits = ([block]: (typeof rows)[number]) => Number(block.split("/")[1]);
  return rows.sort((left, right) => bits(right) - bits(left))[0]?.[1] ?? "public";
}

function parse6(address: string): bigint {
  const [before = "", after] = address.split("::");
  const groups = (text = "") => text === "" ? [] : text.split(":");
  const [head, tail] = [groups(before), groups(after)];
  const all = [...head, ...new Array<string>(8 - head.length - tail.length).fill("0"), ...tail];
  return all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

/** Without `::`, but for zeros at the end. */
function write6(value: bigint): string {
  const groups = Array.from(
    { length: 8 },
    (_, index) => (value >> BigInt(112 - 16 * index) & 0xffffn).toString(16),
  );
  const text = groups.join(":");
  return text.replace(/(:0){2,}$/, "::").replace(/^(0:){2,}/, "::");
}

describe("the address rule and the IPv4 special-purpose registry", () => {
  for (const [block, rule, name] of ipv4) {
    test(`${block} (${name}) takes the rule ${rule}, and its neighbours theirs`, () => {
      const [first, last] = endsOf(block);
      assertEquals([ruleByRows(first), ruleByRows(last)].includes(rule), true);
      for (const address of [first - 1, first, last, last + 1]) {
        if (address < 0 || address > 0xffff_ffff) continue;
        assertEquals(ruleOf(toDots(address)), ruleByRows(address), toDots(address));
      }
    });
  }

  for (const [form, isNotation, write] of forms) {
    test(`holds for IPv4 addresses inside IPv6 ones: ${form}`, () => {
      const ends = ipv4.flatMap(([block]) => endsOf(block)).flatMap((end) => [end - 1, end, end + 1]);
      const own = isNotation ? "public" : ruleOf(write(toNumber("8.8.8.8")));
      for (const address of [...ends, ...metadata.map(toNumber)]) {
        // 0.0.0.0/8 cannot be reached through others: it says that there is no address.
        if (address < 0x0100_0000 || address > 0xffff_ffff) continue;
        const expected = stricter(own, ruleByRows(address));
        assertEquals(ruleOf(write(address)), expected, `${write(address)} holds ${toDots(address)}`);
      }
    });
  }
});

describe("the address rule and the IPv6 special-purpose registry", () => {
  for (const [block, rule, name] of ipv6) {
    test(`${block} (${name}) takes the rule ${rule}, and its neighbours theirs`, () => {
      const [address = "", bits] = block.split("/");
      const first = parse6(address);
      const last = first + (1n << BigInt(128 - Number(bits))) - 1n;
      assertEquals([ruleOf(write6(first)), ruleOf(write6(last))], [rule, rule]);
      for (const neighbour of [first - 1n, last + 1n]) {
        if (neighbour < 0n || neighbour >= 1n << 128n) continue;
        const row = ipv6.find(([block]) => {
          const [address = "", bits] = block.split("/");
          const shift = BigInt(128 - Number(bits));
          return neighbour >> shift === parse6(address) >> shift;
        });
        const text = write6(neighbour);
        assertEquals(ruleOf(text), row?.[1] ?? beside[text] ?? "public", text);
      }
    });
  }

  test("2001::/23 and 64:ff9b:1::/48 are not of the internet, up to their ends", () => {
    for (const address of ["2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "64:ff9b:1::", "64:ff9b:1:0:0:0:1:0"]) {
      assertEquals(ruleOf(address), "private", address);
    }
    assertEquals(ruleOf("2001:200::"), "public");
    assertEquals(ruleOf("2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), "public");
    assertEquals(ruleOf("64:ff9b:1:ffff:ffff:ffff:ffff:ffff"), "any");
    assertEquals([ruleOf("64:ff9b:2::"), ruleOf("64:ff9b:0:ffff::8.8.8.8")], ["private", "private"]);
  });

  test("metadata services of clouds take the rule any", () => {
    for (const address of ["fd00:ec2::254", "fd20:ce::254", "fd00:c1::a9fe:a9fe", "fd00:42::42"]) {
      assertEquals(ruleOf(address), "any", address);
    }
  });
});

test("no block stands twice in the table, and each begins where its bits say", () => {
  assertEquals(new Set(specialBlocks.map(([block]) => block)).size, specialBlocks.length);
  for (const [block] of specialBlocks) {
    const [address = "", bits = ""] = block.split("/");
    const [value, size] = address.includes(":") ? [parse6(address), 128] : [BigInt(toNumber(address)), 32];
    const shift = BigInt(size - Number(bits));
    assertEquals(value >> shift << shift, value, block);
  }
});
