import { toFieldName } from "../../base/field_name.ts";
import { HeaderList } from "../../base/header_list.ts";
import type { HttpRequest, HttpResponse } from "../../base/http_message.ts";

/** How long a browser may remember a preflight's answer, in seconds: browsers shorten it to their own maximum. */
const maxAgeSec = 86_400;

const allowOrigin = toFieldName("access-control-allow-origin");
const exposeHeaders = toFieldName("access-control-expose-headers");
/** A proxy before upstream may have said these. */
const replaced: ReadonlySet<string> = new Set([
  allowOrigin.lower,
  exposeHeaders.lower,
  "access-control-allow-credentials",
]);

/**
 * Allows pages of every origin to read an answer, as the official cloud does. The token in the path is the only
 * credential, so nothing is allowed that a browser would add by itself.
 */
export function allowEveryOrigin(answer: HttpResponse): HttpResponse {
  const { headers } = answer;
  headers.deleteWhere(({ lower }) => replaced.has(lower));
  headers.appendParsed(allowOrigin, "*");
  headers.appendParsed(exposeHeaders, "*");
  return answer;
}

/** Whether a browser asks if it may send a request (Fetch standard, "CORS-preflight request"). */
export function isPreflight({ method, headers }: Pick<HttpRequest, "method" | "headers">): boolean {
  return method === "OPTIONS" && headers.has("access-control-request-method");
}

/** The answer to a preflight of whatever token: what is wrong with it, the call itself is told. */
export function answerPreflight({ headers }: Pick<HttpRequest, "headers">): HttpResponse {
  return allowEveryOrigin({
    status: 204,
    headers: HeaderList.of(
      ["access-control-allow-methods", "GET, HEAD, POST"],
      // Named, because the wildcard leaves out `Authorization`.
      ["access-control-allow-headers", headers.get("access-control-request-headers") ?? "*"],
      ["access-control-max-age", String(maxAgeSec)],
      ["vary", "access-control-request-headers"],
    ),
    body: null,
  });
}
