/**
 * What every answer of the console, the API and the probes tells a browser, where it does not say something stricter
 * itself: take it for what it is called, put it into no frame, tell no other site where it was, let no other site load
 * it. Bot API answers pass through unaltered and do without.
 */
const always: readonly (readonly [string, string])[] = [
  ["x-content-type-options", "nosniff"],
  [
    "content-security-policy",
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  ],
  ["referrer-policy", "no-referrer"],
  ["cross-origin-resource-policy", "same-origin"],
  ["cache-control", "no-store"],
];

/** A year, for this host alone: BotMux cannot know what its neighbours below the same domain serve. */
const transportSecurity = "max-age=31536000";

/** Adds what is missing. `isSecure`: the client came by HTTPS; browsers ignore the promise otherwise (RFC 6797, 8.1). */
export function addSecurityHeaders(headers: Headers, isSecure: boolean): void {
  for (const [name, value] of always) if (!headers.has(name)) headers.set(name, value);
  if (isSecure) headers.set("strict-transport-security", transportSecurity);
}
