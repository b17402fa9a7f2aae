import { fault } from "../../faults/fault.ts";
import type { Principal } from "../../account/principal.ts";
import { isOwnPage } from "../own_page.ts";
import type { RequestPlace } from "../request_place.ts";
import { ApiError, refusal } from "./api_error.ts";

/** Who holds a credential; `undefined` when nobody does. */
export interface Authenticator {
  apiKey(text: string): Promise<Principal | undefined>;
  session(secret: string): Promise<Principal | undefined>;
}

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
    if (principal === undefined) throw unauthorized("api_key_invalid");
    return principal;
  }
  const principal = await findSignedIn(place, authenticator);
  if (principal === undefined) {
    throw unauthorized("unauthenticated");
  }
  if (!isOwnPage(request)) {
    throw refusal("cross_site");
  }
  return principal;
}

/** Who is signed in in the browser that asks; `undefined` when nobody is. */
export async function findSignedIn(
  { session }: Pick<RequestPlace, "session">,
  authenticator: Pick<Authenticator, "session">,
): Promise<Principal | undefined> {
  return session === undefined ? undefined : await authenticator.session(session);
}

/** The API key of a request; empty for another scheme, `undefined` when there is none. */
export function readBearer(headers: Headers): string | undefined {
  const authorization = headers.get("authorization");
  if (authorization === null) return undefined;
  return /^bearer +(\S+) *$/i.exec(authorization)?.[1] ?? "";
}

function unauthorized(code: "api_key_invalid" | "unauthenticated"): ApiError {
  return new ApiError({ fault: fault(code), headers: { "www-authenticate": 'Bearer realm="BotMux"' } });
}
