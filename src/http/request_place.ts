/** Where a request comes from. */
export interface RequestPlace {
  /** IP address of the client; empty when it is not known. */
  readonly address: string;
  /** What the client says it is. */
  readonly userAgent: string;
  /** Whether the client came by HTTPS. */
  readonly isSecure: boolean;
}

/**
 * Where a request comes from. A proxy on this machine is believed what it says of its client; nobody else is.
 *
 * @param peer IP address of who is connected
 */
export function placeOf(request: Request, peer: string): RequestPlace {
  const { headers } = request;
  const isBehindProxy = isLoopback(peer);
  // The last one is what the proxy itself has seen.
  const forwarded = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim();
  const isForwardedSecure =
    headers.get("x-forwarded-proto")?.split(",").at(-1)?.trim().toLowerCase() === "https";
  return {
    address: isBehindProxy && forwarded ? forwarded.slice(0, 64) : peer,
    userAgent: headers.get("user-agent") ?? "",
    isSecure: request.url.startsWith("https:") || (isBehindProxy && isForwardedSecure),
  };
}

/** Whether an address is this machine's own. */
export function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.") || address.startsWith("::ffff:127.");
}
