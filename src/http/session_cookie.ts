import { longestSessionMs } from "../account/sessions.ts";
import { sessionCookieNames } from "../base/own_credentials.ts";

/** What a browser sends back to show who is signed in. `__Host-` keeps other hosts and plain HTTP from setting it. */
function cookieName(isSecure: boolean): string {
  return isSecure ? sessionCookieNames.secure : sessionCookieNames.plain;
}

/** The session's secret in a `Cookie` header; `undefined` when there is none. */
export function readSessionCookie(header: string | null, isSecure: boolean): string | undefined {
  const start = `${cookieName(isSecure)}=`;
  return header?.split(";").map((part) => part.trim()).find((part) => part.startsWith(start))?.slice(
    start.length,
  );
}

/** A `Set-Cookie` header that keeps a session's secret where no script can read it; an empty secret takes it away. */
export function toSessionCookie(secret: string, isSecure: boolean): string {
  const maxAgeSec = secret === "" ? 0 : longestSessionMs / 1000;
  const attributes = `Path=/; Max-Age=${maxAgeSec}; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
  return `${cookieName(isSecure)}=${secret}; ${attributes}`;
}
