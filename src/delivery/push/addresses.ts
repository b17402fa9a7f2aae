import { isIP } from "node:net";
import { type AddressRule, addressRules } from "../../base/address_rule.ts";
import { specialBlocks } from "./special_addresses.ts";

/** The first `bits` bits of an address. */
interface Block {
  readonly bytes: readonly number[];
  readonly bits: number;
}

/** The smallest blocks first. */
const special = specialBlocks.map(([block, rule]) => ({ ...parseBlock(block), rule }))
  .sort((left, right) => right.bits - left.bits);

/** IPv6 blocks whose addresses are nothing but another notation of an IPv4 address: where its four bytes begin. */
const notations = [
  { block: parseBlock("::ffff:0:0/96"), offset: 12 },
  { block: parseBlock("64:ff9b::/96"), offset: 12 },
  { block: parseBlock("::/96"), offset: 12 },
  { block: parseBlock("2002::/16"), offset: 2 },
];

/** IPv6 blocks through whose addresses IPv4 ones may be reached: the places of their four bytes. */
const embeddings: readonly { block: Block; places: readonly (readonly number[])[]; isInverted?: boolean }[] =
  [
    // IPv4-translated (RFC 2765).
    { block: parseBlock("::ffff:0:0:0/96"), places: [[12, 13, 14, 15]] },
    // NAT64 of a local network, whose prefix may have each of these lengths (RFC 8215, RFC 6052 section 2.2).
    {
      block: parseBlock("64:ff9b:1::/48"),
      places: [[6, 7, 9, 10], [7, 9, 10, 11], [9, 10, 11, 12], [12, 13, 14, 15]],
    },
    // Teredo (RFC 4380): its server, and the client, all bits inverted.
    { block: parseBlock("2001::/32"), places: [[4, 5, 6, 7]] },
    { block: parseBlock("2001::/32"), places: [[12, 13, 14, 15]], isInverted: true },
  ];

/**
 * Whether a backend may be at `address`, an IP address in any notation `node:net` takes. IPv6 addresses that are a
 * notation of an IPv4 address (mapped, compatible, NAT64, 6to4) are judged as that one; those that carry one (NAT64 of
 * a local network, Teredo, ISATAP, IPv4-translated) as both. What is no IP address is refused.
 */
export function isAllowedAddress(address: string, rule: AddressRule): boolean {
  if (isIP(address) === 0) return false;
  const bytes = parseBytes(address);
  const judged = [toIpv4(bytes) ?? bytes, ...carriedBy(bytes)];
  return judged.every((each) => addressRules.indexOf(strictestRule(each)) <= addressRules.indexOf(rule));
}

function strictestRule(bytes: readonly number[]): AddressRule {
  return special.find((block) => contains(block, bytes))?.rule ?? "public";
}

function toIpv4(bytes: readonly number[]): readonly number[] | undefined {
  // The unspecified address and loopback lie among the old "IPv4-compatible" ones.
  if (bytes.length === 4 || (bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15]! <= 1)) {
    return undefined;
  }
  const notation = notations.find(({ block }) => contains(block, bytes));
  return notation && bytes.slice(notation.offset, notation.offset + 4);
}

/** The IPv4 addresses that may be reached through an address; 0.0.0.0/8 cannot, and mostly means that none is there. */
function carriedBy(bytes: readonly number[]): readonly (readonly number[])[] {
  if (bytes.length === 4) return [];
  const found = embeddings.filter(({ block }) => contains(block, bytes)).flatMap(({ places, isInverted }) =>
    places.map((place) => place.map((at) => bytes[at]! ^ (isInverted ? 0xff : 0)))
  );
  if (isIsatap(bytes)) found.push(bytes.slice(12));
  return found.filter(([first]) => first !== 0);
}

/** Whether an interface identifier is that of ISATAP (RFC 5214 section 6.1), whatever the prefix. */
function isIsatap(bytes: readonly number[]): boolean {
  return (bytes[8]! & 0xfd) === 0 && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
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
