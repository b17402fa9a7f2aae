import { BlockList, isIP } from "node:net";

/** IP addresses and blocks of them, such as `127.0.0.1`, `10.0.0.0/8` and `fd00::/8`. */
export class AddressList {
  readonly #blocks = new BlockList();

  /** @throws {RangeError} when an entry is neither. */
  constructor(entries: readonly string[] = []) {
    for (const entry of entries) this.#add(entry);
  }

  /** Whether an IP address is one of these; an IPv4 address counts in its IPv6 form too. */
  has(address: string): boolean {
    const [plain = ""] = address.split("%", 1);
    const family = familyOf(plain);
    return family !== undefined && this.#blocks.check(plain, family);
  }

  #add(entry: string): void {
    const [, address = "", bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
    const family = familyOf(address);
    const wholeBits = family === "ipv4" ? 32 : 128;
    const prefix = bits === undefined ? wholeBits : Number(bits);
    if (family === undefined || prefix > wholeBits) {
      throw new RangeError(
        `Cannot use ${JSON.stringify(entry)}: it is neither an IP address nor a block of them`,
      );
    }
    this.#blocks.addSubnet(address, prefix, family);
  }
}

function familyOf(address: string): "ipv4" | "ipv6" | undefined {
  const version = isIP(address);
  if (version === 0 || address.includes("%")) return undefined;
  return version === 4 ? "ipv4" : "ipv6";
}
