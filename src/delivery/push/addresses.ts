import { isIP } from "node:net";
import type { AddressRule } from "../../base/address_rule.ts";

/** The first `bits` bits of an address. */
interface Block {
  readonly bytes: readonly number[];
  readonly bits: number;
}

/** Refused by `private` and `public`. */
const neverBackends = [
  "0.0.0.0/8",
  "169.254.0.0/16",
  "224.0.0.0/4",
  "255.255.255.255/32",
  "::/128",
  "fe80::/10",
  "ff00::/8",
  // Metadata services of clouds: Alibaba, Azure, Oracle, Amazon, Google; the other ones are link-local.
  "100.100.100.200/32",
  "168.63.129.16/32",
  "192.0.0.192/32",
  "fd00:ec2::/32",
  "fd20:ce::254/128",
].map(parseBlock);

/** Refused by `public`, too. For IPv4 these are the official server's; IPv6 has one public eighth, with holes. */
const notPublic = [
  ...["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24"],
  ...[
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
  ],
  ...["::/3", "4000::/2", "8000::/1", "2001::/23", "2001:db8::/32", "3fff::/20"],
].map(parseBlock);

/** IPv6 blocks whose addresses stand for an IPv4 address, and where its four bytes begin. */
const carriers = [
  { block: parseBlock("::ffff:0:0/96"), offset: 12 },
  { block: parseBlock("64:ff9b::/96"), offset: 12 },
  { block: parseBlock("::/96"), offset: 12 },
  { block: parseBlock("2002::/16"), offset: 2 },
];

/**
 * Whether a backend may be at `address`, an IP address in any notation `node:net` takes. IPv6 addresses that carry an
 * IPv4 address (mapped, NAT64, 6to4) are judged as that one. What is no IP address is refused.
 */
export function isAllowedAddress(address: string, rule: AddressRule): boolean {
  if (isIP(address) === 0) return false;
  if (rule === "any") return true;
  const bytes = carriedAddress(parseBytes(address));
  const isIn = (block: Block) => contains(block, bytes);
  return !neverBackends.some(isIn) && !(rule === "public" && notPublic.some(isIn));
}

function carriedAddress(bytes: readonly number[]): readonly number[] {
  if (bytes.length === 4) return bytes;
  // The unspecified address and loopback lie among the old "IPv4-compatible" ones.
  if (bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15]! <= 1) return bytes;
  const carrier = carriers.find(({ block }) => contains(block, bytes));
  return carrier === undefined ? bytes : bytes.slice(carrier.offset, carrier.offset + 4);
}

function contains(block: Block, bytes: readonly number[]): boolean {
  if (block.bytes.length !== bytes.length) return false;
  for (let bit = 0; bit < block.bits; bit += 8) {
    const mask = 0xff << Math.max(0, bit + 8 - block.bits);
    if (((block.bytes[bit / 8]! ^ bytes[bit / 8]!) & mask & 0xff) !== 0) return false;
  }
  return true;
}

function parseBlock(text: string): Block {
  const [address = "", bits] = text.split("/");
  return { bytes: parseBytes(address), bits: Number(bits) };
}

/** The 4 or 16 bytes of a valid address; a zone (`%eth0`) is left out. */
function parseBytes(address: string): number[] {
  const [text = ""] = address.split("%");
  if (!text.includes(":")) return text.split(".").map(Number);
  const [before = "", after] = text.split("::");
  const head = parseGroups(before);
  const tail = parseGroups(after ?? "");
  return [...head, ...new Array<number>(16 - head.length - tail.length).fill(0), ...tail];
}

function parseGroups(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (group.includes(".")) return group.split(".").map(Number);
    const value = parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
