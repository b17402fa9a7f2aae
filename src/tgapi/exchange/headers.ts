/**
 * Headers that belong to one connection and are never passed on (RFC 9110 section 7.6.1), `Host`, which the sender
 * sets, and `Expect`, which the listening side has answered already.
 */
const hopByHop: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "host",
  "expect",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-authentication-info",
]);

/** Names and values; a name may stand twice. */
export type HeaderList = [name: string, value: string][];

/** `headers` without those of the connection, and without those that `Connection` names. */
export function endToEndHeaders(headers: Headers): HeaderList {
  const kept: HeaderList = [];
  // Not for-of, which takes eight times as long on Deno.
  headers.forEach((value, name) => {
    if (!hopByHop.has(name)) kept.push([name, value]);
  });
  return withoutNamed(kept, headers.get("connection"));
}

/** Like {@linkcode endToEndHeaders}, of names in lower case. */
export function endToEnd(headers: HeaderList): HeaderList {
  const named = headers.filter(([name]) => name === "connection").map(([, value]) => value);
  return withoutNamed(headers.filter(([name]) => !hopByHop.has(name)), named.join(","));
}

/** `headers` without those that `connection`, a value of `Connection`, names. */
function withoutNamed(headers: HeaderList, connection: string | null): HeaderList {
  if (connection === null || !isMoreThanKeepAlive(connection)) return headers;
  // What the content is, is for all who get it (RFC 9110 section 7.6.1): without its type it would read differently.
  const names = new Set(
    connection.toLowerCase().split(",").map((name) => name.trim()).filter((name) =>
      !name.startsWith("content-")
    ),
  );
  return headers.filter(([name]) => !names.has(name));
}

/** What nearly everybody sends names no header. */
function isMoreThanKeepAlive(connection: string): boolean {
  const value = connection.toLowerCase();
  return value !== "keep-alive" && value !== "close" && value !== "";
}

/** The length a message announces in `Content-Length`; `undefined` when it does not, or not in digits. */
export function announcedLength(headers: Headers): number | undefined {
  const text = headers.get("content-length");
  if (text === null || !/^[0-9]{1,15}$/.test(text)) return undefined;
  return Number(text);
}

/** The value of `name` (in lower case), those of a header that stands twice joined; `undefined` when there is none. */
export function findHeader(headers: HeaderList, name: string): string | undefined {
  const values = headers.filter(([header]) => header === name);
  return values.length === 0 ? undefined : values.map(([, value]) => value).join(", ");
}

/** Takes `name` (in lower case) out of `headers`. */
export function dropHeader(headers: HeaderList, name: string): HeaderList {
  return headers.filter(([header]) => header !== name);
}
