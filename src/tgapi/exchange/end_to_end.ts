import { findHeader, type HeaderList } from "../../base/http_message.ts";

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

/** `headers` without those of the connection, and without those that `Connection` names. */
export function endToEnd(headers: HeaderList): HeaderList {
  const kept = headers.filter(([name]) => !hopByHop.has(name));
  return withoutNamed(kept, findHeader(headers, "connection"));
}

/** `headers` without those that `connection`, a value of `Connection`, names. */
function withoutNamed(headers: HeaderList, connection: string | undefined): HeaderList {
  if (connection === undefined || !isMoreThanKeepAlive(connection)) return headers;
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
