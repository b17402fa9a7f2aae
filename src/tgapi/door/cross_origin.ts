import { findHeader, type HeaderList, type HttpRequest, type HttpResponse } from "../../base/http_message.ts";

/** How long a browser may remember a preflight's answer, in seconds: browsers shorten it to their own maximum. */
const maxAgeSec = 86_400;

const everyOrigin: HeaderList = [
  ["access-control-allow-origin", "*"],
  ["access-control-expose-headers", "*"],
];
/** A proxy before upstream may have said these. */
const replaced: ReadonlySet<string> = new Set([
  ...everyOrigin.map(([name]) => name),
  "access-control-allow-credentials",
]);

/**
 * Allows pages of every origin to read an answer, as the official cloud does. The token in the path is the only
 * credential, so nothing is allowed that a browser would add by itself.
 */
export function allowEveryOrigin({ status, headers, body }: HttpResponse): HttpResponse {
  const kept = headers.filter(([name]) => !replaced.has(name));
  kept.push(...everyOrigin);
  return { status, headers: kept, body };
}

/** Whether a browser asks if it may send a request (Fetch standard, "CORS-preflight request"). */
export function isPreflight({ method, headers }: Pick<HttpRequest, "method" | "headers">): boolean {
  return method === "OPTIONS" && findHeader(headers, "access-control-request-method") !== undefined;
}

/** The answer to a preflight of whatever token: what is wrong with it, the call itself is told. */
export function answerPreflight({ headers }: Pick<HttpRequest, "headers">): HttpResponse {
  return allowEveryOrigin({
    status: 204,
    headers: [
      ["access-control-allow-methods", "GET, HEAD, POST"],
      // Named, because the wildcard leaves out `Authorization`.
      ["access-control-allow-headers", findHeader(headers, "access-control-request-headers") ?? "*"],
      ["access-control-max-age", String(maxAgeSec)],
      ["vary", "access-control-request-headers"],
    ],
    body: null,
  });
}
