import type { Principal } from "../../account/principal.ts";
import type { RequestPlace } from "../request_place.ts";
import { readSessionCookie } from "../session_cookie.ts";
import { ApiError } from "./api_error.ts";

/** Who holds a credential; `undefined` when nobody does. */
export interface Authenticator {
  apiKey(text: string): Promise<Principal | undefined>;
  session(secret: string): Promise<Principal | undefined>;
}

/** What a page of ours sends with a change where the browser does not say where the page came from. */
export const csrfHeader = "x-botmux-csrf";

/**
 * Who is asking: by an API key, else by a session's cookie.
 *
 * @throws {ApiError} 401 when nobody is; 403 when a page of somebody else's may have made the browser ask.
 */
export async function authenticate(
  request: Request,
  place: RequestPlace,
  authenticator: Authenticator,
): Promise<Principal> {
  const bearer = readBearer(request.headers);
  if (bearer !== undefined) {
    const principal = await authenticator.apiKey(bearer);
    if (principal === undefined) throw unauthorized("This is no valid API key");
    return principal;
  }
  const secret = readSessionCookie(request.headers.get("cookie"), place.isSecure);
  const principal = secret === undefined ? undefined : await authenticator.session(secret);
  if (principal === undefined) {
    throw unauthorized("Sign in, or send Authorization: Bearer and an API key");
  }
  if (!isOwnPage(request)) {
    throw new ApiError({ status: 403, detail: "This did not come from a page of BotMux" });
  }
  return principal;
}

/** The API key of a request; empty when another scheme stands there, `undefined` when nothing does. */
export function readBearer(headers: Headers): string | undefined {
  const authorization = headers.get("authorization");
  if (authorization === null) return undefined;
  return /^bearer +(\S+) *$/i.exec(authorization)?.[1] ?? "";
}

/**
 * Browsers send cookies along whoever's page makes them ask, hence this for everything that changes something.
 * `Sec-Fetch-Site` cannot be set by pages; where it is missing, a header that no other origin can send stands for it.
 */
function isOwnPage({ method, headers }: Request): boolean {
  if (method === "GET" || method === "HEAD") return true;
  const site = headers.get("sec-fetch-site");
  return site === null ? headers.has(csrfHeader) : site === "same-origin";
}

function unauthorized(detail: string): ApiError {
  return new ApiError({ status: 401, detail, headers: { "www-authenticate": 'Bearer realm="BotMux"' } });
}
