import { isIP } from "node:net";
import type { AddressList } from "../base/address_list.ts";
import { readDeviceCookie } from "./device_cookie.ts";
import { readSessionCookie } from "./session_cookie.ts";

/** Where a request comes from. */
export interface RequestPlace {
  /** IP address of the client; empty when it is not known. */
  readonly address: string;
  /** What the client says it is. */
  readonly userAgent: string;
  /** Whether the client came by HTTPS. */
  readonly isSecure: boolean;
  /** Secrets of the device and of the session, as the cookies have them; `undefined` where there is none. */
  readonly device: string | undefined;
  readonly session: string | undefined;
}

/** Finds out where a request comes from; `peer` is the IP address of who is connected. */
export type FindPlace = (request: Request, peer: string) => RequestPlace;

/**
 * Believes `X-Forwarded-For` from trusted proxies alone. Each of them adds whom it has seen at the right end: the
 * rightmost address that is no trusted proxy's is the client's, whatever is before it. `X-Forwarded-Proto` is
 * believed from any peer on this machine, too: it decides the names and flags of the client's own cookies and nothing
 * else, so whoever lies harms only themselves.
 */
export function createFindPlace(trustedProxies: Pick<AddressList, "has">): FindPlace {
  return (request, peer) => {
    const { headers } = request;
    const isProxied = trustedProxies.has(peer);
    const isSecure = request.url.startsWith("https:") ||
      ((isProxied || isLoopback(peer)) && isForwardedSecure(headers));
    return {
      address: isProxied ? findClient(headers, peer, trustedProxies) : peer,
      userAgent: headers.get("user-agent") ?? "",
      isSecure,
      device: readDeviceCookie(headers.get("cookie"), isSecure),
      session: readSessionCookie(headers.get("cookie"), isSecure),
    };
  };
}

/** Whether an address is this machine's own. */
export function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.") || address.startsWith("::ffff:127.");
}

function findClient(headers: Headers, peer: string, trustedProxies: Pick<AddressList, "has">): string {
  const hops = headers.get("x-forwarded-for")?.split(",").reverse() ?? [];
  let nearest = peer;
  for (const hop of hops) {
    const address = readHop(hop.trim());
    // Whoever sent this is known; whom they meant is not.
    if (address === undefined) return nearest;
    nearest = address;
    if (!trustedProxies.has(address)) return address;
  }
  return nearest;
}

/** The address of a hop, which some proxies write with a port. */
function readHop(text: string): string | undefined {
  const [, bracketed, plain] = /^\[([^\]]+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(text) ?? [];
  const address = bracketed ?? plain ?? text;
  return isIP(address) === 0 ? undefined : address;
}

function isForwardedSecure(headers: Headers): boolean {
  return headers.get("x-forwarded-proto")?.split(",").at(-1)?.trim().toLowerCase() === "https";
}
