import { fieldKind, type FieldName } from "../../base/field_name.ts";
import type { HeaderList } from "../../base/header_list.ts";
import { toListItems } from "./list_items.ts";

/**
 * Removes what belongs to one connection and a proxy does not pass on (RFC 9110 7.6.1): `Connection` and the fields it
 * names, `Transfer-Encoding`, `TE`, `Trailer`, `Upgrade`, `Keep-Alive`, `Expect` and `Proxy-…`. `Content-Length` and
 * `Host`, which a message is written with anew, stay; so does what tells of the content, even if `Connection` names it:
 * without its type, a body would read differently.
 */
export function dropHopByHopFields(headers: HeaderList): void {
  const named = connectionOptions(headers);
  if (named === undefined) headers.deleteWhere(isHopByHop);
  else headers.deleteWhere((name) => isHopByHop(name) || isNamed(name, named));
}

/** Field lines of a request that is passed on: without those that belong to its connection, and those that frame it. */
export function writePassedFields(headers: HeaderList): string {
  const named = connectionOptions(headers);
  return headers.write(
    named === undefined ? isPlain : (name) => isPlain(name) && !isNamed(name, named),
  );
}

function isPlain({ kind }: FieldName): boolean {
  return kind === fieldKind.plain;
}

function isHopByHop({ kind }: FieldName): boolean {
  return kind !== fieldKind.plain && kind !== fieldKind.contentLength && kind !== fieldKind.host;
}

function isNamed({ kind, lower }: FieldName, named: readonly string[]): boolean {
  return kind !== fieldKind.host && !lower.startsWith("content-") && named.includes(lower);
}

/** What nearly everybody sends names none. */
function namesFields(connection: string): boolean {
  return connection !== "keep-alive" && connection !== "close";
}

/** Fields that `Connection` names, in lower case; undefined for none but `close` and `keep-alive`. */
function connectionOptions(headers: HeaderList): readonly string[] | undefined {
  let options: string[] | undefined;
  for (let index = 0; index < headers.length; index++) {
    if (headers.kindAt(index) !== fieldKind.connection) continue;
    const value = headers.valueAt(index);
    if (namesFields(value)) (options ??= []).push(...toListItems(value));
  }
  return options;
}
