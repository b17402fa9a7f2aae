/** How long a browser may remember a preflight's answer, in seconds: browsers shorten it to their own maximum. */
const maxAgeSec = 86_400;

/**
 * Allows pages of every origin to read `response`, as the official cloud does. The token in the path is the only
 * credential, so nothing is allowed that a browser would add by itself.
 */
export function allowEveryOrigin(response: Response): Response {
  const { headers } = response;
  headers.set("access-control-allow-origin", "*");
  headers.set("access-control-expose-headers", "*");
  // A proxy before upstream may have said it.
  headers.delete("access-control-allow-credentials");
  return response;
}

/** Whether a browser asks if it may send a request (Fetch standard, "CORS-preflight request"). */
export function isPreflight({ method, headers }: Request): boolean {
  return method === "OPTIONS" && headers.has("access-control-request-method");
}

/** The answer to a preflight of whatever token: what is wrong with it, the call itself is told. */
export function answerPreflight({ headers }: Request): Response {
  return allowEveryOrigin(
    new Response(null, {
      status: 204,
      headers: {
        "access-control-allow-methods": "GET, HEAD, POST",
        // Named, because the wildcard leaves out `Authorization`.
        "access-control-allow-headers": headers.get("access-control-request-headers") ?? "*",
        "access-control-max-age": String(maxAgeSec),
        vary: "access-control-request-headers",
      },
    }),
  );
}
