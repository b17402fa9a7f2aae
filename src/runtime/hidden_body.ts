/**
 * The body of a GET request that Deno served. Behind the `Request` stands an object that holds the body back when its
 * own `method` says GET (`InnerRequest` in Deno's ext/http/00_serve.ts, seen in Deno 2.9); for the moment in which the
 * body is taken, it says otherwise. `undefined` where there is no such object.
 */
export function hiddenBody(request: Request): ReadableStream<Uint8Array<ArrayBuffer>> | undefined {
  const key = Object.getOwnPropertySymbols(request).find(({ description }) => description === "request");
  const inner: unknown = key && Reflect.get(request, key);
  if (typeof inner !== "object" || inner === null || !("method" in inner)) return undefined;
  if (typeof inner.method !== "string" || !Object.isExtensible(inner)) return undefined;
  Object.defineProperty(inner, "method", { value: "POST", configurable: true });
  try {
    return request.body ?? undefined;
  } finally {
    Reflect.deleteProperty(inner, "method");
  }
}
