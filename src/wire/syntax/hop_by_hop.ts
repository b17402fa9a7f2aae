import { fieldKind, type FieldName } from "./field_name.ts";
import type { HeaderList } from "./header_list.ts";
import { toListItems } from "./list_items.ts";

/**
 * Removes what belongs to one connection and a proxy does not pass on (RFC 9110 7.6.1): `Connection` and the fields it
 * names, `Transfer-Encoding`, `TE`, `Trailer`, `Upgrade`, `Keep-Alive`, `Expect` and `Proxy-…`. `Content-Length` and
 * `Host`, which a message is written with anew, stay.
 */
export function dropHopByHopFields(headers: HeaderList): void {
  const named = connectionOptions(headers);
  if (named === undefined) headers.deleteWhere(isHopByHop);
  else headers.deleteWhere((name) => isHopByHop(name) || (!isNeeded(name) && named.includes(name.lower)));
}

function isHopByHop(name: FieldName): boolean {
  return name.kind !== fieldKind.plain && !isNeeded(name);
}

function isNeeded({ kind }: FieldName): boolean {
  return kind === fieldKind.contentLength || kind === fieldKind.host;
}

/** Fields that `Connection` names, in lower case; undefined for none but `close` and `keep-alive`. */
function connectionOptions(headers: HeaderList): readonly string[] | undefined {
  let options: string[] | undefined;
  for (let index = 0; index < headers.length; index++) {
    if (headers.kindAt(index) !== fieldKind.connection) continue;
    const value = headers.valueAt(index);
    if (value === "keep-alive" || value === "close") continue;
    (options ??= []).push(...toListItems(value));
  }
  return options;
}
