import { ValueError } from "../base/value_kind.ts";

/** Where a server listens. */
export interface ListenAddress {
  /** A name or an address, without brackets. */
  readonly hostname: string;
  /** 0 takes any free port. */
  readonly port: number;
}

const expected = "HOST:PORT, [IPV6]:PORT, :PORT (every address of this machine) or PORT (this machine only)";

/**
 * Reads `HOST:PORT`, `[IPV6]:PORT`, `:PORT` for every address of the machine, or `PORT` for the loopback one.
 *
 * @throws {ValueError} when it is invalid of these.
 */
export function parseListenAddress(text: string): ListenAddress {
  const [, bracketed, plain, portText = ""] =
    /^(?:(?:\[([0-9a-f:.]+)\]|([^\s:/[\]]*)):)?(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(portText || NaN);
  if (!(port <= 65_535)) throw new ValueError(expected);
  if (bracketed !== undefined) return { hostname: bracketed, port };
  if (plain === undefined) return { hostname: "127.0.0.1", port };
  return { hostname: plain === "" ? "0.0.0.0" : plain, port };
}
