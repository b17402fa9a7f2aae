import { maxSessionMs } from "../account/sessions.ts";
import { sessionCookieNames } from "../base/own_credentials.ts";
import { readSecretCookie, toSecretCookie } from "./secret_cookie.ts";

/** The session's secret in a `Cookie` header; `undefined` when there is none. */
export function readSessionCookie(header: string | null, isSecure: boolean): string | undefined {
  return readSecretCookie(header, sessionCookieNames, isSecure);
}

/** A `Set-Cookie` header that keeps a session's secret; an empty secret takes it away. */
export function toSessionCookie(secret: string, isSecure: boolean): string {
  return toSecretCookie(secret, sessionCookieNames, { isSecure, maxAgeMs: maxSessionMs });
}
